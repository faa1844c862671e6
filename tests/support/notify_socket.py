# SPDX-License-Identifier: GPL-3.0-or-later
"""A service manager's ear: what sd_notify() tells it, for daemons that no systemd has started."""

import os
import socket
import threading


class NotifySocket:
    """`messages` are those that have come, `environment` is for the daemon; with WATCHDOG seconds
    it is asked for signs of life."""

    def __init__(self, path, watchdog=0):
        self.path, self.messages = path, []
        self.environment = {"NOTIFY_SOCKET": path}
        if watchdog:
            self.environment["WATCHDOG_USEC"] = str(watchdog * 1_000_000)

    def __enter__(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()
        os.unlink(self.path)

    def _listen(self):
        while message := self.socket.recv(65536).decode():
            self.messages.append(message)
