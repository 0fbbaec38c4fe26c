#!/usr/bin/env bash
# Runs every check of Vireo against other software, and prints a line for each. Makes the Python
# environment the first time (6 GB, from PyPI).
#
#   checks/interop/check.sh              all
#   checks/interop/check.sh trl_parity   those named
#   checks/interop/check.sh --write      all, and puts the figures into docs/PARITY.md
#
# Exits with 1 where one fails; what it said is in the file that its line names.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"

# A check a line: its name, what it shows, its command. Its last line on standard output is its
# figure.
checks=(
  "round_trip|what vireo convert writes is what transformers wrote|python round_trip.py"
  "tokenizers|tokens and texts that the tests expect are those of transformers|python make_tokenizer_fixtures.py --check"
  "plain_tokens|plain prompts, demonstrations and stops are those of transformers and TRL|python plain_tokens.py"
  "chat_templates|chats are rendered as by transformers and TRL, with the templates that models were published with|python chat_templates.py"
  "preference_tokens|tokens of preference pairs and unpaired examples are those of TRL's trainers|python preference_tokens.py --check"
  "saved_datasets|a folder that the tests read is what datasets saves and reads|python make_dataset_fixture.py --check"
  "adapters|adapters load in PEFT, compute the same there and merge to the same|python adapter_parity.py"
  "preference_parity|losses, gradients and metrics of preferences, KTO and demonstrations are those of TRL's trainers|python preference_parity.py"
  "reward_parity|losses, gradients and metrics of reward models are those of TRL's RewardTrainer|python reward_parity.py"
  "reward_models|a reward model loads in transformers with no warning and scores the same, and its adapter in PEFT|python reward_models.py"
  "prm_parity|tokens, loss, gradient norm and parameters of process reward models are those of TRL 1.13's PRMTrainer, and transformers loads them with no warning|prm_check"
  "preference_training|loss, metrics, gradient norm and parameters of preference, reward-model and supervised training are those of TRL's trainers|python preference_training.py"
  "policy_losses|losses, gradients and metrics of policies are those of TRL's GRPOTrainer|python policy_losses.py"
  "rloo_losses|RLOO's advantages, loss, gradient and metrics are those of TRL's RLOOTrainer|python rloo_losses.py"
  "rloo_parity|advantages, loss, gradient and metrics of an update by RLOO are TRL's|python rloo_parity.py"
  "reinforce|advantages of REINFORCE++ are those of OpenRLHF and verl|reinforce_check"
  "trl_parity|advantages, loss, gradient and metrics of an update are TRL's|python trl_parity.py"
  "ppo_presets|advantages, returns, losses and gradients of PPO presets are those of TRL 1.12, OpenRLHF and verl|ppo_check"
  "online|losses and gradients of XPO and Nash-MD, and the mixture that the latter samples, are those of TRL 1.13|online_check"
  "tdpo|losses and gradients of TDPO are those of its paper's formulas by torch's autograd|python tdpo.py"
  "math_verify|answers in LaTeX are judged as math-verify does|python math_verify_parity.py"
  "openai_check|rollouts from a completions server are the policy's|openai_check"
  "datasets|pandas, polars, DuckDB, Hugging Face datasets and Spark open every dataset of a run|datasets_check"
  "tracking|MLflow and TensorBoard have the metrics of a run, also one that they missed|tracking_check"
  "runs|python/vireo_runs reads two runs as pandas does, and its notebook runs|runs_check"
)

fail() { printf 'check: %s\n' "$*" >&2; exit 2; }

chosen() {
  local name="$1" asked
  shift
  (($# == 0)) && return
  for asked in "$@"; do [[ "$asked" == "$name" ]] && return; done
  return 1
}

write=""
if [[ "${1:-}" == --write ]]; then
  write=1
  shift
  (($# == 0)) || fail "--write goes with all checks"
fi
for asked in "$@"; do
  printf '%s\n' "${checks[@]}" | grep -qF -- "$asked|" || fail "there is no check $asked; there are: $(printf '%s ' "${checks[@]%%|*}")"
done

logs="$(mktemp -d)"
environment=""
failed=0
table="$logs/table"
for check in "${checks[@]}"; do
  IFS='|' read -r name shows command <<<"$check"
  chosen "$name" "$@" || continue
  if [[ "$command" == "python "* ]]; then
    if [[ -z "$environment" ]]; then
      environment="$("$here/environment" 2>"$logs/environment.log")" \
        || { tail -n 5 "$logs/environment.log" >&2; fail "the Python environment cannot be made"; }
    fi
    read -r -a words <<<"${command#python }"
    run=("$environment/bin/python" "$here/${words[0]}" "${words[@]:1}")
    command="\$(checks/interop/environment)/bin/python checks/interop/${command#python }"
  else
    run=("$here/$command")
    command="checks/interop/$command"
  fi
  if "${run[@]}" >"$logs/$name.out" 2>"$logs/$name.log"; then
    figure="$(tail -n 1 "$logs/$name.out")"
    printf 'passed  %-15s %s: %s\n' "$name" "$shows" "$figure"
    printf '| %s | %s | %s | `%s` |\n' "$name" "$shows" "$figure" "$command" >>"$table"
  else
    cat "$logs/$name.out" >>"$logs/$name.log"
    printf 'FAILED  %-15s %s: %s\n' "$name" "$shows" "$logs/$name.log"
    failed=1
  fi
done
if ((failed == 0)); then
  if [[ -n "$write" ]]; then
    report="$here/../../docs/PARITY.md"
    sed -e '/^<!-- check.sh writes/,/^<!-- to here/{//!d}' -e "/^<!-- check.sh writes/r $table" "$report" >"$logs/report"
    sed -i "s/^<!-- check.sh writes.*/&\n| check | shows | figure | command |\n|---|---|---|---|/" "$logs/report"
    cat "$logs/report" >"$report"
  fi
  rm -r "$logs"
fi
exit "$failed"
