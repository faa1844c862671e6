/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the daemon runs or can be started, and what it says of itself, of mail on its way out and
 * of CRM.
 */
#pragma once

#include "connection.h"

/* The properties of Manager, a{sv}, for which it is started if need be; NULL: it does not answer.
 */
GVariant *doctor_daemon (GPtrArray *findings, GDBusConnection *bus);

void doctor_outbox (GPtrArray *findings, GDBusConnection *bus);
void doctor_crm (GPtrArray *findings, GDBusConnection *bus);
