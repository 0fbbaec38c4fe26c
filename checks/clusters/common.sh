# What the checks of clusters share; sourced by them. A check has a folder $work for all it writes,
# a small run's configuration and its result on this machine alone, which every cluster must repeat.
# shellcheck shell=bash
set -euo pipefail

clusters="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
root="$(dirname "$(dirname "$clusters")")"
work="$(mktemp -d "${TMPDIR:-/tmp}/vireo-clusters-XXXXXX")"
pids=()
# Counts lines that say FAILED.
failed=0
# Which Spark: --spark VERSION in front of the names; the project's otherwise.
spark_version=()
if [[ "${1:-}" == --spark ]]; then
  spark_version=("$2")
  shift 2
fi
# The checks asked for by name; all where there is none.
asked=("$@")

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
fail() { say "$@"; exit 2; }

# tree PID...: these processes and all that they started, such as a node's containers.
tree() {
  local pid child
  for pid in "$@"; do
    echo "$pid"
    for child in $(pgrep -P "$pid" || true); do tree "$child"; done
  done
}

# await_workers COUNT DRIVER PID...: until so many workers of torch run below these processes; their
# numbers are in $workers then. Fails where the driver ends before.
await_workers() {
  local count="$1" driver="$2" pid
  shift 2
  while true; do
    workers=()
    for pid in $(tree "$@"); do
      if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q -- '-m vireo_torch'; then workers+=("$pid"); fi
    done
    ((${#workers[@]} != count)) || return 0
    kill -0 "$driver"
    sleep 0.1
  done
}

# Ends what was started, gently and then not, and keeps the logs of a failure.
finish() {
  local status=$? pid deadline all
  trap - EXIT INT TERM
  mapfile -t all < <(tree "${pids[@]}")
  for pid in "${all[@]}"; do kill "$pid" 2>/dev/null || true; done
  deadline=$((SECONDS + 20))
  for pid in "${all[@]}"; do
    while kill -0 "$pid" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.1; done
    kill -9 "$pid" 2>/dev/null || true
  done
  wait || true
  if ((status == 0 && failed > 0)); then status=1; fi
  if ((status == 0)); then chmod -R u+w "$work"; rm -rf "$work"; else say "what there is lies in $work"; fi
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# start NAME COMMAND...: in the background, with $work/NAME.log.
start() {
  local name="$1"
  shift
  "$@" >"$work/$name.log" 2>&1 &
  pids+=($!)
}

# await SECONDS WHAT COMMAND...: until the command succeeds and prints something; that is printed.
await() {
  local deadline=$((SECONDS + $1)) what="$2" found
  shift 2
  until found="$("$@" 2>/dev/null)" && [[ -n "$found" ]]; do
    ((SECONDS < deadline)) || fail "$what did not come in time"
    sleep 0.2
  done
  printf '%s\n' "$found"
}

# check NAME WHAT COMMAND...: a line that says whether the command succeeded; its output is in a log,
# and what it has left in $work/NAME.measured is in the line. Skipped where others were asked for by
# name.
check() {
  local name="$1" shows="$2" one
  shift 2
  for one in "${asked[@]}"; do
    if [[ "$one" == "$name" ]]; then break; fi
  done
  if ((${#asked[@]} > 0)) && [[ "$one" != "$name" ]]; then return; fi
  # Not `if "$@"`: within a condition the shell would go on after a command that fails.
  local status=0
  ( set -e; "$@" ) >"$work/$name.log" 2>&1 &
  pids+=($!)
  wait $! || status=$?
  unset 'pids[-1]'
  if ((status == 0)); then
    printf 'passed  %-22s %s%s\n' "$name" "$shows" "$(sed 's/^/; /' "$work/$name.measured" 2>/dev/null)"
  else
    printf 'FAILED  %-22s %s: %s\n' "$name" "$shows" "$work/$name.log"
    failed=$((failed + 1))
  fi
}

# torch_here: the small run with optimizer steps by two workers of torch on this machine alone, made
# once; $torch are its settings, $python its Python and $work/torch-here.bits its files then.
torch_here() {
  python="$("$root/checks/torch/environment")/bin/python"
  torch=(--set training-engine=torch --set "torch.python='$python'" --set torch.processes=2)
  [[ ! -f "$work/torch-here.bits" ]] || return 0
  VIREO_JAVA_OPTS="-Xmx1g -Dspark.master=local[2]" "$root/vireo" run "$clusters/tiny.yaml" \
    --set "run='$work/torch-here'" --set "prompts.path='$work/data/prompts.jsonl'" \
    --set "sft.0.demonstrations.path='$work/data/clean.jsonl'" "${torch[@]}"
  bits "$work/torch-here" >"$work/torch-here.new"
  grep -q 'training-state/torch.json' "$work/torch-here.new"
  mv "$work/torch-here.new" "$work/torch-here.bits"
}

# The files of a run and their hashes, but for those that hold times, and run.json, which says under
# which settings the run was made. Another Spark brings another
# Parquet, whose footers differ: of chunk files the rows' own hash counts then, which the footer has.
bits() {
  local parquet=()
  if ((${#spark_version[@]} > 0)); then parquet=(! -name '*.parquet'); fi
  (
    cd "$1"
    find . -type f ! -name _manifest.json ! -name run.json ! -path '*/manifests/*' ! -path './metrics/*' ! -name '.*.crc' \
      "${parquet[@]}" -print0 | sort -z | xargs -0 sha256sum
    if ((${#parquet[@]} > 0)); then
      find . -name '*.parquet' ! -path './metrics/*' | sort | while IFS= read -r file; do
        printf '%s  %s\n' "$(LC_ALL=C grep -aoP 'vireo\.rows-sha256[^0-9a-f]*\K[0-9a-f]{64}' "$file")" "$file"
      done
    fi
  )
}

# same_bits DIR: holds a run against the one of this machine.
same_bits() {
  bits "$1" >"$1.bits"
  grep -q 'model.safetensors' "$1.bits"
  diff "$work/local.bits" "$1.bits"
}

# ran_on COUNT APPLICATION-EVENTS: whether tasks ran on so many executors.
ran_on() {
  local executors
  executors="$(grep -h '"Event":"SparkListenerTaskEnd"' "$2" \
    | grep -o '"Executor ID":"[^"]*"' | sort -u | wc -l)"
  echo "tasks ran on $executors executors"
  ((executors == $1))
}

# The distributions of Spark and of Vireo.
distributions() {
  SPARK_HOME="$("$clusters/spark_home" "${spark_version[@]}")" || fail "there is no Spark distribution"
  export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1
  vireo="$("$root/vireo" package)" || fail "./vireo package failed"
}

# The small run's data.
small_data() {
  "$root/vireo" demo --data "$work/whole" >"$work/data.log" 2>&1 || fail "no data: $work/data.log"
  mkdir -p "$work/data"
  local file
  for file in prompts clean; do head -n 300 "$work/whole/$file.jsonl" >"$work/data/$file.jsonl"; done
}

# These, and the small run's result on this machine.
prepare() {
  distributions
  small_data
  VIREO_JAVA_OPTS=-Xmx1g "$root/vireo" run "$clusters/tiny.yaml" --set "run='$work/local'" \
    --set "prompts.path='$work/data/prompts.jsonl'" \
    --set "sft.0.demonstrations.path='$work/data/clean.jsonl'" >"$work/local.log" 2>&1 \
    || fail "the run on this machine failed: $work/local.log"
  bits "$work/local" >"$work/local.bits"
}

# Class path of the small clusters in this folder, built where sources are newer.
cluster_classpath() {
  local classpath="$clusters/target/test-classpath"
  if [[ ! -f "$classpath" || -n "$(find "$clusters/src" "$clusters/pom.xml" "$root/pom.xml" -newer "$classpath" -print -quit)" ]]; then
    (cd "$root" && mvn -q -B -Pclusters -pl checks/clusters test-compile) >"$work/cluster-build.log" 2>&1 \
      || fail "the clusters were not built: $work/cluster-build.log"
    touch "$classpath"
  fi
  printf '%s:%s' "$clusters/target/test-classes" "$(<"$classpath")"
}
