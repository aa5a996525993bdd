#!/usr/bin/env bash
# The reports, read by other people's parsers, schemas and browser.
#
# Usage: .ci/reports/run.sh PROGRAM; needs python3 (with venv), node, npm and chromium.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
cp "$here"/package*.json "$here"/*.mjs "$work"
npm ci --prefix "$work" --silent --no-audit --no-fund --ignore-scripts

# A run of the whole suite, and a saved one with a failure of every kind and the texts of an enemy.
(cd "$work" && "$program" run -q --format all --report-dir run)
sed '1,/^---$/d' "$here/../../src/report/golden/report.json.snap" >"$work/kinds.json"
(cd "$work" && "$program" report kinds.json --format all --report-dir kinds)

for reports in "$work/run" "$work/kinds"; do
  "$work/venv/bin/python" "$here/junit.py" "$reports"
  node "$work/formats.mjs" "$reports"
done
