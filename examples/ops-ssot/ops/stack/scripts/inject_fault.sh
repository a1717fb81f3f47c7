#!/bin/sh
set -eu
. "$(dirname -- "$0")/../../_lib/common.sh"
say "toxiproxy-cli toxic add --type latency $1"
