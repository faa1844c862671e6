# SPDX-License-Identifier: GPL-3.0-or-later
"""The least a first synchronisation can take: one FETCH of everything, thrown away as it comes.

Run as a program of its own it does that once, so that it has a processor to itself.
"""

import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time

TAG = b"everything"
END = re.compile(rb"\r\neverything (OK|NO|BAD)[^\r\n]*\r\n$")


class Wire:
    """IMAP over TLS with no more than a benchmark needs."""

    def __init__(self, port, ca_file):
        plain = socket.create_connection(("127.0.0.1", port), timeout=120)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        context = ssl.create_default_context(cafile=ca_file)
        self.socket = context.wrap_socket(plain, server_hostname="localhost")
        self.buffer = bytearray(1 << 20)
        self.view = memoryview(self.buffer)
        self._until(re.compile(rb"^\* OK [^\r\n]*\r\n"))

    def _until(self, pattern, span=4000):
        """Reads until PATTERN is in the last SPAN octets. Returns how many octets came."""
        total, tail = 0, b""
        while True:
            count = self.socket.recv_into(self.view)
            if not count:
                raise ConnectionError("the server closed the connection")
            total += count
            tail = (tail + self.view[max(0, count - span):count])[-span:]
            if pattern.search(tail):
                return total

    def command(self, text):
        self.socket.sendall(TAG + b" " + text.encode() + b"\r\n")
        return self._until(re.compile(rb"(^|\r\n)everything OK[^\r\n]*\r\n$"))

    def fetch_all(self):
        self.socket.sendall(TAG + b" FETCH 1:* BODY.PEEK[]\r\n")
        return self._until(END, 200)


def fetch(port, ca_file, user, password):
    """(seconds from connecting to the end, octets, processor seconds)"""
    start, processor = time.monotonic(), time.process_time()
    wire = Wire(port, ca_file)
    wire.command(f"LOGIN {user} {password}")
    wire.command("EXAMINE INBOX")
    octets = wire.fetch_all()
    return time.monotonic() - start, octets, time.process_time() - processor


def run(port, ca_file, user, password):
    """As fetch(), in another process."""
    done = subprocess.run([sys.executable, os.path.abspath(__file__), str(port), ca_file, user,
                           password], check=True, capture_output=True, text=True)
    return tuple(json.loads(done.stdout))


if __name__ == "__main__":
    print(json.dumps(fetch(int(sys.argv[1]), *sys.argv[2:5])))
