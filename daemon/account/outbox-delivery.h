/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message over one session: what is about to happen is on disk before it happens, and what came
 * of it afterwards. It decides nothing (policy/outbox-state.h does) and opens no connection.
 */
#pragma once

#include "outbox.h"
#include "smtp-session.h"

/* A SESSION that IS_WARM has been used or idle before: when it turns out that the server has
 * dropped it, the message is queued as if it had not been tried. Cancelled, nothing is written any
 * more. */
void outbox_delivery_async (Outbox *outbox, SmtpSession *session, gboolean is_warm, gint64 message,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* FALSE: what was to happen could not be written, so that it did not; or cancelled. */
gboolean outbox_delivery_finish (Outbox *outbox, GAsyncResult *result, GError **error);
