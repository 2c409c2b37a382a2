#!/bin/sh
# Times Standoff against Gambit (pygambit 16.7.0) on four games and prints a table.
#
# Usage: bench/versus-gambit/run.sh [SECONDS]
#   SECONDS: how long to repeat each solve, by default 3. Needs Rust, Python 3.10 or later, and a C++ compiler if there is no
#   ready-made pygambit for this machine. The virtual environment is made in bench/.venv on the first run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds="${1:-3}"
. "$root/bench/environment.sh"
environment "$root/bench/.venv" pygambit 16.7.0

cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p standoff-cli
cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p standoff --example bench_solve
built="${CARGO_TARGET_DIR:-$root/target}/release"

# One core for everything that is timed, and no threads inside numerical libraries.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 RAYON_NUM_THREADS=1
exec $(one_core) "$python" "$here/compare.py" "$built" "$root/models" "$seconds"
