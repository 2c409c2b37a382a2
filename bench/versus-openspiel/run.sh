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
seconds="${1:-1}"
. "$root/bench/environment.sh"
environment "$root/bench/.venv-openspiel" open_spiel 2.0.2

cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p standoff-solve --example bench_cfr
built="${CARGO_TARGET_DIR:-$root/target}/release"

# One core for everything that is timed.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
exec $(one_core) "$python" "$here/compare.py" "$built/examples/bench_cfr" "$seconds"
