#!/usr/bin/env bash
# Published client libraries, as they are, each through its uploads against `serve`, with their OAuth signatures verified.
#
# Usage: .ci/clients/run.sh [BINARY]; needs python3 (with venv), node and npm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:-target/debug/finalize-conformance}")
work=$(mktemp -d)
started=()
finish() {
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT
fail() {
    echo "clients: $*" >&2
    [ ! -s "$work/serve.log" ] || { echo "The last lines of serve:"; tail -n 20 "$work/serve.log"; } >&2
    exit 1
}
for tool in python3 node npm; do command -v "$tool" >/dev/null || fail "$tool is missing"; done
[ -x "$binary" ] || fail "$binary is no program"

# The libraries, in the versions that are written down here.
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
cp "$here/package.json" "$here/package-lock.json" "$work"
npm ci --prefix "$work" --silent --no-audit --no-fund --ignore-scripts

# The reference endpoint, on a free port.
export FINALIZE_CONSUMER_KEY="key-of-the-clients" FINALIZE_CONSUMER_SECRET="consumer secret & more"
export FINALIZE_ACCESS_TOKEN="1234-token" FINALIZE_ACCESS_TOKEN_SECRET="token+secret/é"
wait_for() { # FILE PATTERN: until a line of the file matches
    for _ in $(seq 100); do
        ! grep -qE "$2" "$1" || return 0
        sleep 0.1
    done
    fail "nothing in $1 matches $2"
}
"$binary" serve --addr 127.0.0.1:0 --check-after-secs 1 >"$work/serve.log" 2>&1 &
started+=($!)
wait_for "$work/serve.log" 'is at http://'
ENDPOINT=$(grep -oEm1 'http://127\.0\.0\.1:[0-9]+' "$work/serve.log")

# A TLS front for the libraries that speak HTTPS only.
"$work/venv/bin/python" "$here/front.py" "${ENDPOINT##*:}" "$work/authority.pem" >"$work/front.log" 2>"$work/front.err" &
started+=($!)
wait_for "$work/front.log" '^front '
read -r _ proxy_port FRONT_TLS_PORT <"$work/front.log"

# A video of 2.5 MB, for libraries whose segment size is fixed: a `free` box behind the sample, which players skip.
MEDIA=$(realpath "$here/../../media")
LONG_VIDEO="$work/long.mp4"
python3 - "$MEDIA/video.mp4" "$LONG_VIDEO" <<'PAD'
import sys
padding = 2_500_000
video = open(sys.argv[1], "rb").read()
open(sys.argv[2], "wb").write(video + padding.to_bytes(4, "big") + b"free" + bytes(padding - 8))
PAD

# What the drivers see; the surroundings' own proxies must not come between.
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY
export ENDPOINT MEDIA LONG_VIDEO FRONT_TLS_PORT
export PYTHONWARNINGS=ignore PYTHONDONTWRITEBYTECODE=1 NODE_NO_WARNINGS=1 NODE_PATH="$work/node_modules"
drive() { # DRIVER
    local proxy="http://127.0.0.1:$proxy_port" authority="$work/authority.pem"
    case $1 in
        *.py) https_proxy=$proxy HTTPS_PROXY=$proxy SSL_CERT_FILE=$authority REQUESTS_CA_BUNDLE=$authority \
            timeout 60 "$work/venv/bin/python" "$here/$1" ;;
        *.js) NODE_EXTRA_CA_CERTS=$authority timeout 60 node --require "$here/front.js" "$here/$1" ;;
    esac
}
answered() { # PATTERN: how many requests serve answered so
    grep -cE "$1" "$work/serve.log" || true
}
# At least that many more than before, as serve counts them: a driver that does nothing must not pass.
grown() { # NAME PATTERN BEFORE LEAST
    local now
    now=$(answered "$2")
    [ $((now - $3)) -ge "$4" ] || fail "$1: serve saw $((now - $3)) of '$2', expected $4 or more"
}

ok=' 20[0-4]$'
clients=0
for entry in \
    tweepy:with_tweepy.py twython:with_twython.py python-twitter:with_python_twitter.py \
    TwitterAPI:with_twitterapi.py peony-twitter:with_peony.py \
    twitter-api-v2:with_twitter_api_v2.js twitter-lite:with_twitter_lite.js twitter:with_twitter.js twit:with_twit.js
do
    name=${entry%%:*}
    driver=${entry##*:}
    version=$(grep -ihE "^$name==|^ *\"$name\": " "$here/requirements.txt" "$here/package.json" | grep -oE '[0-9]+(\.[0-9]+)+')
    echo "$name $version"
    appended=$(answered "APPEND$ok") finalized=$(answered "FINALIZE$ok")
    polled=$(answered "STATUS$ok") used=$(answered "metadata/create.json -$ok")
    drive "$driver" || fail "$name did not complete its uploads"
    grown "$name" "FINALIZE$ok" "$finalized" 3
    grown "$name" "APPEND$ok" "$appended" 4
    [ "$name" = twit ] || grown "$name" "STATUS$ok" "$polled" 2
    [ "$name" = twitter ] || grown "$name" "metadata/create.json -$ok" "$used" 1
    clients=$((clients + 1))
done
refused=$(grep -E '^(GET|POST) ' "$work/serve.log" | grep -vE "$ok| /1.1/account/verify_credentials.json - 404$" || true)
[ -z "$refused" ] || fail "serve refused some of it: $refused"
finalized=$(answered "FINALIZE$ok") requests=$(answered '^(GET|POST) ')

# The signatures do count: with another secret nothing is let in.
if FINALIZE_ACCESS_TOKEN_SECRET=wrong drive with_tweepy.py >"$work/refused.log" 2>&1; then
    fail "a wrong secret was let in"
fi
grep -q '401 Unauthorized' "$work/refused.log" || fail "a wrong secret ended otherwise: $(tail -n 1 "$work/refused.log")"
[ ! -s "$work/front.err" ] || fail "the TLS front says: $(cat "$work/front.err")"

echo "clients: $clients libraries, $finalized uploads finalized in $requests requests; a wrong secret was refused"
