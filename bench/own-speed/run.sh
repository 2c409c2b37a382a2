#!/bin/sh
# Measures what needs no peer: compiling a game of 13 million situations, and re-evaluating the flagship at new points.
#
# Usage: bench/own-speed/run.sh. Needs Rust. About 1.5 GB of memory for the large game.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
cargo run --release --quiet -p standoff-compile --example speed
cargo run --release --quiet -p standoff --example bench_evaluate -- 1000000 models/february-2024.standoff
