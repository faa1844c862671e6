# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may know whom: the layer table, the pure folders, and the one home of each library."""

import re

from source import Problem

RULES = ("include-direction", "include-parent", "pure", "socket", "gmime", "sqlite")
PURE = ("base", "imap", "smtp", "mime", "policy", "bitrix24", "dav")
PURE_HEADERS = re.compile(r"sys/|netinet/|netdb\.h|arpa/|fcntl\.h|unistd\.h|time\.h|threads\.h"
                          r"|pthread\.h|gio/|glib/gstdio\.h|sqlite3\.h|libsoup|libsecret|stdio\.h")
PURE_CALLS = (r"\b(time|clock_gettime|gettimeofday|g_get_real_time|g_get_monotonic_time"
              r"|g_date_time_new_now\w*|fopen|g_fopen|open|g_open|g_file_\w+|g_thread_\w+|socket"
              r"|getenv|g_getenv) \(")
LOGGING = r"\b(g_message|g_warning|g_debug|g_info|g_log\w*|log_\w+|LOG_\w+|g_print\w*) \("
HOMES = (("socket", "net", re.compile(r"sys/socket\.h|netinet/|netdb\.h|arpa/inet|libsoup"),
          r"\bG(Socket|TlsClient)\w*|\bg_(socket|tls_client)_\w+|\bsocket \("),
         ("gmime", "mime", re.compile(r"gmime"), r"\bGMime\w*|\bg_mime_\w+"),
         ("sqlite", "store", re.compile(r"sqlite3\.h"), r"\bsqlite3\w*"))


def layer(file):
    """The folder under daemon/, "ctl", or None for main.c."""
    if file.path.startswith("dbus/ctl/"):
        return "ctl"
    parts = file.path.split("/")
    return parts[1] if len(parts) > 2 else None


def check(tree):
    homes = {}
    for file in tree.select(".h", under=("daemon/", "dbus/ctl/")):
        homes.setdefault(file.name, set()).add(layer(file))
    table = tree.layers()
    for file in tree.program_code():
        own = layer(file)
        yield from _includes(file, own, homes, table)
        if own in PURE:
            yield from _pure(file, own)
        yield from _strangers(file, own)
    for file in tree.select(".c", ".h"):
        for line, header, _ in file.includes():
            if ".." in header:
                yield Problem("include-parent", file.path, f"line {line}: include of {header}")


def _includes(file, own, homes, table):
    if own is None:
        return
    allowed = {own, "base", None, *table.get(own, ())}
    for line, header, system in file.includes():
        home = homes.get(header.rpartition("/")[2], allowed)
        if not system and not home & allowed:
            yield Problem("include-direction", file.path,
                          f"line {line}: {own} must not know {header} of {', '.join(home)}")


def _pure(file, own):
    for line, header, _ in file.includes():
        if PURE_HEADERS.search(header):
            yield Problem("pure", file.path, f"line {line}: include of {header} in pure {own}")
    calls = PURE_CALLS if own == "base" else PURE_CALLS + "|" + LOGGING
    for line, match in file.matches(calls):
        yield Problem("pure", file.path, f"line {line}: {match[0]}) in pure {own}")


def _strangers(file, own):
    for rule, home, headers, words in HOMES:
        if own == home:
            continue
        found = [(line, header) for line, header, _ in file.includes() if headers.search(header)]
        found += [(line, match[0]) for line, match in file.matches(words)]
        for line, what in found:
            yield Problem(rule, file.path, f"line {line}: {what} outside {home}/")
