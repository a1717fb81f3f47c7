#!/bin/sh
set -eu
echo "forecasting tides"
