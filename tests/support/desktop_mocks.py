# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for the services of a desktop: logind, idle monitors, screen saver, network, power.

Each is a peer of its own on the bus of ADDRESS, served by a thread of its own, so that it answers
whatever the test is doing. start() returns when it owns its name; vanish() is its sudden end, and
start() brings it back as after a restart: it remembers its state, but no watch and no descriptor.
"""

import os
import threading
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

PROPERTIES = "org.freedesktop.DBus.Properties"
LOGIN = "org.freedesktop.login1"
LOGIN_PATH = "/org/freedesktop/login1"
USER_PATH = LOGIN_PATH + "/user/_me"
PATIENCE = 60


class Refused(Exception):
    """The D-Bus error that a method answers with."""


def _describe(interface, methods, properties):
    """METHODS is {name: (types of the arguments, types of the answer)}."""
    def arguments(types, direction):
        return "".join(f"<arg type='{one}' direction='{direction}'/>" for one in types)
    parts = [f"<method name='{name}'>{arguments(taken, 'in')}{arguments(given, 'out')}</method>"
             for name, (taken, given) in methods.items()]
    parts += [f"<property name='{name}' type='{type}' access='read'/>"
              for name, type in properties.items()]
    xml = f"<node><interface name='{interface}'>{''.join(parts)}</interface></node>"
    return Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]


class Service:
    """`calls` are the names of the methods that were called; `silent` names those that never
    answer, `failing` those that answer with an error."""

    name = ""

    def __init__(self, address, silent=(), failing=()):
        self.address, self.silent, self.failing = address, silent, failing
        self.calls, self.unanswered = [], []
        self.changed = threading.Condition()
        self.thread = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.context, self.loop = GLib.MainContext(), None
        ready = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=[ready], daemon=True)
        self.thread.start()
        if not ready.wait(PATIENCE):
            raise TimeoutError(f"the mock of {self.name} does not start")
        return self

    def stop(self):
        if self.thread:
            self._run(self.loop.quit)
            self.thread.join()
            self.thread = None

    vanish = stop

    def restart(self):
        self.stop()
        return self.start()

    def wait_until(self, question, what, timeout=PATIENCE):
        with self.changed:
            if not self.changed.wait_for(question, timeout):
                raise TimeoutError(f"{what} did not come within {timeout} s")

    def wait_call(self, method, count=1):
        """Until METHOD was called COUNT times since the start."""
        self.wait_until(lambda: self.calls.count(method) >= count, f"call {count} of {method}")

    def emit(self, path, interface, signal, arguments, destination=None):
        """After the answer to what is being called, which the caller may not have got yet."""
        def send():
            self.connection.emit_signal(destination, path, interface, signal, arguments)
        if threading.current_thread() is self.thread:
            send()
        else:
            self._run(send)

    def emit_changed(self, path, interface, values, invalidated=()):
        self.emit(path, PROPERTIES, "PropertiesChanged",
                  GLib.Variant("(sa{sv}as)", (interface, values, invalidated)))

    def _serve(self, ready):
        self.context.push_thread_default()
        self.loop = GLib.MainLoop(self.context)
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.connection = Gio.DBusConnection.new_for_address_sync(self.address, flags, None, None)
        self.calls.clear()
        self.prepare()
        self.connection.call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
            GLib.Variant("(su)", (self.name, 0)), None, Gio.DBusCallFlags.NONE, -1, None)
        ready.set()
        self.loop.run()
        self.unanswered.clear()
        self.connection.close_sync(None)
        self.context.pop_thread_default()

    def _run(self, function):
        """Runs FUNCTION in the thread of the service and waits for it."""
        done = threading.Event()

        def run(*_):
            function()
            done.set()
            return GLib.SOURCE_REMOVE
        source = GLib.Idle()
        source.set_callback(run)
        source.attach(self.context)
        if not done.wait(PATIENCE):
            raise TimeoutError(f"the mock of {self.name} hangs")

    def offer(self, path, interface, methods, properties):
        """The object at PATH: each of METHODS is answered by the method of that name here, with
        the caller's name first; properties by self.value(path, name)."""
        def called(_connection, sender, _path, _interface, method, arguments, invocation):
            self._answer(sender, method, arguments, invocation)

        def asked(_connection, _sender, _path, _interface, name):
            return GLib.Variant(properties[name], self.value(path, name))
        return self.connection.register_object(path, _describe(interface, methods, properties),
                                               called, asked, None)

    def _answer(self, sender, method, arguments, invocation):
        try:
            if method in self.failing:
                raise Refused("org.freedesktop.DBus.Error.NotSupported")
            if method in self.silent:
                self.unanswered.append(invocation)
            else:
                answer, fds = getattr(self, method)(sender, *arguments.unpack()), None
                if isinstance(answer, tuple):
                    answer, fds = answer
                invocation.return_value_with_unix_fd_list(answer, fds)
        except Refused as refusal:
            invocation.return_dbus_error(str(refusal), "the mock was told to say so")
        with self.changed:
            self.calls.append(method)
            self.changed.notify_all()


