#!/usr/bin/env bash
# The page, its packages installed (`npm ci`): types, tests, and that what is committed is what these sources give. Browser tests where there is a Chromium.
set -euo pipefail
cd "$(dirname "$0")"

npm run --silent check
npm test --silent
npm run --silent build
git diff --exit-code --stat -- ../crates/cli/assets/workbench
[ -z "$(git status --porcelain -- ../crates/cli/assets/workbench)" ]

if [ -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
    npm run --silent browser
    # The pages that `standoff report` writes, with the program as it was built last.
    if [ -x "${STANDOFF:-../target/release/standoff}" ]; then npm run --silent report; fi
else
    echo "left out: browser tests (there is no Chromium)"
fi
