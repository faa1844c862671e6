/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keeps a panel informed: a line each time that its line would be another one, for as long as
 * somebody reads it, whatever the daemon does meanwhile. How the line looks, panel.h knows.
 */
#pragma once

#include "command.h"
#include "panel.h"

/* ACCOUNT: its id, name or address, NULL = all. With ONCE there is one line, and a daemon that
 * cannot be reached is an error. Otherwise FALSE is Ctrl-C, and TRUE that nobody reads any more. */
gboolean panel_watch (GDBusConnection *bus, PanelFormat format, const char *account, gboolean once,
                      GError **error);
