#!/bin/sh
set -eu
exec ./bin/opsctl check --k8s pods
