#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of Posthorn in Python with Gio.

mail-gio.py unread     the unread messages of all inboxes, newest first
mail-gio.py watch      new mail, as it comes
mail-gio.py read ID…   marks messages read
"""

import sys

from gi.repository import Gio, GLib

NAME = "org.posthorn.Posthorn1"
ROOT = "/org/posthorn/Posthorn1"


def show(row):
    """Text comes from whoever sent the mail: nothing in it may steer the terminal."""
    person, address = row["from"]
    line = f"{row['id']}  {person or address}: {row['subject']}"
    print("".join(sign if sign.isprintable() else " " for sign in line), flush=True)


def call(bus, method, parameters):
    return bus.call_sync(NAME, ROOT, NAME + ".Messages", method, parameters, None,
                         Gio.DBusCallFlags.NONE, -1, None).unpack()


def unread(bus):
    options = {"role": GLib.Variant("s", "inbox"), "unread": GLib.Variant("b", True)}
    for row in call(bus, "List", GLib.Variant("(a{sv})", (options,)))[0]:
        show(row)


def watch(bus):
    def arrived(_bus, _sender, _path, _interface, _member, parameters):
        _folder, rows = parameters.unpack()
        for row in rows:
            show(row)
    bus.signal_subscribe(NAME, NAME + ".Manager", "MessagesArrived", ROOT, None,
                         Gio.DBusSignalFlags.NONE, arrived)
    print("Monitoring new mail.", file=sys.stderr, flush=True)
    GLib.MainLoop().run()


def main(command="", *ids):
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    if command == "read":
        call(bus, "MarkRead", GLib.Variant("(at)", ([int(text) for text in ids],)))
    elif command in ("unread", "watch"):
        {"unread": unread, "watch": watch}[command](bus)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
