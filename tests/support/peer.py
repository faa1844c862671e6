# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of a private bus: calls, properties, and signals waited for in a main loop."""

import collections
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

Signal = collections.namedtuple("Signal", "path interface member arguments")

PROPERTIES = "org.freedesktop.DBus.Properties"
BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


class BusError(Exception):
    """A D-Bus error answer: its name and its one sentence."""

    def __init__(self, error):
        self.name = Gio.DBusError.get_remote_error(error) or "local"
        self.message = error.message.removeprefix(f"GDBus.Error:{self.name}: ")
        super().__init__(f"{self.name}: {self.message}")


def variants(options):
    """{"port": ("u", 993)} and plain strings, booleans and integers as a{sv}."""
    return {key: _variant(value) for key, value in options.items()}


def _variant(value):
    if isinstance(value, GLib.Variant):
        return value
    if isinstance(value, tuple):
        return GLib.Variant(*value)
    kinds = {bool: "b", str: "s", int: "u", list: "as"}
    return GLib.Variant(kinds[type(value)], value)


class Peer:
    """One connection; SERVICE is the name it talks to. Every signal of it is kept in `signals`
    and handed to `on_signal` where that is set."""

    def __init__(self, address, service):
        self.service = service
        self.signals = []
        self.on_signal = None
        self.context = GLib.MainContext.default()
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.connection.set_exit_on_close(False)
        self.subscription = self.connection.signal_subscribe(
            service, None, None, None, None, Gio.DBusSignalFlags.NONE, self._remember)

    def close(self):
        self.connection.signal_unsubscribe(self.subscription)
        if not self.connection.is_closed():
            self.connection.close_sync(None)

    def _remember(self, _connection, _sender, path, interface, member, arguments):
        signal = Signal(path, interface, member, arguments.unpack())
        self.signals.append(signal)
        if self.on_signal:
            self.on_signal(signal)

    def owned(self):
        return self._call(*BUS, "NameHasOwner", GLib.Variant("(s)", (self.service,)))[0]

    def call_bus(self, method):
        """A method of the bus itself that takes nothing."""
        return self._call(*BUS, method, None)

    def owner_pid(self):
        return self._call(*BUS, "GetConnectionUnixProcessID",
                          GLib.Variant("(s)", (self.service,)))[0]

    def call(self, path, interface, method, signature="()", *arguments, fds=(), timeout=30):
        """The answer as a Python value: None, the single value, or a tuple. FDS are closed."""
        answer, _ = self.call_with_fds(path, interface, method, signature, *arguments, fds=fds,
                                       timeout=timeout)
        return answer

    def call_with_fds(self, path, interface, method, signature="()", *arguments, fds=(),
                      timeout=30):
        """As call(), and the Gio.UnixFDList that came with the answer."""
        parameters = GLib.Variant(signature, arguments)
        send = Gio.UnixFDList.new() if fds else None
        for fd in fds:
            send.append(fd)
        try:
            answer, received = self.connection.call_with_unix_fd_list_sync(
                self.service, path, interface, method, parameters, None,
                Gio.DBusCallFlags.NONE, timeout * 1000, send, None)
        except GLib.Error as error:
            raise BusError(error) from None
        values = answer.unpack()
        return (values[0] if len(values) == 1 else values or None), received

    def send(self, path, interface, method, signature="()", *arguments):
        """A call whose answer nobody waits for; it is on the bus when this returns."""
        message = Gio.DBusMessage.new_method_call(self.service, path, interface, method)
        message.set_body(GLib.Variant(signature, arguments))
        self.connection.send_message(message, Gio.DBusSendMessageFlags.NONE)
        self.connection.flush_sync(None)

    def call_many(self, count, path, interface, method, signature, arguments_of, timeout=120):
        """COUNT calls at once, the Nth with arguments_of(N): (answers, BusErrors)."""
        answers, refusals = [], []

        def answered(connection, result):
            try:
                answers.append(connection.call_finish(result).unpack())
            except GLib.Error as error:
                refusals.append(BusError(error))
        for number in range(count):
            self.connection.call(
                self.service, path, interface, method,
                GLib.Variant(signature, arguments_of(number)), None, Gio.DBusCallFlags.NONE,
                timeout * 1000, None, answered)
        self.wait_until(lambda: len(answers) + len(refusals) == count, "all answers", timeout)
        return answers, refusals

    def _call(self, service, path, interface, method, parameters):
        return self.connection.call_sync(service, path, interface, method, parameters, None,
                                         Gio.DBusCallFlags.NONE, 30000, None).unpack()

    def get(self, path, interface, name):
        return self.call(path, PROPERTIES, "Get", "(ss)", interface, name)

    def set(self, path, interface, name, signature, value):
        self.call(path, PROPERTIES, "Set", "(ssv)", interface, name,
                  GLib.Variant(signature, value))

    def get_all(self, path, interface):
        return self.call(path, PROPERTIES, "GetAll", "(s)", interface)

    def settle(self):
        """Takes in every signal that has already arrived."""
        while self.context.iteration(False):
            pass

    def wait_until(self, question, what, timeout=60):
        """Runs the main loop until QUESTION answers true, asked anew after whatever happens."""
        end = time.monotonic() + timeout
        alarm = GLib.timeout_add(250, lambda: GLib.SOURCE_CONTINUE)
        try:
            while True:
                self.settle()
                answer = question()
                if answer:
                    return answer
                if time.monotonic() > end:
                    raise TimeoutError(f"{what} did not come within {timeout} s")
                self.context.iteration(True)
        finally:
            GLib.source_remove(alarm)

    def wait_signal(self, member, path=None, where=lambda arguments: True, since=0, timeout=60):
        """The first signal MEMBER after the first SINCE kept ones whose arguments suit WHERE."""
        def found():
            for one in self.signals[since:]:
                if one.member == member and path in (None, one.path) and where(one.arguments):
                    return one
            return None
        return self.wait_until(found, f"the signal {member}", timeout)
