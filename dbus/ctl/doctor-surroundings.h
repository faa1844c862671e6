/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of the things around the daemon is worth telling a person who asks whether all is well:
 * posthorn.conf, the clock, the network. Found in properties as the bus has them; it asks nobody
 * and prints nothing.
 */
#pragma once

#include <glib.h>

/* MANAGER: the properties of Manager, a{sv}; NULL = the daemon does not run. */
void doctor_settings (GPtrArray *findings, GVariant *manager);

/* ACCOUNTS: RemoteObject. A clock that was put back is one that shows an earlier time than mail was
 * checked at. */
void doctor_clock (GPtrArray *findings, GPtrArray *accounts, gint64 now);

void doctor_conditions (GPtrArray *findings, GVariant *manager);
