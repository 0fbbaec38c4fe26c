#!/usr/bin/env bash
# Seconds that an iteration of GRPO takes in Vireo and in TRL, and its rollouts alone in vLLM, one
# after the other on this machine: the same model with random weights, prompts, group size, lengths
# and number of updates.
#
#   checks/benchmarks/peers/iteration.sh [0.4m|24m|100m|0.5b] [ROUNDS] [vireo|trl|vllm ...]
#
# Python's packages are those of checks/interop/environment and checks/interop/vllm_environment (6 and
# 7 GB, from PyPI, the first time). Prints a line for each: seconds of an iteration (the least after
# the first), of its rollouts and of its update, completion tokens, and tokens per second; of vLLM,
# which does not train, those of the rollouts. At 0.5b, Qwen2.5-0.5B's shape and vocabulary, an adapter
# is trained; otherwise the whole model.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
size="${1:-24m}"
rounds="${2:-3}"
systems=("${@:3}")
((${#systems[@]})) || systems=(vireo trl vllm)
micro_batch=16 letters=57 trained=whole adapter=()
case "$size" in
  0.4m) prompts=32 letters=6 tokens=5 micro_batch=128 ;;
  24m) prompts=16 tokens=128 ;;
  100m) prompts=8 tokens=64 ;;
  0.5b)
    prompts=4 tokens=32 trained=adapter
    adapter=(--set policy.adapter.rank=16 --set policy.adapter.alpha=32
      --set "policy.adapter.target-modules=[q_proj, k_proj, v_proj, o_proj]")
    ;;
  *) printf 'iteration.sh: no size %s: 0.4m, 24m, 100m or 0.5b\n' "$size" >&2; exit 2 ;;
esac
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
VIREO_JAVA_OPTS=-Xmx3g "$root/checks/benchmarks/run" LargeModel "$work/model" "$size" >/dev/null

vireo() {
  "$root/vireo" run "$here/iteration.yaml" --set run="$work/run-$1" \
    --set policy.model="$work/model" --set prompts.path="$work/prompts.jsonl" \
    --set compute="$1" --set iterations="$rounds" --set prompts-per-iteration="$prompts" \
    --set rollouts.max-new-tokens="$tokens" --set rollouts.chunk-groups="$((prompts / 2))" \
    --set update.groups-per-step="$prompts" --set update.micro-batch-completions="$micro_batch" \
    "${adapter[@]}" >"$work/vireo-$1.out" 2>"$work/vireo-$1.log" &&
    "$interop/bin/python" "$here/times.py" "vireo $1" "$work/run-$1"
}

trl() {
  "$interop/bin/python" "$here/trl_iteration.py" "$1" "$work/model" "$work/prompts.jsonl" \
    "$prompts" "$tokens" "$rounds" "$micro_batch" "$trained" 2>"$work/trl-$1.log"
}

# Its engine prints what it does on the same channel.
vllm() {
  VLLM_CPU_KVCACHE_SPACE=1 VLLM_CPU_OMP_THREADS_BIND=nobind VLLM_NO_USAGE_STATS=1 \
    DO_NOT_TRACK=1 VLLM_ENABLE_V1_MULTIPROCESSING=0 \
    "$("$root/checks/interop/vllm_environment")/bin/python" "$here/vllm_rollouts.py" "$1" \
    "$work/model" "$work/prompts.jsonl" "$prompts" "$tokens" "$rounds" \
    >"$work/vllm-$1.out" 2>"$work/vllm-$1.log" &&
    grep '^vllm ' "$work/vllm-$1.out"
}

interop="$("$root/checks/interop/environment")"
"$interop/bin/python" "$here/prompts.py" "$((prompts * rounds))" "$letters" >"$work/prompts.jsonl"
for system in "${systems[@]}"; do
  computes=(f32 bf16)
  # An adapter's base is in bfloat16 anyway.
  [[ "$system $trained" != "trl whole" ]] || computes+=(bf16-weights)
  for compute in "${computes[@]}"; do
    "$system" "$compute" || { tail -n 5 "$work/$system-$compute.log" >&2; exit 1; }
  done
done
