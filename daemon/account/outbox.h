/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All mail that is on its way out, of all accounts, and what has become of what was: kept in
 * state.db and in memory, moved on by policy/outbox-state.h. A queue for each account
 * (outbox-queue.h) sends it; mail comes in by outbox-intake.h. It knows no bus.
 *
 * Properties (each notifies): "pending" u, "failed" u.
 * Signals: "changed" (const OutboxMessage *) for each new state or error, "sent" (the same),
 * "send-failed" (the same) when somebody has to be told that it did not reach everybody.
 */
#pragma once

#include "account.h"
#include "outbox-state.h"

typedef struct _AccountManager AccountManager;

#define TYPE_OUTBOX (outbox_get_type ())
G_DECLARE_FINAL_TYPE (Outbox, outbox, POSTHORN, OUTBOX, GObject)

Outbox *outbox_new (AccountManager *manager); /* borrowed */

/* Reads what there is from the store; blocks, only at start. */
gboolean outbox_load (Outbox *outbox, GError **error);

/* Nothing is sent before _start, nor after _stop, which runs the main loop for two seconds at most
 * while a message is being sent: cut off at its end, nobody would know whether it was. What else
 * was begun goes on after the next start. */
void outbox_start (Outbox *outbox);
void outbox_stop (Outbox *outbox);

void outbox_add_account (Outbox *outbox, Account *account);
void outbox_remove_account (Outbox *outbox, Account *account); /* with its messages */

/* The keyring answers, or ACCOUNT (NULL = any) has new settings or a new secret. */
void outbox_retry_secrets (Outbox *outbox, Account *account);
/* Somebody has set the wall clock. */
void outbox_clock_set (Outbox *outbox);

GPtrArray *outbox_get_messages (Outbox *outbox); /* const OutboxMessage, by id; borrowed */

/* What a person does, on disk when CALLBACK runs. Errors: NOT_FOUND, those of outbox-state.h, BUSY
 * while something else is being written about the message, STORE, DISK_FULL. */
void outbox_cancel_async (Outbox *outbox, gint64 id, GAsyncReadyCallback callback, gpointer data);
void outbox_retry_async (Outbox *outbox, gint64 id, GAsyncReadyCallback callback, gpointer data);
void outbox_resolve_async (Outbox *outbox, gint64 id, gboolean sent, GAsyncReadyCallback callback,
                           gpointer data);
gboolean outbox_verb_finish (Outbox *outbox, GAsyncResult *result, GError **error);
