#!/usr/bin/env bash
# What the torch engine does at sizes, on clusters and under kills, a line each. Models have random
# weights, so nothing is downloaded.
#
#   checks/torch/proofs.sh [NAME...]    all, or those named:
#
#   half_engines      an adapter on 0.5 billion parameters: two and three workers, and the local engine
#   half_standalone   the same in bfloat16 on a standalone cluster, with two and with three executors
#   half_yarn         the same in bfloat16 on YARN, with two executors
#   worker_killed     all of a small model in shards: kill -9 of a worker in the middle of an update
#   driver_killed     the same of the driver, and the same command again
#   worker_hangs      a worker is stopped in the middle of an update, and the others wait for it
#   lagging           the small model with rollouts made ahead of its updates, with and without a slot for them
#   whole_half        a step of all of 0.5 billion parameters in shards: memory beside the plan
#   adapter_3b        a step of an adapter on 3 billion parameters in bfloat16: memory beside the plan
#
# Needs what checks/torch/check.sh and checks/clusters/check.sh need. Those of large models take 13 or 14 GiB
# of free memory, and are not run where there is less. VIREO_PROOF_MODELS names a folder that keeps the
# models (7 GB) for the next time; with VIREO_PROOF_SIZE=100m the half_* are done with a llama of 113 million
# parameters instead, which takes 5 GiB.
#
# Exits with 1 where one fails; what it said is in the file that its line names.
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../clusters/common.sh"
source "$clusters/standalone.sh"
source "$clusters/hadoop.sh"
here="$root/checks/torch"
python="$("$here/environment")/bin/python"

names=(half_engines half_standalone half_yarn worker_killed driver_killed worker_hangs lagging whole_half adapter_3b)
for name in "${asked[@]}"; do
  [[ " ${names[*]} " == *" $name "* ]] || fail "there is no proof $name; there are: ${names[*]}"
done

