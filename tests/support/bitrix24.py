# SPDX-License-Identifier: GPL-3.0-or-later
"""A portal of Bitrix24 made of its documentation: HTTPS with the routes of its REST interface,
what it keeps (bitrix24_methods.py), its limits, and whatever it may do wrong.

`portal.script(method, whim, …)` says what the next calls of a method do in place of answering
("batch" is one; "*" = any): status(), web_page(), raw(), changed(), moved_to(), slow(), and
cut_before and cut_after, which drop the connection before or after the call has its effect.
What no client may do is kept in `violations`: asking faster than it has promised, or anything that
would have sent mail.
"""

import collections
import http.server
import json
import ssl
import threading
import time
import urllib.parse

from . import certificate, process
from .bitrix24_methods import Data, Refusal, iso, now, parse_command, resolved

TOKEN = "tok3nSecretAbc9"
BURST, PER_SECOND = 10, 1      # what the client promises
ALLOWANCE = 0.5                # requests, as its clock and ours are read at different moments
BATCH_MOST = 50


class _Cut(Exception):
    pass


def status(number, code, description="", **fields):
    """An error of the portal."""
    body = json.dumps({"error": code, "error_description": description, **fields}).encode()
    return lambda call: (number, "application/json", body)


def raw(body, number=200, kind="application/json"):
    return lambda call: (number, kind, body)


def web_page(number=200):
    return raw(b"<!DOCTYPE html><html><body>Please log in</body></html>", number, "text/html")


def changed(change):
    """The usual answer with what CHANGE makes of its result."""
    def whim(call):
        return call.answer(change(call.perform()))
    return whim


def moved_to(portal):
    """A redirect to the same path at PORTAL, or at a URL."""
    def whim(call):
        base = portal if isinstance(portal, str) else portal.base
        return 302, "text/html", b"", {"Location": base + call.path}
    return whim


def slow(event):
    """Answers once EVENT is set."""
    def whim(call):
        event.wait(60)
        return call.answer(call.perform())
    return whim


def cut_before(_call):
    raise _Cut


def cut_after(call):
    call.perform()
    raise _Cut


class _Call:
    """One request, as a whim sees it."""

    def __init__(self, portal, path, method, parameters):
        self.portal, self.path, self.method, self.parameters = portal, path, method, parameters
        self.began = now()

    def perform(self):
        if self.method == "batch":
            return self.portal.perform_batch(self.parameters)
        return self.portal.data.call(self.method, self.parameters)

    def answer(self, result):
        return 200, "application/json", json.dumps(
            {"result": result, "time": self.portal.times(self.began)}).encode()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            answer = self.server.portal.handle(self.path, body)
        except _Cut:
            self.close_connection = True
            return
        number, kind, octets, *more = answer
        self.send_response(number)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(octets)))
        for name, value in (more[0] if more else {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_):
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, portal, tls, port):
        super().__init__(("127.0.0.1", port), _Handler)
        self.portal = portal
        self.socket = tls.wrap_socket(self.socket, server_side=True,
                                      do_handshake_on_connect=False)

    def handle_error(self, request, client_address):
        pass  # clients that go, or do not trust the certificate


class Portal:
    """start() returns when it listens. DATA may be another portal's, where one has moved."""

    def __init__(self, data=None, token=TOKEN):
        self.data = data or Data()
        self.token = token
        self.folder = self.server = self.tls = None
        self.port = 0
        self.lock = threading.RLock()
        self.whims = collections.defaultdict(collections.deque)
        self.calls = collections.Counter()  # of methods, those in batches too
        self.requests = collections.Counter()  # over HTTP
        self.violations = []
        self.revoked = False
        self.level, self.level_at = 0.0, time.monotonic()
        if not self.data.users:
            self.data.add_user("boss@office.example", "The Boss", number=self.data.user)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.folder = process.Folder("ph-portal-")
        certificate.make(self.folder.path)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        self.listen()
        return self

    def stop(self):
        self.go_away()
        self.folder.remove()

    def listen(self):
        """Again at the same address where it was there before."""
        self.server = _Server(self, self.tls, self.port)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def go_away(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None

    @property
    def ca_file(self):
        return self.folder / "ca.pem"

    @property
    def host(self):
        return f"localhost:{self.port}"

    @property
    def base(self):
        return f"https://{self.host}"

    @property
    def webhook(self):
        return f"{self.base}/rest/{self.data.user}/{self.token}/"

    def script(self, method, *whims):
        with self.lock:
            self.whims[method].extend(whims)

    def forget_pace(self):
        """The client was started anew and knows nothing of what it has asked."""
        with self.lock:
            self.level = 0.0

    def count(self):
        """How many requests there were so far."""
        with self.lock:
            return sum(self.requests.values())

    # Answering.

    def handle(self, path, body):
        with self.lock:
            parts = path.split("/")
            self._check_pace()
            if parts[1:3] == ["rest", "api"]:
                return self._refuse_v3()
            if parts[1] != "rest" or len(parts) != 5:
                return web_page(404)(None)
            method = urllib.parse.unquote(parts[4]).removesuffix(".json")
            self.requests[method] += 1
            self.calls[method] += 1
            call = _Call(self, path, method, json.loads(body or b"{}"))
            whim = self._next_whim(method)
        return self._answer(call, parts, whim)

    def _answer(self, call, parts, whim):
        if self.revoked or parts[2:4] != [str(self.data.user), self.token]:
            return status(401, "NO_AUTH_FOUND", "Wrong authorization data")(call)
        try:
            if whim:
                return whim(call)
            with self.lock:
                return call.answer(call.perform())
        except Refusal as refusal:
            return refusal.status, "application/json", json.dumps(refusal.body).encode()

    def _next_whim(self, method):
        for queue in (self.whims[method], self.whims["*"]):
            if queue:
                return queue.popleft()
        return None

    @staticmethod
    def _refuse_v3():
        body = {"error": {"code": "BITRIX_REST_V3_EXCEPTION_METHODNOTFOUNDEXCEPTION",
                          "message": "no such method", "validation": []}}
        return 404, "application/json", json.dumps(body).encode()

    def _check_pace(self):
        moment = time.monotonic()
        self.level = max(0.0, self.level - (moment - self.level_at) * PER_SECOND) + 1
        self.level_at = moment
        if self.level > BURST + ALLOWANCE:
            self.violations.append(f"{self.level:.1f} requests where {BURST} may follow each other")

    def perform_batch(self, parameters):
        results, errors, times = {}, {}, {}
        commands = parameters.get("cmd") or {}
        if len(commands) > BATCH_MOST:
            raise Refusal(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
        for name, command in commands.items():
            method, given = parse_command(command)
            self.calls[method] += 1
            whim = self.whims["in batch " + method]
            try:
                if whim:
                    raise whim.popleft()
                results[name] = self.data.call(method, resolved(given, results))
                times[name] = self.times(now())
            except Refusal as refusal:
                errors[name] = refusal.body
        return {"result": results or [], "result_error": errors or [], "result_total": [],
                "result_next": [], "result_time": times or []}

    @staticmethod
    def times(began):
        end = now()
        return {"start": began.timestamp(), "finish": end.timestamp(),
                "duration": (end - began).total_seconds(), "processing": 0,
                "date_start": iso(began), "date_finish": iso(end),
                "operating_reset_at": int(end.timestamp()) + 600, "operating": 0.1}
