/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the daemon runs or can be started, and what it says of itself and of what is around it:
 * its version, posthorn.conf, the network, the clock, mail on its way out, CRM.
 */
#pragma once

#include "connection.h"

/* TRUE: it runs and answers; it was started for that if need be. */
gboolean doctor_daemon (GPtrArray *findings, GDBusConnection *bus);

/* What it says, if it runs; else only what can be seen without it. ACCOUNTS: RemoteObject. */
void doctor_surroundings (GPtrArray *findings, GDBusConnection *bus, gboolean runs,
                          GPtrArray *accounts, gint64 now);
