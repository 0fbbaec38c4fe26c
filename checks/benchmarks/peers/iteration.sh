#!/usr/bin/env bash
# Seconds that an iteration of GRPO takes in Vireo and in TRL, one after the other on this machine:
# the same model with random weights, prompts, group size, lengths and number of updates.
#
#   checks/benchmarks/peers/iteration.sh [24m|100m] [ROUNDS]
#
# Python's packages are those of checks/interop/environment (6 GB, from PyPI, the first time).
# Prints a line for each: seconds of an iteration (the least after the first), of its rollouts and of
# its update, completion tokens, and tokens per second.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
size="${1:-24m}"
rounds="${2:-3}"
case "$size" in
  24m) prompts=16 tokens=128 ;;
  100m) prompts=8 tokens=64 ;;
  *) printf 'iteration.sh: no size %s: 24m or 100m\n' "$size" >&2; exit 2 ;;
esac
python="$("$root/checks/interop/environment")/bin/python"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
VIREO_JAVA_OPTS=-Xmx3g "$root/checks/benchmarks/run" LargeModel "$work/model" "$size" >/dev/null
"$python" "$here/prompts.py" "$((prompts * rounds))" >"$work/prompts.jsonl"

for compute in f32 bf16; do
  "$root/vireo" run "$here/iteration.yaml" --set run="$work/run-$compute" \
    --set policy.model="$work/model" --set prompts.path="$work/prompts.jsonl" \
    --set compute="$compute" --set iterations="$rounds" --set prompts-per-iteration="$prompts" \
    --set rollouts.max-new-tokens="$tokens" --set rollouts.chunk-groups="$((prompts / 2))" \
    --set update.groups-per-step="$prompts" >"$work/$compute.log"
  "$python" "$here/times.py" "vireo $compute" "$work/run-$compute"
done
for compute in f32 bf16; do
  "$python" "$here/trl_iteration.py" "$compute" "$work/model" "$work/prompts.jsonl" \
    "$prompts" "$tokens" "$rounds" 2>"$work/trl-$compute.log"
done
