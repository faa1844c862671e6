# SPDX-License-Identifier: GPL-3.0-or-later
"""A notification server that shows nothing, remembers everything, and can be as bad as wanted."""

import time

from .desktop_mocks import GLib, Service

EVERYTHING = ("actions", "body", "body-markup", "persistence", "sound")
EXPIRED, DISMISSED, CLOSED = 1, 2, 3


class Note:
    """One call of Notify. `id` is what it was answered with, `at` when it came."""

    def __init__(self, replaces, icon, summary, body, actions, hints, expires):
        self.replaces, self.icon, self.summary, self.body = replaces, icon, summary, body
        self.actions = dict(zip(actions[::2], actions[1::2]))
        self.hints, self.expires = hints, expires
        self.at = time.monotonic()

    @property
    def lines(self):
        return self.body.split("\n")


class NotificationServer(Service):
    """`visible` is {id: Note} of what stands there, `notes` every Note since the start."""

    name = "org.freedesktop.Notifications"
    path = "/org/freedesktop/Notifications"

    def __init__(self, address, capabilities=EVERYTHING, **options):
        super().__init__(address, **options)
        self.capabilities = capabilities
        self.last_id = 0

    def prepare(self):
        self.visible, self.notes, self.closed = {}, [], []
        self.offer(self.path, self.name, {
            "GetCapabilities": ("", ["as"]), "CloseNotification": ("u", ""),
            "Notify": (["s", "u", "s", "s", "s", "as", "a{sv}", "i"], "u")}, {})

    def GetCapabilities(self, _sender):
        return GLib.Variant("(as)", (self.capabilities,))

    def Notify(self, _sender, _program, replaces, *content):
        note = Note(replaces, *content)
        if replaces == 0:
            self.last_id += 1
        note.id = replaces or self.last_id
        with self.changed:
            self.visible[note.id] = note
            self.notes.append(note)
        return GLib.Variant("(u)", (note.id,))

    def answer_late(self):
        """Those calls of Notify that were met with silence."""
        def answer():
            for invocation in self.unanswered:
                sender, arguments = invocation.get_sender(), invocation.get_parameters()
                invocation.return_value(self.Notify(sender, *arguments.unpack()))
            self.unanswered.clear()
        self._run(answer)

    def CloseNotification(self, _sender, number):
        with self.changed:
            self.closed.append(number)
        self._close(number, CLOSED)

    def _close(self, number, reason):
        with self.changed:
            gone = self.visible.pop(number, None)
        if gone:
            self._emit("NotificationClosed", "(uu)", number, reason)

    def _emit(self, signal, signature, *arguments):
        self.emit(self.path, self.name, signal, GLib.Variant(signature, arguments))

    def dismiss(self, note):
        self._close(note.id, DISMISSED)

    def expire(self, note):
        self._close(note.id, EXPIRED)

    def act(self, note, key, token=None, closes=True):
        """A person presses the button KEY of NOTE, or with "default" the note itself."""
        if token is not None:
            self._emit("ActivationToken", "(us)", note.id, token)
        self._emit("ActionInvoked", "(us)", note.id, key)
        if closes:
            self.dismiss(note)

    def of(self, category):
        return [note for note in self.visible.values() if note.hints["category"] == category]

    def wait(self, category="email.arrived", where=lambda note: True, timeout=20):
        """The note of CATEGORY that stands there once it suits WHERE; there is never a second."""
        found = []

        def suits():
            found[:] = self.of(category)
            return len(found) == 1 and where(found[0])
        self.wait_until(suits, f"a notification of {category}", timeout)
        return found[0]

    def wait_summary(self, summary, category="email.arrived", timeout=20):
        return self.wait(category, lambda note: note.summary == summary, timeout)

    def wait_none(self, category="email.arrived"):
        self.wait_until(lambda: not self.of(category), f"the end of {category}")
