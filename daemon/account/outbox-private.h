/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the outbox shows to the files that are one with it (its queues, deliveries, verbs and what
 * comes in) and to nobody else: the messages, and the one way to change them.
 */
#pragma once

#include "account-services.h"
#include "outbox-queue.h"
#include "outbox.h"

#include <gio/gio.h>

AccountServices *outbox_get_services (Outbox *outbox);
AccountManager *outbox_get_manager (Outbox *outbox);
const OutboxOptions *outbox_get_options (Outbox *outbox);
CheckSlots *outbox_get_slots (Outbox *outbox, const char *server); /* those to SERVER; borrowed */

gint64 outbox_now (void); /* Unix seconds */

/* NULL: there is none. Borrowed, until it changes. */
const OutboxMessage *outbox_find (Outbox *outbox, gint64 id);

/* The first message of ACCOUNT that can be sent now; NULL with DUE, the moment at which there is
 * something to do, G_MAXINT64 = none. */
const OutboxMessage *outbox_next (Outbox *outbox, const char *account, gint64 *due);
/* The first uncertain one that is to be looked for now, likewise; DUE is left alone. */
const OutboxMessage *outbox_next_uncertain (Outbox *outbox, const char *account);

/* The first message of ACCOUNT behind AFTER whose copy is to be filed, likewise. */
const OutboxMessage *outbox_next_copy (Outbox *outbox, const char *account, gint64 after);

/* Writes MESSAGE (copied), as it shall be from now on, with what BATCH (transfer full, may be NULL)
 * already says; on disk and told of when CALLBACK runs. Nothing else may be written about it
 * meanwhile: it is not among the next, and its verbs are BUSY. */
void outbox_put_async (Outbox *outbox, const OutboxMessage *message, StoreBatch *batch,
                       GAsyncReadyCallback callback, gpointer data);
/* The same for several, GPtrArray of OutboxMessage (transfer full). */
void outbox_put_all_async (Outbox *outbox, GPtrArray *messages, StoreBatch *batch,
                           GAsyncReadyCallback callback, gpointer data);
gboolean outbox_put_finish (Outbox *outbox, GAsyncResult *result, GError **error);
/* Whether something is being written about message ID. */
gboolean outbox_is_writing (Outbox *outbox, gint64 id);

/* What was to be done about message ID could not be written and was not done: in memory, it waits.
 */
void outbox_hold_back (Outbox *outbox, gint64 id, const GError *error);

gboolean outbox_is_started (Outbox *outbox);
/* ASKER waits for a server: whoever has an unused connection lets go of it. */
void outbox_yield (Outbox *outbox, OutboxQueue *asker);

gint64 outbox_take_id (Outbox *outbox); /* for a new message */

/* A message for ACCOUNT is about to come: its queue may begin to connect. */
void outbox_expect (Outbox *outbox, const char *account);
