/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How mail comes into the outbox: composed from what a person wrote, ready-made, or sent on. It is
 * streamed into state.db, and on disk with its intent when the callback runs. It sends nothing.
 *
 * Errors: G_IO_ERROR_INVALID_ARGUMENT names the key and the address that is wrong; FAILED when it
 * cannot be composed; STORE, DISK_FULL. Nothing is kept then.
 */
#pragma once

#include "account.h"
#include "mime-draft.h"
#include "outbox.h"
#include "store-handover.h"

#define OUTBOX_SIGNATURE_BY_SENDER (-1)

typedef struct
{
  Account *account;
  int signature;      /* its id, 0 = none; for what is composed */
  gint64 send_at;     /* Unix seconds, 0 = now */
  guint undo_seconds; /* how much longer it waits */
  guint64 original;   /* a message that gets the next once this one is sent; 0 = none */
  const char *original_flag;
  gint64 draft; /* which is none any more once this is in the outbox; 0 = none */
} OutboxOrder;

/* DRAFT (transfer full) without Message-ID and Date, From "" = the account's; CONTENTS (transfer
 * full): a GInputStream for each of its parts. ORDER is copied. */
void outbox_compose_async (Outbox *outbox, MimeDraft *draft, GPtrArray *contents,
                           const OutboxOrder *order, GAsyncReadyCallback callback, gpointer data);

/* RFC822 is sent as it is, but for the fields it must have and has not. RECIPIENTS (MailAddress;
 * NULL: those of its header). */
void outbox_send_async (Outbox *outbox, GInputStream *rfc822, GPtrArray *recipients,
                        const OutboxOrder *order, GAsyncReadyCallback callback, gpointer data);

/* RFC822 is mail that came to the account of ORDER, sent on as HANDOVER says: as it is, but for the
 * block before it (mime-resent.h). The handover ends with what begins here. */
void outbox_send_on_async (Outbox *outbox, GInputStream *rfc822, const StoreHandover *handover,
                           const OutboxOrder *order, GAsyncReadyCallback callback, gpointer data);

/* For all: its id, 0 with ERROR. */
gint64 outbox_intake_finish (Outbox *outbox, GAsyncResult *result, GError **error);
