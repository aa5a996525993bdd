"""Checks the suite's OAuth 1.0a signatures with other people's code: oauthlib.

A media/upload that answers as the document says lets a request in only if oauthlib verifies its signature, and the suite
runs against it three times:
1. without the scenarios that sign wrongly on purpose: it passes, and not one request was refused for its credentials;
2. with only those: it passes, so what was meant to be wrong was refused;
3. with another secret than the endpoint's: it does not pass, and not one request was let in.

Usage: verify.py BINARY
"""
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, urlsplit

from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint

FORM = "application/x-www-form-urlencoded"
# Characters that have to be encoded, in the secrets too.
KEY, SECRET, TOKEN, TOKEN_SECRET = "consumerKeyOfTheSuite7", "consumer secret&+/é", "4711-token", "token=secret%2F~"
APP_BEARER = "application-only"
WRONGLY_SIGNED = "@RES-2 or @RES-3 or @RES-4 or @observation"
# Each of these ways to sign has to have been tried.
WAYS = ["urlencoded body", "multipart body", "query string", "JSON body", "GET"]


class Validator(RequestValidator):
    """What oauthlib has to be told: who exists, and which nonces were used."""

    enforce_ssl = False
    # The RFC leaves the form of a nonce open; oauthlib's own rule, 20 to 30 letters and digits, is stricter than that.
    nonce_length = (8, 100)
    safe_characters = RequestValidator.safe_characters.fget(None) | set("-_")

    def __init__(self):
        super().__init__()
        self.nonces = set()

    def validate_client_key(self, client_key, request):
        return client_key == KEY

    def get_client_secret(self, client_key, request):
        return SECRET

    def get_access_token_secret(self, client_key, token, request):
        return TOKEN_SECRET

    def validate_timestamp_and_nonce(
        self, client_key, timestamp, nonce, request, request_token=None, access_token=None
    ):
        use = (timestamp, nonce)
        is_new = use not in self.nonces
        self.nonces.add(use)
        return is_new


class Refused(Exception):
    """A status and why."""


class Upload:
    def __init__(self, number, parameters):
        self.media_id = number
        self.total = int(parameters["total_bytes"])
        self.media_type = parameters["media_type"]
        self.key = f"7_{number}" if parameters.get("media_category") else None
        self.processed = self.key is not None and self.media_type in ("video/mp4", "image/gif")
        self.segments = {}
        self.finalized_at = None

    def state(self):
        return "pending" if time.monotonic() < self.finalized_at + 1 else "succeeded"

    def answer(self, **more):
        answer = {"media_id": self.media_id, "media_id_string": str(self.media_id), "expires_after_secs": 86400, **more}
        if self.key:
            answer["media_key"] = self.key
        if self.finalized_at is not None and self.processed:
            answer["processing_info"] = {"state": self.state()}
            if self.state() == "pending":
                answer["processing_info"]["check_after_secs"] = 1
        return answer


class Endpoint:
    """A small media/upload, with oauthlib at its door."""

    def __init__(self):
        self.oauth = SignatureOnlyEndpoint(Validator())
        self.lock = threading.Lock()
        self.numbers = count(710511363345354753)
        self.uploads = {}
        self.verified = Counter()
        self.refused = []

    def respond(self, method, url, headers, body):
        with self.lock:
            try:
                self.authenticate(method, url, headers, body)
                return self.answer(method, urlsplit(url), headers, body)
            except Refused as refused:
                status, message = refused.args
                return status, {"errors": [{"code": status, "message": message}]}

    def authenticate(self, method, url, headers, body):
        media_type = headers.get_content_type() if "content-type" in headers else None
        # Other bodies are not signed (RFC 5849, 3.4.1.3.1).
        form = body.decode() if media_type == FORM else None
        try:
            is_good, request = self.oauth.validate_request(url, method, form, dict(headers.items()))
        except ValueError:
            is_good = False  # The header is none that oauthlib can read.
        if not is_good or request.resource_owner_key != TOKEN:
            self.refused.append(f"{method} {url} ({media_type}, {headers.get('authorization')})")
            raise Refused(401, "Could not authenticate you.")
        if method == "POST":
            named = {FORM: "urlencoded body", "multipart/form-data": "multipart body", "application/json": "JSON body"}
            self.verified[named.get(media_type, "query string")] += 1
        else:
            self.verified[method] += 1

    def answer(self, method, url, headers, body):
        if url.path == "/1.1/media/metadata/create.json" and method == "POST":
            return self.metadata(json.loads(body))
        if url.path != "/1.1/media/upload.json":
            raise Refused(404, "no such page")
        parameters = read(url.query, headers, body)
        commands = {"INIT": self.init, "APPEND": self.append, "FINALIZE": self.finalize, "STATUS": self.status}
        command = parameters.get("command")
        if command not in commands:
            raise Refused(400, "no such command")
        if method != ("GET" if command == "STATUS" else "POST"):
            raise Refused(405, "not by this method")
        return commands[command](parameters)

    def find(self, parameters):
        named = [(name, parameters[name]) for name in ("media_id", "media_key") if name in parameters]
        found = {self.uploads.get(name) for name in named}
        if len(found) != 1 or None in found:
            raise Refused(400, "no such media")
        return found.pop()

    def init(self, parameters):
        upload = Upload(next(self.numbers), parameters)
        self.uploads["media_id", str(upload.media_id)] = upload
        if upload.key:
            self.uploads["media_key", upload.key] = upload
        return 202, upload.answer()

    def append(self, parameters):
        self.find(parameters).segments[parameters["segment_index"]] = len(parameters["media"])
        return 204, None

    def finalize(self, parameters):
        upload = self.find(parameters)
        size = sum(upload.segments.values())
        if size != upload.total:
            raise Refused(400, f"{size} bytes of {upload.total} have arrived")
        upload.finalized_at = upload.finalized_at or time.monotonic()
        is_film = upload.media_type == "video/mp4" and not upload.processed
        return 200, upload.answer(size=size, **({"video": {"video_type": "video/mp4"}} if is_film else {}))

    def status(self, parameters):
        upload = self.find(parameters)
        if upload.finalized_at is None or not upload.processed:
            raise Refused(404, "nothing to process")
        return 200, upload.answer()

    def metadata(self, body):
        upload = self.uploads.get(("media_id", body["media_id"]))
        if not upload or upload.finalized_at is None or upload.processed and upload.state() != "succeeded":
            raise Refused(400, "no such media, or not yet")
        return 204, None


