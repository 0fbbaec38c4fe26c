#!/usr/bin/env bash
# What the Dockerfile beside it does to an image.
#
#   image.sh cpu|cuda ROOT    ROOT holds opt/spark and opt/vireo; an image's is /
#
# cpu: unpacks libtorch and the tokenizers now, so that no container does it later and none needs to
# write there, and sees that they load. cuda: takes libtorch from the image's own torch instead; that
# it loads can be seen on a node with a GPU only, by `vireo doctor`.
set -euo pipefail

kind="$1"
root="${2%/}"
vireo="$root/opt/vireo"
spark="$root/opt/spark"

fail() { printf 'image.sh: %s\n' "$*" >&2; exit 1; }

[[ -f "$vireo/vireo-pipelines.jar" ]] || fail "there is no $vireo/vireo-pipelines.jar: build from the folder of ./vireo package"
[[ -d "$spark/jars" ]] || fail "there is no $spark/jars"

case "$kind" in
  cpu)
    mkdir -p "$vireo/natives"
    DJL_CACHE_DIR="$vireo/natives" SPARK_HOME="$spark" VIREO_JAVA_OPTS=-Xmx2g "$vireo/vireo" doctor
    ;;
  cuda)
    python="$(command -v python3)" || fail "there is no python3, whose torch is to be used"
    read -r version cuda folder < <("$python" -c \
      'import pathlib, torch; print(torch.__version__.split("+")[0], torch.version.cuda, pathlib.Path(torch.__file__).parent / "lib")')
    [[ "$version" == 2.7.1 && "$cuda" == 12.8 ]] || fail "torch is $version for CUDA $cuda; 2.7.1 for CUDA 12.8 is needed"
    ln -sfn "$folder" "$vireo/torch"
    rm -f "$vireo"/jars/pytorch-native-cpu-*.jar
    rm -rf "$vireo"/natives/pytorch
    # The bridge to torch is unpacked by the first container that needs it.
    chmod a+rwx "$vireo/natives"
    if [[ -z "$root" ]] && ! getent passwd 185 >/dev/null; then
      groupadd --system --gid 185 spark
      useradd --system --uid 185 --gid 185 --home-dir /opt/spark/work-dir spark
    fi
    ;;
  *) fail "$kind is neither cpu nor cuda" ;;
esac
# Whoever runs in the image reads all of it.
chmod -R a+rX "$vireo"
