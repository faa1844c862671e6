/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message on a connection that is logged in, as a pure step function: MAIL, RCPT and DATA in
 * one flight where PIPELINING allows it, else one by one; the message by DATA, or in pieces by
 * BDAT (RFC 3030) where CHUNKING and PIPELINING are offered; RSET after what went wrong. It
 * decides what has become of the message for everybody.
 */
#pragma once

#include "buffer.h"
#include "smtp-envelope.h"
#include "smtp-result.h"

typedef struct _SmtpTransaction SmtpTransaction;

typedef enum
{
  SMTP_OWED_NOTHING,
  SMTP_OWED_REPLY, /* to a command */
  SMTP_OWED_DATA,  /* to DATA */
  SMTP_OWED_END,   /* to the whole message */
} SmtpOwed;

/* ENVELOPE has passed smtp_envelope_check() and is copied. Here and below, what comes next is
 * appended to OUTPUT. SERVER is how messages name it. */
SmtpTransaction *smtp_transaction_new (const SmtpEnvelope *envelope,
                                       const SmtpCapabilities *capabilities, const char *server,
                                       Buffer *output);
void smtp_transaction_free (SmtpTransaction *transaction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpTransaction, smtp_transaction_free)

/* An answer. FALSE with POSTHORN_ERROR_PROTOCOL or _SERVER_UNAVAILABLE: the connection must be
 * closed; what the answer decides counts all the same. */
gboolean smtp_transaction_advance (SmtpTransaction *transaction, const SmtpReply *reply,
                                   Buffer *output, GError **error);

/* The server waits for the message. */
gboolean smtp_transaction_wants_content (const SmtpTransaction *transaction);
/* A piece of it, and its end: the point of no return. Nothing when it is not wanted any more. */
void smtp_transaction_write (SmtpTransaction *transaction, const guint8 *data, gsize length,
                             Buffer *output);
void smtp_transaction_commit (SmtpTransaction *transaction, Buffer *output);

/* What the oldest answer that has not come is an answer to. */
SmtpOwed smtp_transaction_owed (const SmtpTransaction *transaction);

/* What has been answered so far; borrowed. */
const SmtpResult *smtp_transaction_answers (const SmtpTransaction *transaction);

/* Nothing is owed any more, and the next message may follow. */
gboolean smtp_transaction_is_over (const SmtpTransaction *transaction);

/* Transfer full, once. When it is not over, WHY is the reason that it never will be. */
SmtpResult *smtp_transaction_take_result (SmtpTransaction *transaction, const GError *why);