class IdleMonitor(Service):
    """Mutter's, or Cinnamon's with muffin=True. ID and TIME are the types of its answers."""

    def __init__(self, address, muffin=False, idle_time=0, id_type="u", time_type="t", **options):
        super().__init__(address, **options)
        self.name = "org.cinnamon.Muffin.IdleMonitor" if muffin else "org.gnome.Mutter.IdleMonitor"
        self.path = "/" + self.name.replace(".", "/") + "/Core"
        self.idle_time, self.id_type, self.time_type = idle_time, id_type, time_type
        self.last_id = 0

    def prepare(self):
        self.idle_watches, self.active_watches = {}, {}
        self.offer(self.path, self.name, {
            "AddIdleWatch": ("t", self.id_type), "AddUserActiveWatch": ("", self.id_type),
            "GetIdletime": ("", self.time_type)}, {})

    def _new_id(self):
        self.last_id += 1
        kind = str if self.id_type == "s" else int
        return GLib.Variant(f"({self.id_type})", (kind(self.last_id),))

    def AddIdleWatch(self, sender, interval):
        answer = self._new_id()
        self.idle_watches[self.last_id] = (sender, interval)
        return answer

    def AddUserActiveWatch(self, sender):
        answer = self._new_id()
        self.active_watches[self.last_id] = sender
        return answer

    def GetIdletime(self, _sender):
        kind = str if self.time_type == "s" else int
        return GLib.Variant(f"({self.time_type})", (kind(self.idle_time),))

    def fire(self, watch, sender, signature="(u)"):
        self.emit(self.path, self.name, "WatchFired", GLib.Variant(signature, (watch,)), sender)

    def fire_idle(self):
        """Nobody has touched the machine for as long as the watches wait."""
        self.wait_until(lambda: self.idle_watches, "an idle watch")
        for watch, (sender, _interval) in list(self.idle_watches.items()):
            self.fire(watch, sender)

    def fire_active(self):
        """Somebody touches the machine again."""
        self.wait_until(lambda: self.active_watches, "a watch for activity")
        for watch in list(self.active_watches):
            self.fire(watch, self.active_watches.pop(watch))


class ScreenSaver(Service):
    """org.freedesktop.ScreenSaver. IDLE_TIME in milliseconds; None: it cannot tell."""

    name = "org.freedesktop.ScreenSaver"
    path = "/org/freedesktop/ScreenSaver"

    def __init__(self, address, active=False, idle_time=None, active_type="b", **options):
        super().__init__(address, **options)
        self.active, self.idle_time, self.active_type = active, idle_time, active_type

    def prepare(self):
        self.offer(self.path, self.name, {"GetActive": ("", self.active_type),
                                          "GetSessionIdleTime": ("", "u")}, {})

    def GetActive(self, _sender):
        answer = "rubbish" if self.active_type == "s" else self.active
        return GLib.Variant(f"({self.active_type})", (answer,))

    def GetSessionIdleTime(self, _sender):
        if self.idle_time is None:
            raise Refused("org.freedesktop.DBus.Error.NotSupported")
        return GLib.Variant("(u)", (self.idle_time,))

    def set_active(self, active):
        self.active = active
        self.emit(self.path, self.name, "ActiveChanged", GLib.Variant("(b)", (active,)))


