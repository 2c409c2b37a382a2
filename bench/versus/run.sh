#!/bin/sh
# Standoff beside Gambit (pygambit 16.7.0) and OpenSpiel (open_spiel 2.0.2): one table with ratios and certificates.
#
# Usage: bench/versus/run.sh [--seconds S] [PART...]
#   PART: path, sweep, equilibria, cfr, catalogue; none means all. S: how long each measurement goes on, by default 2. Needs Rust, Python
#   3.10 or later, and a C++ compiler where a package is not ready-made for this machine. The virtual environment is made in
#   bench/.venv on the first run. Ends with status 1 if a ratio is below its floor.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python="$root/bench/.venv/bin/python"
if [ ! -x "$python" ]; then
  python3 -m venv "$root/bench/.venv"
fi
for package in pygambit==16.7.0 open_spiel==2.0.2; do
  "$python" - "$package" <<'CHECK' || "$python" -m pip install --quiet "$package"
import sys
from importlib.metadata import PackageNotFoundError, version

name, wanted = sys.argv[1].split("==")
try:
    sys.exit(version(name) != wanted)
except PackageNotFoundError:
    sys.exit(1)
CHECK
done

cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p standoff-cli
cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p standoff --example bench_solve --example bench_batch
cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p standoff-solve --example bench_cfr --example enumerate_speed
built="${CARGO_TARGET_DIR:-$root/target}/release"

# One core for everything that is timed, and no threads inside numerical libraries.
one_core=""
if command -v taskset >/dev/null 2>&1; then
  one_core="taskset -c $(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//')"
fi
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 RAYON_NUM_THREADS=1
exec $one_core "$python" "$here/versus.py" --built "$built" --models "$root/models" "$@"
