#!/usr/bin/env bash
# Runs an iteration whose rewards judge.py computes with a real PySpark, and holds the model against
# one whose rewards Vireo computes by the same expression:
#
#   pipelines/pyspark/check.sh
#
# The first time it makes a Python environment with pyspark of the project's version, from PyPI and
# outside the repository (1 GB); pipelines/airflow/check.sh shares it.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
root="$(dirname "$(dirname "$here")")"
say() { printf 'check: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

spark_home="$("$root/pipelines/airflow/spark_home")"
"$root/vireo" --version >&2
export SPARK_HOME="$spark_home" VIREO_JAVA_OPTS="-Dspark.master=local[2]"

work="$(mktemp -d)"
"$root/vireo" demo --data "$work/data" >/dev/null
settings=(
  --set "prompts.path=$work/data/prompts.jsonl"
  --set "sft.0.demonstrations.path=$work/data/clean.jsonl"
  --set iterations=1
)
vireo() {
  local rewards="$1" run="$2"
  shift 2
  "$root/vireo" "$@" "${settings[@]}" --set "rewards=[$rewards]" --set "run=$work/$run" >>"$work/$run.log" 2>&1
}
conf="$root/pipelines/airflow/check.yaml"
exact='{type: exact-match, name: exact, weight: 0}'
given="{type: dataset, name: judge}, $exact"
computed='{type: sql, name: judge, options: {expression: "least(1.0D, length(completion) / 4.0D)"}}, '"$exact"

say "an iteration with PySpark in its middle"
vireo "$given" given stage collect-rollouts "$conf" --iteration 1 || fail "collect-rollouts failed; see $work/given.log"
"$spark_home/bin/spark-submit" --master 'local[2]' "$here/judge.py" "$work/given" 1 "$work/judged" >"$work/judge.log" 2>&1 \
  || fail "judge.py failed; see $work/judge.log"
vireo "$given" given publish rewards "$conf" --iteration 1 --from "$work/judged" || fail "publish failed; see $work/given.log"
vireo "$given" given run "$conf" || fail "the run did not go on; see $work/given.log"

say "the same by an expression"
vireo "$computed" computed run "$conf" || fail "the run failed; see $work/computed.log"
model="checkpoints/step-000001/model.safetensors"
cmp -s "$work/given/$model" "$work/computed/$model" || fail "the models differ: $work/*/$model"
say "passed: rewards by PySpark and by an expression make the same model"
rm -r "$work"