def read(query, headers, body):
    """The parameters of a request: text, but for the bytes of `media`."""
    parameters = {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
    media_type = headers.get_content_type()
    if media_type == FORM:
        form = parse_qs(body.decode(), keep_blank_values=True)
        parameters.update({name: values[0] for name, values in form.items()})
    elif media_type == "multipart/form-data":
        head = f"Content-Type: {headers['content-type']}\r\n\r\n".encode()
        for part in BytesParser().parsebytes(head + body).get_payload():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            parameters[name] = content if name == "media" else content.decode()
    return parameters


def serve(endpoint):
    """The endpoint on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # An answer leaves in one piece.

        def handle_request(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            url = f"http://{self.headers['host']}{self.path}"
            status, answer = endpoint.respond(self.command, url, self.headers, body)
            content = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            if content:
                self.send_header("Content-Type", "application/json")
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = handle_request

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def run(binary, tags, token_secret=TOKEN_SECRET):
    """The suite against a new endpoint: its exit code, its report, and what the endpoint saw."""
    endpoint = Endpoint()
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FINALIZE_")}
    credentials = {
        "FINALIZE_CONSUMER_KEY": KEY,
        "FINALIZE_CONSUMER_SECRET": SECRET,
        "FINALIZE_ACCESS_TOKEN": TOKEN,
        "FINALIZE_ACCESS_TOKEN_SECRET": token_secret,
        "FINALIZE_APP_BEARER": APP_BEARER,
        "NO_PROXY": "127.0.0.1",
    }
    with tempfile.TemporaryDirectory() as directory:
        command = [binary, "run", "--endpoint", serve(endpoint), "--tags", tags, "--fail-on", "should", "--quiet"]
        command += ["--report-dir", directory, "--format", "json"]
        code = subprocess.run(command, env={**surroundings, **credentials}, cwd=directory, timeout=120).returncode
        with open(os.path.join(directory, "report.json"), encoding="utf-8") as file:
            report = json.load(file)
    return code, report, endpoint


def breaches(report):
    return [f"{breach['clause']}: {breach['message']}" for one in report["scenarios"] for breach in one["violations"]]


def check(holds, what):
    if not holds:
        sys.exit(f"oauth: FAILED: {what}")


def main(binary):
    binary = os.path.abspath(binary)

    code, report, endpoint = run(binary, f"not ({WRONGLY_SIGNED})")
    check(not endpoint.refused, f"{len(endpoint.refused)} signatures do not verify: {endpoint.refused[:3]}")
    check(code == 0, f"exit code {code} with good signatures: {breaches(report)[:3]}")
    check(all(endpoint.verified[way] for way in WAYS), f"a way to sign was not tried: {dict(endpoint.verified)}")
    passed = report["summary"]["scenarios"]["pass"]
    total = sum(endpoint.verified.values())
    check(total == report["summary"]["requests"], f"{total} requests verified of {report['summary']['requests']} sent")
    counted = ", ".join(f"{number} {way}" for way, number in sorted(endpoint.verified.items()))
    print(f"oauth: {passed} scenarios passed, each of {total} signatures verified by oauthlib: {counted}")

    code, report, endpoint = run(binary, WRONGLY_SIGNED)
    check(code == 0, f"exit code {code} with signatures that are wrong on purpose: {breaches(report)[:3]}")
    check(endpoint.refused, "nothing was refused")
    passed = report["summary"]["scenarios"]["pass"]
    print(f"oauth: {passed} scenarios passed with {len(endpoint.refused)} signatures wrong on purpose, all refused")

    code, report, endpoint = run(binary, "@REQ-1 or @REQ-2 or @REQ-3", token_secret="another")
    check(code == 3, f"exit code {code} with another secret than the endpoint's")
    check(endpoint.refused and not endpoint.verified, f"let in with a wrong secret: {dict(endpoint.verified)}")
    check(report["summary"]["scenarios"]["pass"] == 0, "a scenario passed with a wrong secret")
    print(f"oauth: with another secret all {len(endpoint.refused)} requests were refused and nothing passed")


main(*sys.argv[1:])
