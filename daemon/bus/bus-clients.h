/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which connection to the bus has opened which sessions of presence, so that they end with it: a
 * client that crashes leaves nobody online. It also keeps one client, and all together, from
 * opening sessions without end. It knows nothing of what sessions mean.
 */
#pragma once

#include "presence.h"

#include <gio/gio.h>

#define BUS_CLIENTS_SESSIONS_EACH 1024
#define BUS_CLIENTS_SESSIONS_ALL  10000

typedef struct _BusClients BusClients;

/* Clients of CONNECTION, sessions of PRESENCE. */
BusClients *bus_clients_new (GDBusConnection *connection, Presence *presence);
void bus_clients_free (BusClients *clients); /* watches nobody any more; sessions stay */

/* The session ends when the client with the unique name SENDER leaves the bus, also when it has
 * left already. Borrowed. POSTHORN_ERROR_BUSY when there are too many. */
PresenceSession *bus_clients_open_session (BusClients *clients, const char *sender,
                                           const char *employee, const char *kind, GError **error);
