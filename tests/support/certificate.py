# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority and a server certificate for this machine's loopback names."""

import os
import subprocess


def _openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def make(folder, names="DNS:localhost,IP:127.0.0.1"):
    """Writes ca.pem, server.pem and server.key into FOLDER."""
    def path(name):
        return os.path.join(folder, name)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    _openssl("req", "-x509", *curve, "-days", "3650", "-subj", "/CN=Posthorn test authority",
             "-keyout", path("ca.key"), "-out", path("ca.pem"))
    _openssl("req", "-x509", *curve, "-days", "3650", "-subj", "/CN=localhost",
             "-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:FALSE",
             "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
             "-keyout", path("server.key"), "-out", path("server.pem"))
    return path("ca.pem")
