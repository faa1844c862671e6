/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which account sends: the one a person names, else the one with the sender's address, else the
 * only one there is. It asks the daemon and prints nothing.
 */
#pragma once

#include "connection.h"

/* The address in a From field, "Anna <anna@example.org>" or the like, the first of several; "" =
 * none. */
char *sender_address (const char *mailbox);

/* An object path. NAME: an account, NULL = by SENDERS, addresses of which the first that belongs to
 * an account counts. OPTION is how the program calls the naming of an account, for the error. */
char *sender_find_account (GDBusConnection *bus, const char *name, const char *const *senders,
                           const char *option, GError **error);
