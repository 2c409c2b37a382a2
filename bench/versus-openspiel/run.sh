#!/bin/sh
# Times Standoff's regret minimisation against OpenSpiel's CFRPlusSolver (C++, from its published package) on three games
# and prints a table.
#
# Usage: bench/versus-openspiel/run.sh [SECONDS]
#   SECONDS: how long to measure each game in each of five rounds, by default 1. Needs Rust and Python 3.10 or later. The
#   virtual environment is made in bench/.venv-openspiel on the first run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
venv="$root/bench/.venv-openspiel"
seconds="${1:-1}"
version=2.0.2

if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
fi
if ! "$venv/bin/python" -c "from importlib.metadata import version; assert version('open_spiel') == '$version'" 2>/dev/null; then
  "$venv/bin/python" -m pip install --quiet "open_spiel==$version"
fi

cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p standoff-solve --example bench_cfr
built="${CARGO_TARGET_DIR:-$root/target}/release"

# One core for everything that is timed.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
pin=""
if command -v taskset >/dev/null 2>&1; then
  pin="taskset -c $(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//')"
fi
exec $pin "$venv/bin/python" "$here/compare.py" "$built/examples/bench_cfr" "$seconds"
