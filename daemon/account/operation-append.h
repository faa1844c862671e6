/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Giving one message of another account to a server: its octets and flags as they are here, then
 * append.h. What comes of it is noted by the caller.
 */
#pragma once

#include "append.h"
#include "store.h"

/* MESSAGE of OPERATION; all are copied or shared. A message that is not here as a
 * whole counts as refused. */
void operation_append_async (Store *store, ImapSession *session, const StoreOperation *operation,
                             const StoreOperationMessage *message, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
/* Errors: those of the store and of a session. */
gboolean operation_append_finish (GAsyncResult *result, AppendResult *appended, GError **error);
