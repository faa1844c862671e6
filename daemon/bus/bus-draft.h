/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person writes, as the keys of the bus say it: checked, and turned into what is composed
 * from it. It knows no outbox and no drafts folder.
 */
#pragma once

#include "bus-interface.h"
#include "mime-draft.h"

typedef struct
{
  MimeDraft *draft;
  GPtrArray *contents; /* GInputStream, for each of draft->parts */
  gint32 signature;    /* -1 = by the sender */
  gint64 send_at;
  guint undo_seconds;
  guint64 in_reply_to;    /* 0 = none */
  gboolean all;           /* of Reply() */
  gboolean as_attachment; /* of Forward() */
} BusDraft;

typedef enum
{
  BUS_DRAFT_COMPOSE,
  BUS_DRAFT_REPLY,
  BUS_DRAFT_FORWARD,
} BusDraftKind;

/* OPTIONS is an a{sv} with the keys that KIND knows; descriptors come with CALL. NULL with
 * G_IO_ERROR_INVALID_ARGUMENT naming the key. */
BusDraft *bus_draft_new (GVariant *options, BusDraftKind kind, BusCall *call, GError **error);
/* The same, but what OPTIONS leaves out stays as DRAFT (transfer full) has it; without attachments
 * in OPTIONS its contents are NULL. */
BusDraft *bus_draft_change (BusDraft *draft, GVariant *options, BusCall *call, GError **error);
void bus_draft_free (BusDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BusDraft, bus_draft_free)
