/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a portal has answered: a result, or a refusal and what to do about it; and what it says of
 * its time. Rows are read from it by bitrix24-rows.h. It knows no request and keeps no secret: what
 * is repeated from an answer has no token in it.
 */
#pragma once

#include "bitrix24-fault.h"
#include "bitrix24-webhook.h"

#define BITRIX24_REPLY_OCTETS_MOST (4 * 1024 * 1024)

typedef struct _Bitrix24Reply Bitrix24Reply;

/* To METHOD, with the HTTP STATUS. NULL with PROTOCOL: no answer of Bitrix24, what came instead. */
Bitrix24Reply *bitrix24_reply_parse (const Bitrix24Webhook *webhook, Bitrix24Method method,
                                     guint status, const char *body, gsize length, GError **error);
void bitrix24_reply_free (Bitrix24Reply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bitrix24Reply, bitrix24_reply_free)

Bitrix24Method bitrix24_reply_method (const Bitrix24Reply *reply);
Bitrix24Action bitrix24_reply_action (const Bitrix24Reply *reply);

/* FALSE with the error that it is, unless it is BITRIX24_DONE. */
gboolean bitrix24_reply_check (const Bitrix24Reply *reply, GError **error);

/* PROTOCOL saying that WHAT came in place of an answer that makes sense. */
void bitrix24_reply_refute (const Bitrix24Reply *reply, const char *what, GError **error);

/* Unix seconds by the portal's clock: when it began; 0 = it does not say. */
gint64 bitrix24_reply_began (const Bitrix24Reply *reply);
/* Seconds from the answer until the method's share of time is whole again; 0 = it does not say. */
gint64 bitrix24_reply_reset (const Bitrix24Reply *reply);
