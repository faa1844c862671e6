/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the header of a finished message says about its way (RFC 5322, 3.6), for a message that a
 * program hands over to be sent. A plain value made from octets that may be anything. Pure, and
 * meant to run in the confined process (parser/). It does not judge addresses.
 */
#pragma once

#include "summary.h"

/* More than can be sent to, so that nobody is left out without a word. */
#define MIME_ENVELOPE_RECIPIENTS 10001

typedef struct
{
  GPtrArray *senders;    /* MailAddress, as the next; of the last Resent-Sender or else Resent-From
                            where there is one of these (3.6.6), else of From */
  GPtrArray *recipients; /* up to MIME_ENVELOPE_RECIPIENTS: of the last Resent-To, Resent-Cc and
                            Resent-Bcc where there is one of these, else of To, Cc and Bcc */
  char *subject;
  char *message_id; /* without brackets, "" = none */
  gboolean has_from;
  gboolean has_date;
} MimeEnvelope;

/* HEADER ends with the header. Never NULL. */
MimeEnvelope *mime_envelope (GBytes *header);
void mime_envelope_free (MimeEnvelope *envelope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeEnvelope, mime_envelope_free)

/* The whole as one GVariant of MIME_ENVELOPE_TYPE, floating; NULL unless VARIANT is one. */
#define MIME_ENVELOPE_TYPE "(a(ss)a(ss)ssbb)"
GVariant *mime_envelope_to_variant (const MimeEnvelope *envelope);
MimeEnvelope *mime_envelope_from_variant (GVariant *variant);
