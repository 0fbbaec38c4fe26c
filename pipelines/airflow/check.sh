#!/usr/bin/env bash
# Runs the DAG for real, to a finished model, and holds the model against that of `./vireo run`:
#
#   pipelines/airflow/check.sh
#
# The first time it makes two Python environments from PyPI, outside the repository (2 GB, Python
# 3.10 to 3.12): Airflow's, and one with pyspark of the project's version, whose spark-submit runs
# the tasks on local[2]. They are two as Airflow's provider brings a client of another version.
#
#   VIREO_AIRFLOW        where they are (~/.cache/vireo-airflow otherwise)
#   VIREO_AIRFLOW_KEEP   1 keeps the files of a check that passed
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
root="$(dirname "$(dirname "$here")")"
place="${VIREO_AIRFLOW:-${XDG_CACHE_HOME:-$HOME/.cache}/vireo-airflow}"

say() { printf 'check: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

wanted="$(cat "$here/requirements.txt" "$here/constraints.txt")"
if [[ "$(cat "$place/airflow/wanted" 2>/dev/null)" != "$wanted" ]]; then
  say "making $place/airflow"
  python3 -m venv "$place/airflow" >&2
  "$place/airflow/bin/pip" install --quiet --requirement "$here/requirements.txt" --constraint "$here/constraints.txt" >&2
  printf '%s\n' "$wanted" >"$place/airflow/wanted"
fi
spark_home="$("$here/spark_home")"
"$root/vireo" --version >&2

work="$(mktemp -d)"
export AIRFLOW_HOME="$work/airflow" AIRFLOW__CORE__DAGS_FOLDER="$here" AIRFLOW__CORE__LOAD_EXAMPLES=False
export AIRFLOW_CONN_SPARK_DEFAULT='{"conn_type": "spark", "host": "local[2]"}'
export SPARK_HOME="$spark_home" PATH="$spark_home/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
# Two iterations of a DAG that is made for three: the third is skipped.
export VIREO_MAX_ITERATIONS=3 VIREO_RUNS="$work/runs" VIREO_CONFIG="$here/check.yaml" VIREO_DRIVER_MEMORY=1g
VIREO_APPLICATION="$(echo "$root"/pipelines/target/vireo-pipelines-*.jar)"
# What Spark does not have: a jar of the same name is the same jar.
VIREO_JARS="$(tr ':' '\n' <"$root/pipelines/target/runtime-classpath" | while IFS= read -r jar || [[ -n "$jar" ]]; do
  [[ -e "$spark_home/jars/$(basename "$jar")" ]] || printf '%s\n' "$jar"
done | paste -sd, -)"
export VIREO_APPLICATION VIREO_JARS

say "unit tests of the DAG"
(cd "$here" && "$place/airflow/bin/python" -m unittest --quiet test_vireo_grpo 2>"$work/unit.log") \
  || { cat "$work/unit.log" >&2; fail "the DAG's tests failed"; }

"$root/vireo" demo --data "$work/data" >/dev/null
settings=(
  "prompts.path=$work/data/prompts.jsonl"
  "sft.0.demonstrations.path=$work/data/clean.jsonl"
)
sets=(--set "run=$work/listed")
for setting in "${settings[@]}"; do sets+=(--set "$setting"); done
export VIREO_STAGES="$work/stages.json"
"$root/vireo" stages "$here/check.yaml" --json "${sets[@]}" >"$VIREO_STAGES"
conf="$("$place/airflow/bin/python" -c \
  'import json, sys; print(json.dumps({"iterations": 2, "settings": sys.argv[1:]}))' "${settings[@]}")"
"$place/airflow/bin/airflow" db migrate >"$work/migrate.log" 2>&1 || fail "no database; see $work/migrate.log"

# Every file but manifests and metrics, which hold times, and the note of whose run it is.
hashes() {
  (cd "$1" && find . -type f ! -name _manifest.json ! -path '*/manifests/*' ! -path './metrics/*' -print0 | sort -z | xargs -0 sha256sum)
}

say "the DAG on local[2], to the end of its second iteration"
"$place/airflow/bin/airflow" dags test vireo_grpo 2026-01-01 --conf "$conf" >"$work/dag.log" 2>&1 \
  || fail "the DAG failed; see $work/dag.log"
runs=("$work/runs"/*)
((${#runs[@]} == 1)) || fail "one run directory was expected, not ${runs[*]}"
run="${runs[0]}"
model="checkpoints/step-000002/model.safetensors"
[[ -f "$run/$model" ]] || fail "the DAG left no $model; see $work/dag.log"
[[ ! -e "$run/rollouts/iteration=3" ]] || fail "the third iteration was not skipped; see $work/dag.log"

# Its log may come before the list.
run_id="$("$place/airflow/bin/airflow" dags list-runs vireo_grpo --output json 2>/dev/null \
  | sed -n 's/.*"run_id": *"\([^"]*\)".*/\1/p' | head -n 1)"
task() {
  "$place/airflow/bin/airflow" tasks test vireo_grpo "$1" "$run_id" >"$work/$1.log" 2>&1 \
    || fail "task $1 failed; see $work/$1.log"
}
say "a task again that is done, and one that was killed before its end"
touch "$work/again"
task iteration_1.update_policy
rewritten="$(find "$run" -type f -newer "$work/again")"
[[ -z "$rewritten" ]] || fail "a task that was done wrote again: $rewritten"
rm "$run/manifests/rewards/iteration=2.json" "$run/rewards/iteration=2/part-00001.parquet"
task iteration_2.score_rewards
hashes "$run" >"$work/dag.sha256"

say "the same by vireo run"
sets=()
for setting in "${settings[@]}" run="$work/by-run" iterations=2; do sets+=(--set "$setting"); done
VIREO_JAVA_OPTS="-Dspark.master=local[2]" "$root/vireo" run "$here/check.yaml" "${sets[@]}" >"$work/run.log" 2>&1 \
  || fail "vireo run failed; see $work/run.log"
hashes "$work/by-run" >"$work/run.sha256"
cmp -s "$run/$model" "$work/by-run/$model" || fail "the models differ: $run/$model, $work/by-run/$model"
diff "$work/dag.sha256" "$work/run.sha256" >&2 || fail "the models are the same, and other files are not; see $work"

say "passed: $(wc -l <"$work/dag.sha256") files are those of vireo run, $model among them"
if [[ "${VIREO_AIRFLOW_KEEP:-}" == 1 ]]; then say "files: $work"; else rm -r "$work"; fi
