#!/bin/sh
set -eu
. "$(dirname -- "$0")/../../_lib/common.sh"
say "drill slow"
curl --silent --max-time 5 http://localhost:8080/health >/dev/null || say "slow"
