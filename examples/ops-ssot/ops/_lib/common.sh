#!/bin/sh
set -eu
say() { printf '%s\n' "$*"; }
