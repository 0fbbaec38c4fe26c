#!/usr/bin/env bash
# Opens the pages that Vireo makes in a real browser and prints a line for each page: what was looked at, and
# that it is as it should be. Needs what ./vireo needs, and Chromium: apt-get install chromium. No browser is
# downloaded; the pages are opened without a network, in a profile of their own.
#
#   checks/browser/check.sh                          all pages, on two tiny runs and a study, which it makes first
#   checks/browser/check.sh report                   those named: report, browse, study
#   checks/browser/check.sh --runs DIR DIR           report and browse on two runs that are there
#   checks/browser/check.sh --screenshots DIR        writes pictures into DIR
#
# CHROMIUM names the browser; /usr/bin/chromium otherwise. Exits with 1 where a page is not as it should be.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)"
target="$root/checks/browser/target"
stamp="$target/check-stamp"

fail() { printf 'check: %s\n' "$*" >&2; exit 2; }

names=()
runs=()
screenshots="-"
while (($# > 0)); do
  case "$1" in
    --runs) [[ -d "${2:-}" && -d "${3:-}" ]] || fail "--runs takes two run directories"; runs=("$(realpath "$2")" "$(realpath "$3")"); shift 2 ;;
    --screenshots) [[ -n "${2:-}" ]] || fail "--screenshots takes a folder"; mkdir -p "$2"; screenshots="$(realpath "$2")"; shift ;;
    -*) fail "there is no option $1" ;;
    *) names+=("$1") ;;
  esac
  shift
done
chromium="${CHROMIUM:-/usr/bin/chromium}"
[[ -x "$chromium" ]] || fail "there is no $chromium: apt-get install chromium, or set CHROMIUM"

# The launcher builds Vireo, and this what is in checks/browser/.
"$root/vireo" --version >/dev/null || fail "./vireo cannot be built"
if [[ ! -f "$stamp" || -n "$(find "$root/checks/browser/src" "$root/checks/browser/pom.xml" "$root/reports/src/main" -newer "$stamp" -print -quit)" ]]; then
  printf 'check: building\n' >&2
  mkdir -p "$target"
  : >"$stamp.new"
  (cd "$root" && mvn -q -B -Dmaven.test.skip=true -Pbrowser -pl checks/browser -am compile) >&2 || fail "the build failed"
  mv "$stamp.new" "$stamp"
fi

work="$(mktemp -d "${TMPDIR:-/tmp}/vireo-browser-XXXXXX")"
trap 'rm -rf "$work"' EXIT

# tiny NAME [KEY=VALUE...]: a run of seconds whose prompts end in markup, as texts from elsewhere may.
tiny() {
  local name="$1" sets=() set
  shift
  for set in "run='$work/$name'" "prompts.path='$work/data/prompts.jsonl'" "sft.0.demonstrations.path='$work/data/clean.jsonl'" \
    iterations=6 evaluation.every=2 policy.new-model.context-length=128 \
    "prompts.prompt-template='{prompt}</script><script>window.hostile=1</script><img src=x onerror=\"window.hostile=2\">'" "$@"; do
    sets+=(--set "$set")
  done
  VIREO_JAVA_OPTS=-Xmx1g "$root/vireo" run "$root/checks/clusters/tiny.yaml" "${sets[@]}" >"$work/$name.log" 2>&1 \
    || { cat "$work/$name.log" >&2; fail "the run $name failed"; }
}

if ((${#runs[@]} > 0)); then
  [[ " ${names[*]} " != *" study "* ]] || fail "--runs takes two runs, of which neither is a study"
  ((${#names[@]} > 0)) || names=(report browse)
else
  printf 'check: making two tiny runs and a study\n' >&2
  "$root/vireo" demo --data "$work/whole" >"$work/data.log" 2>&1 || fail "no data: $(<"$work/data.log")"
  mkdir "$work/data"
  for file in prompts clean; do head -n 300 "$work/whole/$file.jsonl" >"$work/data/$file.jsonl"; done
  tiny grpo algorithm=grpo
  tiny grpovi algorithm=grpovi update.optimizer.learning-rate=0.002
  runs=("$work/grpo" "$work/grpovi")
  VIREO_JAVA_OPTS=-Xmx1g "$root/vireo" run "$root/checks/browser/study.yaml" --set "run='$work/study'" \
    --set "policy.from='$work/grpo'" --set "prompts.path='$work/data/prompts.jsonl'" >"$work/study.log" 2>&1 \
    || { cat "$work/study.log" >&2; fail "the study failed"; }
fi

java="java"
if [[ -n "${JAVA_HOME:-}" ]]; then java="$JAVA_HOME/bin/java"; fi
"$java" "@$root/conf/jvm.options" -Xmx512m "-Dlog4j2.configurationFile=$root/conf/log4j2.properties" \
  -cp "$target/classes:$(<"$target/classpath")" dev.vireo.browser.BrowserCheck \
  "$root" "$work" "$chromium" "$screenshots" "${runs[@]}" "${names[@]}"
