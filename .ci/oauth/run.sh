#!/usr/bin/env bash
# The suite's OAuth 1.0a signatures, verified by oauthlib.
#
# Usage: .ci/oauth/run.sh [BINARY]; needs python3 (with venv).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
"$work/venv/bin/python" "$here/verify.py" "${1:-target/debug/finalize-conformance}"
