#!/bin/sh
set -eu
exec ./bin/opsctl check --e2e smoke