# wanted NAME...: whether one of these is asked for.
wanted() {
  local name
  ((${#asked[@]} > 0)) || return 0
  for name in "$@"; do
    [[ " ${asked[*]} " != *" $name "* ]] || return 0
  done
  return 1
}

# proof GIBIBYTES NAME WHAT COMMAND...: a check where so much memory is free.
proof() {
  local needed="$1" free
  shift
  free="$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)"
  if ((free >= needed)); then
    check "$@"
  elif wanted "$1"; then
    printf 'not run %-22s %s: it takes %s GiB of memory, and %s are free\n' "$1" "$2" "$needed" "$free"
  fi
}

# measured TEXT...: what goes into the line of the check that calls it.
measured() { printf '%s\n' "$*" >"$work/$name.measured"; }

# model SIZE: prints the directory of a model with random weights.
model() {
  local place="${VIREO_PROOF_MODELS:-$work/models}/$1"
  if [[ ! -d "$place" ]]; then
    mkdir -p "$(dirname "$place")"
    VIREO_JAVA_OPTS=-Xmx4g "$root/checks/benchmarks/run" LargeModel "$place.new" "$1" >&2
    # Any tenth token ends a completion.
    "$python" - "$place.new/config.json" >&2 <<'PYTHON'
import json, pathlib, sys
file = pathlib.Path(sys.argv[1])
config = json.loads(file.read_text())
config["eos_token_id"] = list(range(8, config["vocab_size"], 10))
file.write_text(json.dumps(config))
PYTHON
    mv "$place.new" "$place"
  fi
  printf '%s\n' "$place"
}

# half_settings PROMPTS COMPUTE WORKERS: of a run on half a billion parameters; 0 workers are the local
# engine.
half_settings() {
  settings=(--set "prompts.path='$1'" --set "compute=$2" --set "policy.model='$(model "$size")'")
  (($3 == 0)) || settings+=(--set training-engine=torch --set "torch.python='$python'" --set "torch.processes=$3")
}

half_prompts() {
  local i
  mkdir -p "$work/data"
  for i in 1 2 3 4 5 6; do printf '{"prompt": "Count from %d to 9."}\n' "$i"; done >"$work/data/half.jsonl"
}

# half_here COMPUTE WORKERS: on this machine alone, once; $work/half-COMPUTE-WORKERS.bits are its files then.
half_here() {
  local run="$work/half-$1-$2" slots="$(($2 > 2 ? $2 : 2))" settings
  [[ ! -f "$run.bits" ]] || return 0
  half_settings "$work/data/half.jsonl" "$1" "$2"
  VIREO_JAVA_OPTS="-Xmx2g -Dspark.master=local[$slots]" \
    "$root/vireo" run "$here/half.yaml" --set "run='$run'" "${settings[@]}"
  bits "$run" >"$run.new"
  grep -q 'step-000002/adapter_model.safetensors' "$run.new"
  mv "$run.new" "$run.bits"
}

half_engines() {
  local workers said=()
  half_here f32 0
  for workers in 2 3; do
    half_here f32 "$workers"
    # Log-probabilities are about -12, of a vocabulary of 152,000 tokens: 1e-5 of these is 1e-4.
    said+=("$("$python" "$here/compare_runs.py" "$workers workers:" "$work/half-f32-0" "$work/half-f32-$workers" 1e-4)")
    echo "${said[-1]}"
    [[ "${said[-1]}" == passed* ]]
  done
  measured "$(printf '%s; ' "${said[@]}" | sed 's/passed *//g; s/  */ /g; s/; $//')"
}

half_standalone() {
  local workers settings
  for workers in 2 3; do
    half_here bf16 "$workers"
    half_settings "$work/data/half.jsonl" bf16 "$workers"
    options=(--executor-memory 1g --conf "spark.cores.max=$workers")
    submit_standalone "events-half-$workers" run "$here/half.yaml" \
      --set "run='$work/standalone-$workers'" "${settings[@]}"
    bits "$work/standalone-$workers" | diff "$work/half-bf16-$workers.bits" -
    ran_on "$workers" "$(find "$work/events-half-$workers" -type f -name 'app-*' -o -type f -name 'events_*')"
  done
}

half_yarn() {
  local settings
  half_here bf16 2
  files -mkdir -p /data
  files -put -f "$work/data/half.jsonl" /data/
  half_settings /data/half.jsonl bf16 2
  submit events-half-yarn --num-executors 2 --deploy-mode client --executor-memory 1g \
    --conf spark.executor.memoryOverhead=3g -- run "$here/half.yaml" --set "run='/half'" "${settings[@]}"
  get half
  bits "$work/half" | diff "$work/half-bf16-2.bits" -
  ran_on 2 "$(events half-yarn)"
}

# How many steps the update of the small run has, and after which of them something happens to it.
steps=64
struck=8

# small NAME SETTINGS...: fine-tuning and an update of a small model, all of it, by two workers with half
# of it each, on $slots slots. Takes the place of the shell that it is called in.
slots=2
small() {
  local name="$1"
  shift
  exec env VIREO_JAVA_OPTS="-Xmx1g -Dspark.master=local[$slots]" "$root/vireo" run "$clusters/tiny.yaml" \
    --set "run='$work/$name'" --set "prompts.path='$work/data/prompts.jsonl'" \
    --set "sft.0.demonstrations.path='$work/data/clean.jsonl'" \
    --set iterations=1 --set prompts-per-iteration=16 --set update.groups-per-step=2 \
    --set "update.updates-per-iteration=$((steps / 8))" --set "update.checkpoint-every=$struck" \
    --set checkpoints.keep=0 --set training-engine=torch --set "torch.python='$python'" \
    --set torch.processes=2 --set torch.sharding=full "$@"
}

# The run that nothing happens to, once.
undisturbed() {
  [[ ! -f "$work/undisturbed.bits" ]] || return 0
  (small undisturbed)
  bits "$work/undisturbed" >"$work/undisturbed.new"
  grep -q "$(printf 'step-%06d/training-state/torch.json' "$steps")" "$work/undisturbed.new"
  mv "$work/undisturbed.new" "$work/undisturbed.bits"
}

# begun NAME SETTINGS...: starts a run and waits until its update has published the first checkpoint;
# $driver is its process, $first the checkpoint, and $workers the two workers.
begun() {
  first="$work/$1/checkpoints/$(printf 'step-%06d' "$struck")"
  (small "$@") >"$work/$1.said" 2>&1 &
  driver=$! workers=()
  # Nothing stays where a check fails.
  trap 'kill -9 "$driver" "${workers[@]}" 2>/dev/null || true' EXIT
  until [[ -d "$first" ]]; do
    kill -0 "$driver"
    sleep 0.02
  done
  await_workers 2 "$driver" "$driver"
  # In the middle: the last of its steps has not been published.
  [[ ! -d "$work/$1/checkpoints/$(printf 'step-%06d' "$steps")" ]]
}

# same NAME: holds a run against the one that nothing happened to.
same() {
  trap - EXIT
  cat "$work/$1.said"
  bits "$work/$1" | diff "$work/undisturbed.bits" -
}

# is_gone PID: whether a process has ended, though its parent may not have heard of it.
is_gone() { [[ ! -r "/proc/$1/status" ]] || grep -q '^State:.*zombie' "/proc/$1/status"; }

# went_on NAME: what the driver said of a second attempt.
went_on() { grep -o "going on after [0-9]* of $steps steps (attempt 2 of 4)" "$work/$1.said"; }

worker_killed() {
  undisturbed
  begun worker-killed
  kill -9 "${workers[1]}"
  wait "$driver"
  same worker-killed
  measured "$(went_on worker-killed)"
}

driver_killed() {
  local worker written deadline
  undisturbed
  begun driver-killed
  kill -9 "$driver"
  wait "$driver" || true
  written="$(stat -c %i "$first/model.safetensors")"
  # Workers end with their tasks.
  for worker in "${workers[@]}"; do
    deadline=$((SECONDS + 60))
    until is_gone "$worker"; do
      ((SECONDS < deadline))
      sleep 0.1
    done
  done
  [[ ! -d "$work/driver-killed/checkpoints/$(printf 'step-%06d' "$steps")" ]]
  (small driver-killed) >"$work/driver-killed.said" 2>&1
  same driver-killed
  [[ "$(stat -c %i "$first/model.safetensors")" == "$written" ]]
  measured "both workers ended, and the checkpoint of step $struck stayed as it was"
}

worker_hangs() {
  local limit=120
  undisturbed
  begun worker-hangs --set "torch.timeout-seconds=$limit"
  kill -STOP "${workers[1]}"
  wait "$driver"
  same worker-hangs
  grep -E "within $limit s|lost the others" "$work/worker-hangs.said"
  measured "after $limit s $(went_on worker-hangs)"
}

# With two slots the workers wait until no rollout has one; with three both go on.
lagging() {
  local slots lag=(--set iterations=3 --set rollouts.lag=1 --set update.updates-per-iteration=1)
  for slots in 2 3; do
    (small "lagging-$slots" "${lag[@]}")
    bits "$work/lagging-$slots" >"$work/lagging-$slots.bits"
  done
  diff "$work/lagging-2.bits" "$work/lagging-3.bits"
  measured "three iterations on two slots and on three"
}

# memory SIZE SETTINGS...: steps on pairs, with the workers watched.
memory() {
  local size="$1" settings
  shift
  settings=(--set "run='$work/pairs-$size'" --set "torch.python='$python'" --set "policy.model='$(model "$size")'"
    --set "preferences.path='$work/data/pairs.jsonl'" "$@")
  mkdir -p "$work/data"
  cat >"$work/data/pairs.jsonl" <<'PAIRS'
{"prompt": "Count from one to four.", "chosen": " One, two, three, four.", "rejected": " One, three, two."}
{"prompt": "Count from two to five.", "chosen": " Two, three, four, five.", "rejected": " Two, two, three."}
{"prompt": "Name a colour, and a shape.", "chosen": " Blue, and a circle.", "rejected": " A circle, or none."}
{"prompt": "What comes after Monday?", "chosen": " Tuesday comes after it.", "rejected": " Sunday, I think."}
PAIRS
  "$root/vireo" plan "$here/pairs.yaml" "${settings[@]}" --json >"$work/pairs-$size.plan"
  VIREO_JAVA_OPTS="-Xmx1g -Dspark.master=local[2]" "$python" "$here/watch.py" "$work/pairs-$size.watched" \
    "$root/vireo" run "$here/pairs.yaml" "${settings[@]}"
  measured "$("$python" "$here/planned.py" "$work/pairs-$size.watched" "$work/pairs-$size.plan" "$work/pairs-$size")"
}

whole_half() { memory 0.5b; }

adapter_3b() { memory 3b --set "policy.adapter={rank: 8, alpha: 16, target-modules: [q_proj, v_proj]}"; }

size="${VIREO_PROOF_SIZE:-0.5b}" room=13
[[ "$size" == 0.5b ]] || room=5
half_prompts
if wanted half_standalone half_yarn; then distributions; fi
proof "$room" half_engines "an adapter on $size parameters is trained as by the local engine" half_engines
if wanted half_standalone; then start_standalone 3 2g; fi
proof "$room" half_standalone "two and three executors of a standalone cluster make the bits of one machine" half_standalone
if wanted half_yarn; then start_hadoop; fi
proof "$room" half_yarn "so do two executors of YARN" half_yarn
if wanted worker_killed driver_killed worker_hangs lagging; then small_data; fi
proof 4 worker_killed "a worker is killed in the middle of an update in shards: the same bits" worker_killed
proof 4 driver_killed "the driver is killed there, and started again: the same bits" driver_killed
proof 4 worker_hangs "a worker hangs there: the same bits" worker_hangs
proof 4 lagging "rollouts are made ahead of updates by two workers in shards: the same bits" lagging
proof 14 whole_half "all of 0.5 billion parameters by two workers in shards, in bfloat16" whole_half
proof 13 adapter_3b "an adapter on 3 billion parameters by two workers in shards, in bfloat16" adapter_3b
