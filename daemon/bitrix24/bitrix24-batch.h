/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several requests in one, which the portal takes one after the other, the later ones with what
 * the earlier ones found. Only lists go in: what an answer that was lost has done would not be
 * known, and nothing that came with a mail can be taken for a reference to another's result.
 */
#pragma once

#include "bitrix24-reply.h"
#include "bitrix24-request.h"

#define BITRIX24_BATCH_MOST 50

typedef struct _Bitrix24Batch Bitrix24Batch;

Bitrix24Batch *bitrix24_batch_new (void);
void bitrix24_batch_free (Bitrix24Batch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bitrix24Batch, bitrix24_batch_free)

/* FALSE: it is full, or REQUEST is no list; nothing has changed. */
gboolean bitrix24_batch_add (Bitrix24Batch *batch, const Bitrix24Request *request);

/* Pages of LIST, the first of the ids above AFTER, each of the others behind the one before it.
 * Behind one that is not full the portal begins anew: those are to be passed over. */
void bitrix24_batch_add_pages (Bitrix24Batch *batch, Bitrix24Method list, const char *after,
                               gint64 changed_since, guint count);

Bitrix24Request *bitrix24_batch_end (Bitrix24Batch *batch);

/* What REPLY to REQUEST says to its command INDEX. NULL with PROTOCOL: nothing. */
Bitrix24Reply *bitrix24_batch_reply (const Bitrix24Request *request, const Bitrix24Reply *reply,
                                     guint index, GError **error);
guint bitrix24_batch_length (const Bitrix24Request *request); /* 0 when it is no batch */
