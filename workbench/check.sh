#!/usr/bin/env bash
# The page, its packages installed (`npm ci`): types, tests, and that what is committed is what these sources give, and not too much. Browser tests where there is a
# Chromium; those with the program itself where it is built.
set -euo pipefail
cd "$(dirname "$0")"

npm run --silent check
npm test --silent
npm run --silent build
git diff --exit-code --stat -- ../crates/cli/assets/workbench
[ -z "$(git status --porcelain -- ../crates/cli/assets/workbench)" ]
[ "$(wc -c < ../crates/cli/assets/workbench/workbench.js)" -lt 600000 ]

if [ -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
    npm run --silent browser
    if [ -x "${STANDOFF:-${CARGO_TARGET_DIR:-../target}/release/standoff}" ]; then
        npm run --silent report
        npm run --silent real
    else
        echo "left out: tests with the program (cargo build --release)"
    fi
else
    echo "left out: browser tests (there is no Chromium)"
fi
