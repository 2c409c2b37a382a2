#!/bin/sh
# Regret minimisation on a bargaining game of 13.3 million histories (two types a side, ten offers, six rounds in turn): the
# program as a whole, on one core.
#
# Usage: bench/own-speed/large.sh [ITERATIONS]
#   ITERATIONS: 200 by default. Prints iterations a second and the peak memory of the whole process, reading, compiling, looks,
#   certificate and writing included; ends with status 1 below 20 iterations a second or from 2 GB on. The solution itself
#   (some 4 GB of JSON) is read and thrown away. Needs Rust and Python 3.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p standoff-cli
built="${CARGO_TARGET_DIR:-$root/target}/release"
one_core=""
if command -v taskset >/dev/null 2>&1; then
    one_core="taskset -c $(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//')"
fi
exec python3 "$root/bench/own-speed/large.py" "${1:-200}" $one_core "$built/standoff" solve \
    "$root/bench/own-speed/offers.standoff" --method cfr --json --iterations
