#!/usr/bin/env bash
# Runs a Python program with published packages, in a virtual environment beside this file that is made when it is first needed.
#
#   scale/python.sh readers scale/test_readers.py    # DuckDB, Polars, pandas
#   scale/python.sh cluster scale/test_cluster.py    # Ray
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
kind="$1"
shift
wanted="$here/requirements-$kind.txt"
venv="$here/.venv-$kind"
if ! cmp -s "$wanted" "$venv/installed.txt"; then
    rm -rf "$venv"
    "${PYTHON:-python3}" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --requirement "$wanted"
    cp "$wanted" "$venv/installed.txt"
fi
exec "$venv/bin/python" "$@"
