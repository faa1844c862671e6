#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tries what a service that was taken over would try, and prints what came of it as JSON: "ok", or
the name of the error. Stands alone: it runs in the sandbox of the service."""

import ctypes
import errno
import json
import mmap
import os
import platform
import socket
import subprocess
import sys

libc = ctypes.CDLL(None, use_errno=True)
PAGE = 4096
CLONE_NEWUSER = 0x10000000
PER_LINUX32 = 8
SCHED_FIFO = 1
AF_PACKET = 17
IO_URING_SETUP, KEYCTL, BPF = (
    {"x86_64": (425, 250, 321), "aarch64": (425, 219, 280)}[platform.machine()])


def call(function, *arguments):
    """A function of the C library, which returns -1 when it fails."""
    if getattr(libc, function)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), function)


def writable_and_executable():
    libc.mmap.restype = ctypes.c_void_p
    address = libc.mmap(None, ctypes.c_size_t(PAGE), mmap.PROT_READ | mmap.PROT_WRITE,
                        mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, ctypes.c_long(0))
    call("mprotect", ctypes.c_void_p(address), ctypes.c_size_t(PAGE),
         mmap.PROT_READ | mmap.PROT_EXEC)


def opened(family, kind=socket.SOCK_STREAM):
    socket.socket(family, kind).close()


def started():
    subprocess.run(["/bin/true"], check=True)


def made_setuid(folder):
    path = os.path.join(folder, "probe")
    with open(path, "w", encoding="ascii"):
        pass
    try:
        os.chmod(path, 0o4755)
    finally:
        os.unlink(path)


def written(folder):
    path = os.path.join(folder, "probe")
    with open(path, "w", encoding="ascii"):
        pass
    os.unlink(path)


HOME = os.environ["HOME"]
DIARY = os.path.join(HOME, "diary")
DATA = os.path.join(HOME, ".local/share/posthorn")

ATTEMPTS = {
    "writable-and-executable": writable_and_executable,
    "packet-socket": lambda: opened(AF_PACKET, socket.SOCK_RAW),
    "bluetooth-socket": lambda: opened(socket.AF_BLUETOOTH, socket.SOCK_RAW),
    "vsock-socket": lambda: opened(socket.AF_VSOCK),
    "user-namespace": lambda: call("unshare", CLONE_NEWUSER),
    "personality": lambda: call("personality", PER_LINUX32),
    "realtime": lambda: os.sched_setscheduler(0, SCHED_FIFO, os.sched_param(1)),
    "setuid-file": lambda: made_setuid(DATA),
    "ptrace": lambda: call("ptrace", 16, os.getppid(), None, None),
    "bpf": lambda: call("syscall", BPF, 0, None, 0),
    "io-uring": lambda: call("syscall", IO_URING_SETUP, 1, ctypes.create_string_buffer(256)),
    "keyctl": lambda: call("syscall", KEYCTL, 0, -3, 0),
    "mount": lambda: call("mount", b"none", b"/mnt", b"tmpfs", 0, None),
    "chroot": lambda: os.chroot("/"),
    "change-owner": lambda: os.chown(DATA, os.getuid(), os.getgid()),
    "inet-socket": lambda: opened(socket.AF_INET),
    "inet6-socket": lambda: opened(socket.AF_INET6),
    "unix-socket": lambda: opened(socket.AF_UNIX),
    "netlink-socket": lambda: opened(socket.AF_NETLINK, socket.SOCK_RAW),
    "memory-file": lambda: os.close(os.memfd_create("probe")),
    "priority": lambda: os.setpriority(os.PRIO_PROCESS, 0, 19),
    "start-a-program": started,
    "write-data": lambda: written(DATA),
    "read-home": lambda: open(DIARY, "r", encoding="ascii").close(),
    "write-home": lambda: open(DIARY, "r+", encoding="ascii").close(),
    "shared-temporary": lambda: os.stat("/tmp/" + sys.argv[1]),
    "write-system": lambda: written("/srv"),
    "device": lambda: os.stat("/dev/kmsg"),
}


def outcome(attempt):
    try:
        attempt()
        return "ok"
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error.errno))


print(json.dumps({name: outcome(attempt) for name, attempt in ATTEMPTS.items()}))
