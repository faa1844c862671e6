/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a message that nobody knows to be sent lies in the account's sent folder, because the
 * server files there what it has sent: that folder is checked, then looked into. It sends nothing.
 */
#pragma once

#include "account.h"
#include "outbox-message.h"

void outbox_search_async (Account *account, const OutboxMessage *message,
                          GAsyncReadyCallback callback, gpointer data);
/* FALSE also when there is no such folder; with ERROR when it could not be looked into. */
gboolean outbox_search_finish (GAsyncResult *result, GError **error);
