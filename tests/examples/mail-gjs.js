#!/usr/bin/gjs -m
// SPDX-License-Identifier: GPL-3.0-or-later
// A client of Posthorn in JavaScript with GJS, as extensions of GNOME Shell are.
//   mail-gjs.js unread     the unread messages of all inboxes, newest first
//   mail-gjs.js watch      new mail, as it comes
//   mail-gjs.js read ID…   marks messages read

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import System from 'system';

const NAME = 'org.posthorn.Posthorn1';
const ROOT = '/org/posthorn/Posthorn1';

const bus = Gio.DBus.session;

// Text comes from whoever sent the mail: nothing in it may steer the terminal.
function show({ id, from: [person, address], subject }) {
    print(`${id}  ${person || address}: ${subject}`.replace(/\p{C}/gu, ' '));
}

function call(method, parameters) {
    return bus.call_sync(NAME, ROOT, `${NAME}.Messages`, method, parameters, null,
        Gio.DBusCallFlags.NONE, -1, null).recursiveUnpack();
}

function unread() {
    const options = { role: GLib.Variant.new_string('inbox'), unread: GLib.Variant.new_boolean(true) };
    const [rows] = call('List', new GLib.Variant('(a{sv})', [options]));
    rows.forEach(show);
}

function watch() {
    bus.signal_subscribe(NAME, `${NAME}.Manager`, 'MessagesArrived', ROOT, null,
        Gio.DBusSignalFlags.NONE, (_bus, _sender, _path, _interface, _member, parameters) => {
            const [, rows] = parameters.recursiveUnpack();
            rows.forEach(show);
        });
    printerr('Monitoring new mail.');
    new GLib.MainLoop(null, false).run();
}

const [command, ...ids] = ARGV;
if (command === 'unread') {
    unread();
} else if (command === 'watch') {
    watch();
} else if (command === 'read') {
    call('MarkRead', new GLib.Variant('(at)', [ids.map(Number)]));
} else {
    printerr('mail-gjs.js unread | watch | read ID…');
    System.exit(2);
}
