/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What Posthorn shows on a connection: the manager, presence, and every account, folder, job and
 * session for as long as it exists, with the signals about them. It owns no name and decides
 * nothing.
 */
#pragma once

#include "account-manager.h"

#define BUS_TYPE_SERVER (bus_server_get_type ())
G_DECLARE_FINAL_TYPE (BusServer, bus_server, BUS, SERVER, GObject)

/* MANAGER is loaded. Everything is exported when this returns. */
BusServer *bus_server_new (GDBusConnection *connection, AccountManager *manager, GError **error);
