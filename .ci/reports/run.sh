#!/usr/bin/env bash
# The reports, read by other people's parsers, schemas and browser, and the pipelines that make them.
#
# Usage: .ci/reports/run.sh PROGRAM; needs python3 (with venv), node, npm and chromium or google-chrome.
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
(cd "$work" && "$program" report kinds.json --format all --report-dir kinds >files.txt)

for reports in "$work/run" "$work/kinds"; do
  "$work/venv/bin/python" "$here/junit.py" "$reports"
  node "$work/formats.mjs" "$reports"
done

# A page in a browser; and one as long as a run with many examples makes it.
python3 - "$work/run/report.json" "$work/big.json" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
times = [(number, scenario) for number in range(5) for scenario in report["scenarios"]]
report["scenarios"] = [it | {"id": f"{it['id']}-{number}", "name": f"{it['name']} ({number})"} for number, it in times]
json.dump(report, open(sys.argv[2], "w"))
PYTHON
(cd "$work" && "$program" report big.json --format html --report-dir big >files.txt)
CHROMIUM=$(command -v chromium || command -v google-chrome) node "$work/page.mjs" "$work/kinds" "$work/big"

mkdir "$work/pipelines"
(cd "$work/pipelines" && "$work/venv/bin/python" "$here/pipelines.py" "$program")
