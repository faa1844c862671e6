/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From whom a message goes to whom, and what it needs of the server on the way (RFC 5321, 2.3.1).
 * It knows nothing of what the message says: its header is somebody else's business.
 */
#pragma once

#include "smtp-capabilities.h"

typedef struct
{
  char *sender;           /* "user@domain"; "" = nobody, for what must not be answered */
  GStrv recipients;       /* "user@domain", at least one */
  char *id;               /* what a bounce quotes (RFC 3461, ENVID), where offered; NULL = none */
  guint64 size;           /* octets of the message; 0 = not known */
  gboolean keeps_bcc;     /* that is not the sender's: the message came with it */
  gboolean needs_8bit;    /* octets over 127 in its body */
  gboolean needs_unicode; /* UTF-8 in its header (RFC 6531); that of an address is seen anyway */
} SmtpEnvelope;

SmtpEnvelope *smtp_envelope_copy (const SmtpEnvelope *envelope);
void smtp_envelope_free (SmtpEnvelope *envelope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpEnvelope, smtp_envelope_free)

/* Whether a server that can do so much, whose name is SERVER, may be given it at all: addresses
 * that hold together, no recipient missing, not over the SIZE limit, 8BITMIME and SMTPUTF8 where
 * they are needed. FALSE with POSTHORN_ERROR_SERVER_REJECTED, _TOO_LARGE or _NOT_SUPPORTED, for
 * good: nothing of it has been sent. */
gboolean smtp_envelope_check (const SmtpEnvelope *envelope, const SmtpCapabilities *capabilities,
                              const char *server, GError **error);

/* The lines, with CRLF, that CAPABILITIES allow: MAIL FROM and RCPT TO. */
char *smtp_envelope_mail (const SmtpEnvelope *envelope, const SmtpCapabilities *capabilities);
char *smtp_envelope_recipient (const SmtpEnvelope *envelope, guint recipient);
