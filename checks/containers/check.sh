#!/usr/bin/env bash
# Builds the image of conf/kubernetes/Dockerfile for CPUs and runs Vireo in it as its own user, a line
# each. There need be no engine and no registry: buildah builds in a chroot, on a Debian with a JRE and
# Spark's distribution from PyPI in place of Apache's image. Needs root, buildah and debootstrap, the
# first time 150 MB from Debian's mirror, and 8 GB of disk, which it leaves free again.
#
#   checks/containers/check.sh [NAME...]
#
#   DEBIAN_MIRROR      where Debian comes from; debootstrap's own choice otherwise
#
# Exits with 1 where one fails; what it said is in the file that its line names.
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../clusters/common.sh"

release=bookworm
# The form of an image that has a host's name: nobody else gives a container in a chroot one that resolves.
export BUILDAH_FORMAT=docker
base="${XDG_CACHE_HOME:-$HOME/.cache}/vireo-container-base-$release.tar"
java_home=/usr/lib/jvm/java-17-openjdk-amd64

# Images and containers lie in the folder that is deleted at the end.
engine() {
  buildah --root "$work/storage" --runroot "$work/runroot" --storage-driver vfs "$@"
}

# in_image COMMAND...: as the image's user, who sees the data and may write to /written.
in_image() {
  engine run --isolation chroot --volume "$work/data:/data:ro" --volume "$work/written:/written" \
    --env VIREO_JAVA_OPTS=-Xmx1g image -- "$@"
}

# A Debian with a JRE, kept between calls.
make_base() {
  [[ ! -f "$base" ]] || return 0
  debootstrap --variant=minbase --include=ca-certificates,openjdk-17-jre-headless,tini "$release" \
    "$work/debian" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}
  rm -rf "$work"/debian/var/{cache,lib}/apt/*
  mkdir -p "$(dirname "$base")"
  tar -C "$work/debian" -c --one-file-system . >"$base.new"
  mv "$base.new" "$base"
  rm -rf "$work/debian"
}

# What the Dockerfile takes from Apache's image: its folders, settings and user.
spark_image() {
  make_base
  engine from --name base scratch
  engine add --quiet base "$base" /
  cp -rL "$SPARK_HOME" "$work/spark"
  engine copy --quiet base "$work/spark" /opt/spark
  rm -rf "$work/spark"
  engine run --isolation chroot base -- groupadd --system --gid 185 spark
  engine run --isolation chroot base -- useradd --system --uid 185 --gid 185 spark
  engine config --env "JAVA_HOME=$java_home" --env SPARK_HOME=/opt/spark --workingdir /opt/spark \
    --hostname localhost base
  engine commit --quiet --rm base localhost/vireo-check/spark
}

image() {
  engine build --isolation chroot --pull-never --layers=false --target cpu \
    --build-arg SPARK_IMAGE=localhost/vireo-check/spark --tag localhost/vireo-check/vireo \
    --file "$vireo/conf/kubernetes/Dockerfile" "$vireo"
  engine from --pull-never --name image localhost/vireo-check/vireo
}

user() {
  [[ "$(in_image id -u)" == 185 ]]
  ! in_image touch /opt/vireo/written
}

version() {
  diff <("$vireo/vireo" --version | head -n 2) <(in_image /opt/vireo/vireo --version | head -n 2)
}

doctor() {
  in_image /opt/vireo/vireo doctor | tee "$work/findings"
  [[ "$(grep -c '^ok ' "$work/findings")" == 7 ]]
}

run() {
  in_image /opt/vireo/vireo run /data/tiny.yaml --set run=/written/run \
    --set prompts.path=/data/prompts.jsonl --set sft.0.demonstrations.path=/data/clean.jsonl
  same_bits "$work/written/run"
}

# The demo's own data and files; a few steps of each.
demo() {
  in_image /opt/vireo/vireo demo --data /written/demo/data
  in_image /opt/vireo/vireo run /opt/vireo/conf/arithmetic/sft.yaml --set run=/written/demo/sft \
    --set prompts.path=/written/demo/data/prompts.jsonl \
    --set sft.0.demonstrations.path=/written/demo/data/clean.jsonl --set sft.0.training.steps=4 \
    --set sft.1.demonstrations.path=/written/demo/data/careless.jsonl --set sft.1.training.steps=4
  in_image /opt/vireo/vireo run /opt/vireo/conf/arithmetic/grpo.yaml --set run=/written/demo/grpo \
    --set prompts.path=/written/demo/data/prompts.jsonl --set policy.from=/written/demo/sft --set iterations=2
  [[ -f "$work/written/demo/grpo/checkpoints/step-000002/model.safetensors" ]]
}

[[ "$(id -u)" == 0 ]] || fail "images are built in a chroot here, which only root may do"
for tool in buildah debootstrap; do
  command -v "$tool" >/dev/null || fail "there is no $tool: apt-get install buildah debootstrap"
done
prepare
cp "$clusters/tiny.yaml" "$work/data/"
mkdir "$work/written"
chmod -R a+rX "$work/data"
chmod a+x "$work"
chmod a+rwx "$work/written"
# The other checks need the image, whichever are asked for.
spark_image >"$work/spark-image.log" 2>&1 || fail "there is no base: $work/spark-image.log"
asked_for=("${asked[@]}")
asked=()
check image_built "the Dockerfile's image for CPUs is built, and libtorch loads in it" image
asked=("${asked_for[@]}")
check image_user "its user is 185, who cannot change it" user
check image_version "vireo --version in it names the package's version and commit" version
check image_doctor "vireo doctor in it finds nothing wrong" doctor
check image_run "a run in it has the bits of ./vireo's" run
check image_demo "the demo's data and files run in it" demo
