#!/usr/bin/env bash
# Kills, damages and starves runs of Vireo on this machine, and prints a line for each kind of fault:
# what was done, how often, and that the run ended in the bytes of an undisturbed one all the same, or
# said in one line what is wrong and how to go on. Needs what ./vireo needs, two cores and 4 GB; torch_*
# also the Python environment that checks/torch/environment makes, without which they are not run.
# Nothing leaves loopback, and no process is killed that was not started here.
#
#   checks/chaos/check.sh                  all
#   checks/chaos/check.sh driver_killed    those named
#   checks/chaos/check.sh --seed 7         strikes at other moments and places; 17 if not given
#   checks/chaos/check.sh --write [NAME]   puts the figures of those that it does into docs/RELIABILITY.md
#
# Exits with 1 where one fails; its line says where to look.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)"
target="$root/checks/chaos/target"
stamp="$target/check-stamp"

fail() { printf 'check: %s\n' "$*" >&2; exit 2; }

seed=17
write=""
names=()
while (($# > 0)); do
  case "$1" in
    --seed) [[ "${2:-}" =~ ^[0-9]+$ ]] || fail "--seed takes a number"; seed="$2"; shift ;;
    --write) write="$root/docs/RELIABILITY.md" ;;
    -*) fail "there is no option $1" ;;
    *) names+=("$1") ;;
  esac
  shift
done

# The launcher builds Vireo, and this what is in checks/chaos/.
"$root/vireo" --version >/dev/null || fail "./vireo cannot be built"
if [[ ! -f "$stamp" || -n "$(find "$root/checks/chaos/src" "$root/checks/chaos/pom.xml" "$root/store/src/main" "$root/jobs/src/main" -newer "$stamp" -print -quit)" ]]; then
  printf 'check: building\n' >&2
  mkdir -p "$target"
  : >"$stamp.new"
  (cd "$root" && mvn -q -B -Dmaven.test.skip=true -Pchaos -pl checks/chaos -am compile) >&2 || fail "the build failed"
  mv "$stamp.new" "$stamp"
fi
# Where checks/torch/environment makes the Python of torch_*, which are not run without it.
export VIREO_TORCH="${VIREO_TORCH:-${XDG_CACHE_HOME:-$HOME/.cache}/vireo-torch}"
java="java"
if [[ -n "${JAVA_HOME:-}" ]]; then java="$JAVA_HOME/bin/java"; fi
# Started in the background of a script, this shell ignores SIGINT, and so would the drivers.
signals=()
if env --default-signal=INT true 2>/dev/null; then signals=(env --default-signal=INT,TERM,HUP); fi
exec "${signals[@]}" "$java" -Xmx256m -cp "$target/classes" dev.vireo.chaos.Chaos "$root" "$seed" "${write:--}" "${names[@]}"
