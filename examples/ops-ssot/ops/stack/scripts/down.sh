#!/bin/sh
set -eu
. "$(dirname -- "$0")/../../_lib/common.sh"
say "kind delete cluster --name harbour"
