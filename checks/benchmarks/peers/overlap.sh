#!/usr/bin/env bash
# Seconds that an iteration of GRPO takes with completions from vLLM for CPUs, without and with
# rollouts.lag: 1, one after the other on this machine, on whose cores both the server and the update
# compute. A model of 26 million random parameters, trained whole, which the server reads again for
# every iteration.
#
#   checks/benchmarks/peers/overlap.sh [ITERATIONS [ROUNDS]]
#
# Python's packages are those of checks/interop/vllm_environment. Prints a line for each run: the median
# of the seconds from the end of an iteration to the end of the next, of its rollouts and of its update.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
iterations="${1:-5}"
rounds="${2:-1}"
prompts=16
venv="$("$root/checks/interop/vllm_environment")"
work="$(mktemp -d)"
server=""

finish() {
  if [[ -n "$server" ]]; then
    # Its engine is a process of its own; both are in the group that setsid made.
    kill -TERM -- "-$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

VIREO_JAVA_OPTS=-Xmx3g "$root/checks/benchmarks/run" LargeModel "$work/tied" 24m >/dev/null
"$venv/bin/python" "$root/checks/interop/untie.py" "$work/tied" "$work/model"
"$venv/bin/python" "$here/prompts.py" "$((prompts * iterations))" 57 >"$work/prompts.jsonl"
ln -s "$work/model" "$work/current"
port="$("$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
url="http://127.0.0.1:$port"
VLLM_SERVER_DEV_MODE=1 VLLM_CPU_KVCACHE_SPACE=1 VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 \
  VLLM_CPU_OMP_THREADS_BIND=nobind HF_HUB_OFFLINE=1 \
  setsid "$venv/bin/vllm" serve "$work/current" --host 127.0.0.1 --port "$port" \
  --served-model-name policy --dtype bfloat16 --max-model-len 256 --max-num-seqs 128 \
  --max-num-batched-tokens 8192 --logprobs-mode processed_logprobs >"$work/server.log" 2>&1 &
server=$!
for ((second = 0; ; second++)); do
  "$venv/bin/python" -c "import urllib.request as u; u.urlopen('$url/health', timeout=2)" 2>/dev/null && break
  kill -0 "$server" 2>/dev/null && ((second < 600)) || { tail -n 15 "$work/server.log" >&2; exit 1; }
  sleep 1
done

weights="{mode: reload, link: $work/current, health: /health, posts: [
  {path: /collective_rpc, body: {method: reload_weights}}, {path: /reset_prefix_cache}]}"
for ((round = 1; round <= rounds; round++)); do
  for lag in 0 1; do
    run="$work/run-$round-$lag"
    # More slots than cores: a task that waits for the server computes nothing.
    VIREO_JAVA_OPTS="-Dspark.master=local[4]" "$root/vireo" run "$here/iteration.yaml" --set run="$run" \
      --set policy.model="$work/model" --set prompts.path="$work/prompts.jsonl" --set compute=bf16 \
      --set iterations="$iterations" --set prompts-per-iteration="$prompts" \
      --set rollouts.max-new-tokens=128 --set rollouts.chunk-groups="$((prompts / 2))" \
      --set rollouts.engine=openai --set rollouts.server.url="$url" --set rollouts.server.model=policy \
      --set rollouts.server.dialect=vllm --set rollouts.server.concurrency="$prompts" \
      --set rollouts.server.logprobs=server --set "rollouts.server.weights=$weights" \
      --set update.groups-per-step="$prompts" --set rollouts.lag="$lag" \
      >"$run.out" 2>"$run.log" || { tail -n 5 "$run.log" "$work/server.log" >&2; exit 1; }
    "$venv/bin/python" "$here/overlap_times.py" "lag $lag" "$run"
  done
done
