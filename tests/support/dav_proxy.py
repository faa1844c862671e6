# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain HTTP on a loopback port in front of a Radicale, for what Radicale itself will not do.

`proxy.script(method, whim, …)` says what the next requests of METHOD do in place of going through,
one whim each; `proxy.always(method, whim)` what all of them do. A whim is called with the request:
status(), web_page, sends_on_to(), cut_before and cut_after, which drop the connection before or
after the server has done it, meanwhile(), and changed().
"""

import collections
import http.server
import re
import threading

from . import process


class _Cut(Exception):
    pass


def status(number):
    return lambda request: (number, {}, b"")


def web_page(_request):
    return 200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html><body>Sign in</body></html>"


def sends_on_to(url):
    return lambda request: (302, {"Location": url}, b"")


def cut_before(_request):
    raise _Cut


def cut_after(request):
    request.go_through()
    raise _Cut


def meanwhile(function):
    """FUNCTION is called before the server has it."""
    def whim(request):
        function()
        return request.go_through()
    return whim


def afterwards(function):
    """FUNCTION is called when the server has done it, and nobody hears of that yet."""
    def whim(request):
        answer = request.go_through()
        function()
        return answer
    return whim


def changed(*replacements):
    """The answer, with other octets in its body: pairs for re.sub()."""
    def whim(request):
        number, headers, body = request.go_through()
        for old, new in replacements:
            body = re.sub(old, new, body, flags=re.DOTALL)
        return number, headers, body
    return whim


class _Request:
    def __init__(self, server, method, path, headers, body):
        self.server, self.method, self.path = server, method, path
        self.headers, self.body = headers, body

    def go_through(self):
        answer = self.server.ask(self.method, self.path, self.body.decode(), authorize=False,
                                 **self.headers)
        return answer.status, answer.headers, answer.body


class DavProxy:
    def __init__(self, radicale):
        self.radicale = radicale
        self.scripts = collections.defaultdict(collections.deque)
        self.standing = {}
        self.requests = []  # (method, path), of those that say who asks
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                proxy.handle(self)

            do_GET = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = handle_any

            def log_message(self, *_):
                pass

        self.port = process.free_port()
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.http.daemon_threads = True
        self.http.handle_error = lambda *_: None  # of clients that have gone
        self.url = f"http://127.0.0.1:{self.port}/"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def script(self, method, *whims):
        self.scripts[method].extend(whims)

    def always(self, method, whim=None):
        """None: as the server does it."""
        self.standing[method] = whim

    def count(self, method):
        return sum(asked == method for asked, _ in self.requests)

    def handle(self, handler):
        method = handler.command
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in handler.headers.items()
                   if name not in ("Host", "Connection", "Content-Length", "Accept-Encoding")}
        request = _Request(self.radicale, method, handler.path, headers, body)
        whim = _Request.go_through
        if "Authorization" in headers:
            self.requests.append((method, handler.path))
            whim = self.standing.get(method) or whim
            whim = self.scripts[method].popleft() if self.scripts[method] else whim
        try:
            number, fields, answer = whim(request)
        except (_Cut, OSError):
            handler.close_connection = True
            return
        self.give(handler, number, fields, answer)

    @staticmethod
    def give(handler, number, fields, answer):
        try:
            handler.send_response_only(number)
            for name, value in fields.items():
                if name in ("ETag", "Location", "Content-Type", "WWW-Authenticate", "DAV"):
                    handler.send_header(name, value)
            if number != 204:
                handler.send_header("Content-Length", str(len(answer)))
            handler.end_headers()
            handler.wfile.write(answer)
        except OSError:
            handler.close_connection = True
