/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all accounts together are: the words and numbers of the manager, worked out when they are
 * asked for. It keeps nothing.
 */
#pragma once

#include "account.h"

/* ACCOUNTS: Account. "ready", "syncing", "paused", "offline", "degraded". */
const char *account_sums_state (GPtrArray *accounts, AccountServices *services);
/* Why no automatic check happens now; empty when one does. */
GStrv account_sums_blocked_by (GPtrArray *accounts, AccountServices *services);

/* All of it in one line for a person (policy/status-line.h). Transfer full. */
char *account_sums_describe (GPtrArray *accounts, AccountServices *services);

guint account_sums_of (GPtrArray *accounts, const char *counter); /* a property of type u */
gint64 account_sums_last_sync (GPtrArray *accounts);              /* of the latest */
gint64 account_sums_next_sync (GPtrArray *accounts);              /* of the first; 0 = none */
