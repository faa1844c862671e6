/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How mail stands as one line for a panel, in the notation of the panel. Made from properties as
 * the bus has them; what comes from servers is made harmless. It asks nobody and prints nothing.
 */
#pragma once

#include <glib.h>

/* MANAGER: the properties of Manager, a{sv}; NULL = the daemon does not run. ACCOUNTS:
 * RemoteObject, those to tell of. */
typedef char *(*PanelFormat) (GVariant *manager, GPtrArray *accounts);

/* By name: "waybar", "polybar" or "plain"; NULL = there is no such. */
PanelFormat panel_format (const char *name);
