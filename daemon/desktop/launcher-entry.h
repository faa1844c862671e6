/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The number on a program's icon in a dock or task bar, by the Launcher API that Unity began and
 * KDE, Dash to Dock, Plank and others go by: a signal that says the whole of it, and an answer to
 * whoever asks. It does not know what is counted. Main thread only.
 */
#pragma once

#include <gio/gio.h>

typedef struct _LauncherEntry LauncherEntry;

/* DESKTOP_ID names the program, "org.gnome.Geary.desktop" or without the end. */
LauncherEntry *launcher_entry_new (GDBusConnection *session, const char *desktop_id);
void launcher_entry_free (LauncherEntry *entry); /* the number goes */

/* Told when it changes, and again to each launcher that comes; 0 = no number is shown. */
void launcher_entry_set_count (LauncherEntry *entry, guint count);
