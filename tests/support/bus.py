# SPDX-License-Identifier: GPL-3.0-or-later
"""A private session bus with a home and XDG folders of its own, and a system bus if wanted."""

import os

from . import process

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{path}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="max_replies_per_connection">50000</limit>
</busconfig>
"""

KEPT = ("PATH", "LANG", "TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS",
        "G_DEBUG", "G_MESSAGES_DEBUG")


class Bus:
    """start() returns when the bus accepts connections; `environment` is for its clients. With
    system_bus=True `system` is a second one; without, clients find no system bus at all."""

    def __init__(self, system_bus=False):
        self.folder = self.process = None
        self.environment = {}
        self.system = Bus() if system_bus else None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def address(self):
        return f"unix:path={self.folder / 'bus'}"

    def start(self):
        if self.system:
            self.system.start()
        self.folder = process.Folder("ph-bus-")
        self.folder.make("services")
        self.environment = self._environment()
        path = self.folder.write("bus.conf", CONFIGURATION.format(path=self.folder.path))
        reader, writer = os.pipe()
        self.process = process.Process(
            ["dbus-daemon", f"--config-file={path}", "--nofork", f"--print-address={writer}"],
            self.folder / "bus.log", self.environment, pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as answer:
            if not answer.readline():
                raise RuntimeError("dbus-daemon does not start:\n" + self.process.log())
        return self

    def stop(self):
        if self.folder:
            self.process.stop()
            self.folder.remove()
            self.folder = None
        if self.system:
            self.system.stop()

    def _environment(self):
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {
            "LC_ALL": "C.UTF-8",
            **kept,
            "HOME": self.folder.make("home"),
            "XDG_RUNTIME_DIR": self.folder.make("run"),
            "XDG_CONFIG_HOME": self.folder.make("home/.config"),
            "XDG_DATA_HOME": self.folder.make("home/.local/share"),
            "XDG_CACHE_HOME": self.folder.make("home/.cache"),
            "XDG_STATE_HOME": self.folder.make("home/.local/state"),
            "DBUS_SESSION_BUS_ADDRESS": self.address,
            "DBUS_SYSTEM_BUS_ADDRESS": self.system.address if self.system
                                       else "unix:path=/nonexistent/posthorn-test",
            "GSETTINGS_BACKEND": "memory",
            "GIO_USE_VFS": "local",
        }

    def offer(self, name, command):
        """Lets D-Bus start COMMAND when somebody calls NAME."""
        self.folder.write(f"services/{name}.service",
                          f"[D-BUS Service]\nName={name}\nExec={command}\n")
