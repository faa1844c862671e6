/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is there, as more than one command shows it: asked of the daemon and printed for people. It
 * changes nothing.
 */
#pragma once

#include "connection.h"

/* The properties of Presence, a{sv}. */
GVariant *people_load (GDBusConnection *bus, GError **error);

/* Open sessions, the oldest first; RemoteObject. */
GPtrArray *people_load_sessions (GDBusConnection *bus, GError **error);

/* Fields on who is online, who works, how that is known, and the desktop. */
void people_print (GVariant *presence);
