#!/usr/bin/env bash
# Runs the same small GRPO run (fine-tuning, then one update) by the local engine and by torch on one,
# two and three processes, replicated and in shards, for a whole model and for an adapter, and compares
# the metrics of each step and the parameters at the end.
#
#   checks/torch/engines.sh
#
# Adam's epsilon is 1e-4: with less, the steps of parameters that have hardly any gradient are the
# gradient's rounding. Prints a line for each; exits with 1 where one differs by more than 1e-5.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
root="$(cd "$here/../.." && pwd)"
python="$("$here/environment")/bin/python"
work="${KEEP:-$(mktemp -d)}"; mkdir -p "$work"
[[ -n "${KEEP:-}" ]] || trap 'rm -rf "$work"' EXIT
export VIREO_JAVA_OPTS="-Xmx1g -Dspark.master=local[3] ${VIREO_JAVA_OPTS:-}"
"$root/vireo" demo --data "$work/data" >"$work/data.log"

run() { # name, further settings
  local name="$1"
  shift
  "$root/vireo" run "$root/checks/clusters/tiny.yaml" --set run="$work/$name" \
    --set prompts.path="$work/data/prompts.jsonl" \
    --set sft.0.demonstrations.path="$work/data/clean.jsonl" \
    --set sft.0.training.optimizer.adam-epsilon=0.0001 --set update.optimizer.adam-epsilon=0.0001 \
    --set iterations=1 --set update.groups-per-step=4 --set update.updates-per-iteration=2 \
    "$@" >"$work/$name.log" 2>&1 || { cat "$work/$name.log" >&2; exit 1; }
}

torch() { # name, processes, sharding, further settings
  local name="$1" processes="$2" sharding="$3"
  shift 3
  run "$name" --set training-engine=torch --set torch.python="$python" \
    --set torch.processes="$processes" --set torch.sharding="$sharding" "$@"
  "$python" "$here/compare_runs.py" "$name" "$work/$reference" "$work/$name"
}

adapter=(--set policy.adapter.rank=4 --set policy.adapter.alpha=8 --set "policy.adapter.target-modules=[q_proj, down_proj]")
for kind in whole adapter; do
  more=()
  [[ "$kind" == whole ]] || more=("${adapter[@]}")
  reference="$kind-local"
  run "$reference" "${more[@]}"
  for processes in 1 2 3; do
    torch "$kind-replicated-$processes" "$processes" replicated "${more[@]}"
  done
  torch "$kind-full-2" 2 full "${more[@]}"
done
