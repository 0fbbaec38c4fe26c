#!/usr/bin/env bash
# Every check of Vireo on a cluster, a line each: Spark's own distribution, standalone, YARN with HDFS,
# the two under Kerberos, what can be seen of Kubernetes on one machine, and S3. Needs Maven, Python 3.9
# or newer and 8 GB of memory; the first time, 900 MB from PyPI. Ports are free ones of loopback; what
# is started is ended.
#
#   checks/clusters/check.sh
#
# Exits with 1 where one fails; what it said is in the file that its line names.
set -euo pipefail
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
failed=0
for check in standalone yarn kerberos kubernetes s3; do
  "$here/${check}_check" || failed=1
done
# The oldest Spark beside the one of the build.
printf 'Spark 4.0.1:\n'
"$here/standalone_check" --spark 4.0.1 || failed=1
exit "$failed"
