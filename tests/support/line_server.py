# SPDX-License-Identifier: GPL-3.0-or-later
"""What scripted servers share: connections of lines, with TLS, in threads of their own."""

import socket
import ssl
import threading

from . import certificate, process


class Closed(Exception):
    """The client has gone, or the script has had enough of it."""


class Line:
    """One connection of a client. A subclass says in run() what is spoken on it."""

    def __init__(self, server, plain):
        self.server = server
        self.stream = plain
        self.buffer = b""

    def run(self):
        raise NotImplementedError

    def start_tls(self):
        self.stream = self.server.tls.wrap_socket(self.stream, server_side=True)
        self.buffer = b""

    def read(self, count):
        while len(self.buffer) < count:
            self._more()
        octets, self.buffer = self.buffer[:count], self.buffer[count:]
        return octets

    def read_line(self):
        while b"\r\n" not in self.buffer:
            self._more()
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def _more(self):
        octets = self.stream.recv(65536)
        if not octets:
            raise Closed
        self.buffer += octets

    def stall(self):
        """Says nothing more until the client goes or the test ends."""
        while True:
            self._more()
            self.buffer = b""


class LineServer:
    """start() returns when it listens. TLS is "implicit", "starttls" or None."""

    line = Line

    def __init__(self, tls="implicit", user="mallory", password="sesame",
                 names="DNS:localhost,IP:127.0.0.1"):
        self.mode, self.user, self.password, self.names = tls, user, password, names
        self.folder = self.listener = self.tls = None
        self.open_sockets = []
        self.lines, self.most_at_once = set(), 0

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def ca_file(self):
        return self.folder / "ca.pem"

    @property
    def port(self):
        return self.listener.getsockname()[1]

    def start(self):
        self.folder = process.Folder("ph-script-")
        certificate.make(self.folder.path, self.names)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def stop(self):
        self.listener.close()
        for one in self.open_sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.folder.remove()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.open_sockets.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        line = self.line(self, client)
        self.lines.add(line)
        self.most_at_once = max(self.most_at_once, len(self.lines))
        try:
            if self.mode == "implicit":
                line.start_tls()
            line.run()
        except (Closed, OSError):
            pass
        finally:
            self.lines.discard(line)
            try:
                line.stream.close()
            except OSError:
                pass
