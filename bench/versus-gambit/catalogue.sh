#!/bin/sh
# Reads and solves every game of the catalogue that comes with Gambit's Python package, and checks both programs' equilibria
# by both programs' regrets.
#
# Usage: bench/versus-gambit/catalogue.sh [PYTHON]
#   PYTHON: an interpreter with pygambit 16.7.0; by default that of bench/.venv, which is made on the first run (Python 3.10 or
#   later, and a C++ compiler if there is no ready-made package for this machine). Ends with status 1 if a game is not read, or
#   one with perfect recall gets no certificate.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/bench/environment.sh"
if [ $# -gt 0 ]; then
  python="$1"
else
  environment "$root/bench/.venv" pygambit 16.7.0
fi

cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p standoff-cli
exec "$python" "$here/catalogue.py" "${CARGO_TARGET_DIR:-$root/target}/release/standoff"
