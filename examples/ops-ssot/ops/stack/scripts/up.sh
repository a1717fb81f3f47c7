#!/bin/sh
set -eu
. "$(dirname -- "$0")/../../_lib/common.sh"
say "kind create cluster --config ops/stack/kind/cluster.yaml"
