/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading what people have written: mail on its way out, signatures, drafts, the octets of both
 * kinds of mail, and what is to be sent on. As store-reader.h.
 */
#pragma once

#include "outbox-message.h"
#include "store-draft.h"
#include "store-handover.h"
#include "store-reader.h"
#include "store-signature.h"

/* All of all accounts, in the order in which they were put first. */
GPtrArray *store_reader_outbox (StoreReader *reader, GError **error);     /* OutboxMessage */
GPtrArray *store_reader_signatures (StoreReader *reader, GError **error); /* StoreSignature */
GPtrArray *store_reader_drafts (StoreReader *reader, GError **error);     /* StoreDraft */

/* The next of ACCOUNT behind the message AFTER whose message is here; NULL without error: there is
 * none. One whose message is not here waits until it is. */
StoreHandover *store_reader_handover (StoreReader *reader, const char *account, guint64 after,
                                      GError **error);

/* The greatest id that TABLE ("outbox", "signature", "draft") ever had. */
gboolean store_reader_last_id (StoreReader *reader, const char *table, gint64 *id, GError **error);

/* Piece SEQUENCE of octets ID, or of message ID of mail.db; NULL without error: there is none. */
GBytes *store_reader_octets (StoreReader *reader, gint64 id, guint sequence, GError **error);
GBytes *store_reader_body_piece (StoreReader *reader, gint64 id, guint sequence, GError **error);

typedef struct
{
  guint64 id;
  guint32 uid;
  char *message_id;
  char *subject;
} StoreFound;

/* StoreFound: what FOLDER has from UID on, by UID. */
GPtrArray *store_reader_from_uid (StoreReader *reader, gint64 folder, guint32 uid, GError **error);

/* Whether FOLDER has a message with MESSAGE_ID that it received after SINCE. */
gboolean store_reader_has_message (StoreReader *reader, gint64 folder, const char *message_id,
                                   gint64 since, gboolean *found, GError **error);