class LoginManager(Service):
    """logind, with one session that it displays unless SESSIONS says otherwise. `by_pid` is the
    id of the session that the caller belongs to, `inhibitors` counts the descriptors held."""

    name = LOGIN

    def __init__(self, address, sessions=("1",), **options):
        super().__init__(address, **options)
        self.sessions, self.objects = {}, {}
        self.display, self.by_pid = None, None
        self.readers = set()
        self.active_type = "b"
        for one in sessions:
            self.sessions[one] = self._new_values()
            self.display = one

    @staticmethod
    def _new_values():
        return {"Active": True, "LockedHint": False, "IdleHint": False, "IdleSinceHint": 0}

    @staticmethod
    def session_path(session):
        return f"{LOGIN_PATH}/session/_3{session}"

    def prepare(self):
        while self.readers:
            os.close(self.readers.pop())
        self.offer(LOGIN_PATH, LOGIN + ".Manager", {
            "GetUser": ("u", "o"), "GetSession": ("s", "o"), "GetSessionByPID": ("u", "o"),
            "Inhibit": ("ssss", "h")}, {})
        self.offer(USER_PATH, LOGIN + ".User", {}, {"Display": "(so)"})
        for session in self.sessions:
            self._offer_session(session)

    def _offer_session(self, session):
        self.objects[session] = self.offer(self.session_path(session), LOGIN + ".Session", {}, {
            "Active": self.active_type, "LockedHint": "b", "IdleHint": "b", "IdleSinceHint": "t"})

    def value(self, path, name):
        if path == USER_PATH:
            return (self.display, self.session_path(self.display)) if self.display else ("", "/")
        value = self.sessions[path.rpartition("_3")[2]][name]
        return str(value) if name == "Active" and self.active_type == "s" else value

    def GetUser(self, _sender, user):
        if user != os.getuid():
            raise Refused(LOGIN + ".NoSuchUser")
        return GLib.Variant("(o)", (USER_PATH,))

    def GetSession(self, _sender, session):
        if session not in self.sessions:
            raise Refused(LOGIN + ".NoSuchSession")
        return GLib.Variant("(o)", (self.session_path(session),))

    def GetSessionByPID(self, _sender, _process):
        if self.by_pid is None:
            raise Refused(LOGIN + ".NoSessionForPID")
        return GLib.Variant("(o)", (self.session_path(self.by_pid),))

    def Inhibit(self, _sender, *what):
        self.inhibited = what
        reader, writer = os.pipe()
        fds = Gio.UnixFDList.new_from_array([writer])
        with self.changed:
            self.readers.add(reader)
        source = GLib.unix_fd_source_new(reader, GLib.IOCondition.HUP)
        source.set_callback(lambda *_: self._released(reader))
        source.attach(self.context)
        return GLib.Variant("(h)", (0,)), fds

    def _released(self, reader):
        with self.changed:
            self.readers.discard(reader)
            os.close(reader)
            self.changed.notify_all()
        return GLib.SOURCE_REMOVE

    @property
    def inhibitors(self):
        return len(self.readers)

    def wait_inhibitors(self, count):
        self.wait_until(lambda: self.inhibitors == count, f"{count} inhibitors held")

    def change(self, session=None, **values):
        """New values of a session's properties, announced."""
        session = session or self.display
        self.sessions[session].update(values)
        kinds = {"IdleSinceHint": "t"}
        self.emit_changed(self.session_path(session), LOGIN + ".Session", {
            name: GLib.Variant(kinds.get(name, "b"), value) for name, value in values.items()})

    def lock(self, locked=True):
        self.change(LockedHint=locked)

    def unlock(self):
        self.lock(False)

    def switch(self, active):
        """Whether the session is the one in front."""
        self.change(Active=active)

    def set_idle(self, idle, seconds=0):
        """The hint; idle for SECONDS already."""
        self.change(IdleHint=idle, IdleSinceHint=int((time.time() - seconds) * 1000000))

    def add_session(self, session, displayed=True):
        self.sessions[session] = self._new_values()
        self._run(lambda: self._offer_session(session))
        self._announce("SessionNew", session)
        if displayed:
            self.set_display(session)

    def remove_session(self, session):
        del self.sessions[session]
        self._run(lambda: self.connection.unregister_object(self.objects.pop(session)))
        if self.display == session:
            self.display = None
        self._announce("SessionRemoved", session)

    def _announce(self, signal, session):
        self.emit(LOGIN_PATH, LOGIN + ".Manager", signal,
                  GLib.Variant("(so)", (session, self.session_path(session))))

    def set_display(self, session):
        self.display = session
        self.emit_changed(USER_PATH, LOGIN + ".User",
                          {"Display": GLib.Variant("(so)", self.value(USER_PATH, "Display"))})

    def prepare_for_sleep(self, before):
        """True: the machine is about to sleep; False: it has come back."""
        self.emit(LOGIN_PATH, LOGIN + ".Manager", "PrepareForSleep",
                  GLib.Variant("(b)", (before,)))


class NetworkManager(Service):
    """Connected and not metered unless told otherwise. To be started before those who ask."""

    name = "org.freedesktop.NetworkManager"
    path = "/org/freedesktop/NetworkManager"
    kinds = {"Connectivity": "u", "Metered": "u", "State": "u"}

    def __init__(self, address, **options):
        super().__init__(address, **options)
        self.values = {"Connectivity": 4, "Metered": 2, "State": 70}

    def prepare(self):
        self.offer(self.path, self.name, {}, self.kinds)

    def value(self, _path, name):
        return self.values[name]

    def set(self, connected=True, metered=False, portal=False):
        """PORTAL: there is a page for signing in instead of what is asked for."""
        state = 60 if portal else 70
        self.values = {"Connectivity": (2 if portal else 4) if connected else 1,
                       "Metered": 1 if metered else 2, "State": state if connected else 20}
        self.emit_changed(self.path, self.name,
                          {name: GLib.Variant("u", value) for name, value in self.values.items()})


class PowerProfiles(Service):
    """power-profiles-daemon: PROFILE is balanced, performance or power-saver."""

    name = "net.hadess.PowerProfiles"
    path = "/net/hadess/PowerProfiles"

    def __init__(self, address, profile="balanced", **options):
        super().__init__(address, **options)
        self.profile = profile

    def prepare(self):
        self.offer(self.path, self.name, {}, {"ActiveProfile": "s"})

    def value(self, _path, _name):
        return self.profile

    def set(self, profile):
        self.profile = profile
        self.emit_changed(self.path, self.name, {"ActiveProfile": GLib.Variant("s", profile)})
