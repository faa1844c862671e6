/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mail that answers a message or hands it on: what the original gives (recipients, subject,
 * quotation, attachments) is put beneath what the person wrote, and the whole composed. The
 * original gets its flag once it is sent. Errors also: NOT_FOUND, TOO_LARGE for the original.
 */
#pragma once

#include "mime-reply.h"
#include "outbox-intake.h"

/* What DRAFT (transfer full, as is CONTENTS) already says wins. ORDER without an account: the one
 * that MESSAGE was written to. Ends with outbox_intake_finish(). */
void outbox_reply_async (Outbox *outbox, guint64 message, MimeReplyKind kind, MimeDraft *draft,
                         GPtrArray *contents, const OutboxOrder *order,
                         GAsyncReadyCallback callback, gpointer data);

/* DRAFT goes on with the conversation of MESSAGE without quoting it or taking anything from it but
 * its ids; likewise. */
void outbox_continue_async (Outbox *outbox, guint64 message, MimeDraft *draft, GPtrArray *contents,
                            const OutboxOrder *order, GAsyncReadyCallback callback, gpointer data);
