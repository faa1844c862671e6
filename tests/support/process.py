# SPDX-License-Identifier: GPL-3.0-or-later
"""Child processes and folders that are gone when the Python program is, however it ends."""

import atexit
import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
_cleanups = []
_random = random.SystemRandom()
_claims = []


def _die_with_parent():
    os.setsid()
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def at_end(cleanup):
    """Calls CLEANUP when the program ends, latest first. Returns it, for forget()."""
    _cleanups.append(cleanup)
    return cleanup


def forget(cleanup):
    if cleanup in _cleanups:
        _cleanups.remove(cleanup)


def _clean_up():
    while _cleanups:
        _cleanups.pop()()


def _leave(number, _frame):
    sys.exit(128 + number)


atexit.register(_clean_up)
for _signal in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(_signal, _leave)


class Folder:
    """A temporary folder with a path short enough for Unix sockets."""

    def __init__(self, prefix="ph-", mode=0o700):
        self.path = tempfile.mkdtemp(prefix=prefix, dir="/tmp")
        os.chmod(self.path, mode)
        at_end(self.remove)

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def make(self, name, mode=0o700):
        path = self / name
        os.makedirs(path, mode=mode, exist_ok=True)
        return path

    def write(self, name, text, mode=0o644):
        path = self / name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def remove(self):
        forget(self.remove)
        shutil.rmtree(self.path, ignore_errors=True)


class Process:
    """One child in a process group of its own, its output in a log file."""

    def __init__(self, arguments, log_path, environment=None, **options):
        self.name = os.path.basename(arguments[0])
        self.log_path = log_path
        with open(log_path, "ab") as log:
            options.setdefault("stdout", log)
            options.setdefault("stdin", subprocess.DEVNULL)
            self.child = subprocess.Popen(
                arguments, env=environment, stderr=log, preexec_fn=_die_with_parent, **options)
        self.pid = self.child.pid
        at_end(self.stop)

    def running(self):
        return self.child.poll() is None

    def send_group(self, number):
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            pass

    def kill9(self):
        """Only the process itself, as a crash would; what it started is left to it."""
        if self.running():
            self.child.kill()
        self.child.wait()
        forget(self.stop)

    def stop(self, patience=10):
        """SIGTERM, then after PATIENCE seconds SIGKILL to all of its group. Returns its status."""
        forget(self.stop)
        if self.running():
            self.child.terminate()
        try:
            self.child.wait(patience)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.send_group(signal.SIGKILL)
        return self.child.returncode

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()


def free_port():
    """A loopback port nobody listens on, below those the kernel gives to clients.

    It is this program's own until it ends: of all tests that run at once, each takes a socket
    of the port's name first.
    """
    while True:
        port = _random.randrange(20000, 32000)
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0posthorn-test-port-{port}")
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
            _claims.append(claim)
            return port
        except OSError:
            claim.close()


def wait_for(question, what, timeout=60, process=None):
    """Asks QUESTION until it answers true; for what cannot be subscribed to, like a socket."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if question():
            return
        if process and not process.running():
            raise RuntimeError(f"{process.name} ended early, waiting for {what}:\n{process.log()}")
        time.sleep(0.01)
    raise TimeoutError(f"{what} did not come within {timeout} s")
