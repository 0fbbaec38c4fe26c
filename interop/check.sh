#!/usr/bin/env bash
# Runs every check of Vireo against other software, and prints a line for each. Makes the Python
# environments the first time (6 GB each, from PyPI).
#
#   interop/check.sh              all
#   interop/check.sh trl_parity   those named
#
# Exits with 1 where one fails; what it said is in the file that its line names.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"

# A check a line: its name, what it shows, its command.
checks=(
  "round_trip|what vireo convert writes is what transformers wrote|python round_trip.py"
  "trl_parity|advantages, loss, gradient and metrics of an update are TRL's|python trl_parity.py"
  "openai_check|rollouts from a completions server are the policy's|openai_check"
)

fail() { printf 'check: %s\n' "$*" >&2; exit 2; }

chosen() {
  local name="$1" asked
  shift
  (($# == 0)) && return
  for asked in "$@"; do [[ "$asked" == "$name" ]] && return; done
  return 1
}

for asked in "$@"; do
  printf '%s\n' "${checks[@]}" | grep -q "^$asked|" || fail "there is no check $asked; there are: $(printf '%s ' "${checks[@]%%|*}")"
done

logs="$(mktemp -d)"
environment="$("$here/environment" 2>"$logs/environment.log")" \
  || { tail -n 5 "$logs/environment.log" >&2; fail "the Python environment cannot be made"; }
failed=0
for check in "${checks[@]}"; do
  IFS='|' read -r name shows command <<<"$check"
  chosen "$name" "$@" || continue
  if [[ "$command" == "python "* ]]; then
    run=("$environment/bin/python" "$here/${command#python }")
  else
    run=("$here/$command")
  fi
  if "${run[@]}" >"$logs/$name.log" 2>&1; then
    printf 'passed  %-13s %s\n' "$name" "$shows"
  else
    printf 'FAILED  %-13s %s: %s\n' "$name" "$shows" "$logs/$name.log"
    failed=1
  fi
done
if ((failed == 0)); then rm -r "$logs"; fi
exit "$failed"
