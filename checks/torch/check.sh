#!/usr/bin/env bash
# Checks the torch engine's worker: its types, its tests, and its updates and scores against those of
# the local engine. Makes the Python environment the first time (6 GB, from PyPI). Prints a line for each.
#
#   checks/torch/check.sh               all
#   checks/torch/check.sh tests parity  those named: types, tests, parity, scores, engines
#
# Exits with 1 where one fails; what it said is in the file that its line names.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
package="$here/../../python/vireo_torch"
python="$("$here/environment")/bin/python"
export PYTHONDONTWRITEBYTECODE=1

types() { cd "$package" && "$python" -m mypy --cache-dir /dev/null src; }
tests() { cd "$package" && "$python" -m pytest -q -p no:cacheprovider; }
parity() { "$python" "$here/local_parity.py"; }
scores() { "$python" "$here/scores.py"; }
engines() { "$here/engines.sh"; }

(($# > 0)) || set -- types tests parity scores engines
logs="$(mktemp -d)"
failed=0
for check in "$@"; do
  case "$check" in
    types | tests | parity | scores | engines) ;;
    *) printf 'check: there is no check %s; there are: types tests parity scores engines\n' "$check" >&2; exit 2 ;;
  esac
  if ("$check") >"$logs/$check.out" 2>"$logs/$check.log"; then
    printf 'passed  %-6s %s\n' "$check" "$(tail -n 1 "$logs/$check.out")"
  else
    cat "$logs/$check.out" >>"$logs/$check.log"
    printf 'FAILED  %-6s %s\n' "$check" "$logs/$check.log"
    failed=1
  fi
done
((failed)) || rm -r "$logs"
exit "$failed"
