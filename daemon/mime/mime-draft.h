/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a message is composed from: a plain value that also those handle who never compose. What a
 * person wrote, the signature and the quotation lie apart and are put together only when the
 * message is composed. So a stored draft that gets another From gets another signature by the
 * exchange of two strings, and no signature can come in twice. No string holds octets of
 * attachments: these are read, one after the other, by whoever composes.
 */
#pragma once

#include <glib.h>

typedef struct
{
  char *name;       /* as it is shown, "" = none */
  char *type;       /* "image/png"; "" or what no content may be called: application/octet-stream */
  char *content_id; /* without brackets, the HTML shows it as "cid:…"; "" = an attachment */
  gboolean is_plain; /* a mail of ASCII lines with CRLF, at most 998 octets long, that is sent as it
                        is: what mime-reply.h says of an original */
} MimeDraftPart;

typedef struct
{
  char *from; /* as mailbox_parse() takes them; "" = none, likewise below */
  GStrv to;
  GStrv cc;
  GStrv bcc; /* stays in the message: a sender's own copy has it, the wire must not */
  GStrv reply_to;
  char *subject;
  char *text; /* "\n" line ends; with HTML and without text the text is made from it */
  char *html;
  char *signature_text;
  char *signature_html;
  char *quotation_text; /* as mime-reply.h makes them */
  char *quotation_html;
  char *message_id; /* without brackets, as are the next two; see mime_draft_new_id() */
  char *in_reply_to;
  char *references; /* joined by spaces, oldest first */
  gint64 date;      /* Unix seconds */
  gint32 offset;    /* of the sender's clock, minutes east of UTC */
  GPtrArray *parts; /* MimeDraftPart */
} MimeDraft;

/* All strings "", all arrays empty. */
MimeDraft *mime_draft_new (void);
void mime_draft_free (MimeDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeDraft, mime_draft_free)

/* Appends a copy of what is given. */
void mime_draft_add_part (MimeDraft *draft, const char *name, const char *type,
                          const char *content_id, gboolean is_plain);

/* A Message-ID under the domain of FROM, without brackets; RANDOM are at least 16 octets that
 * nobody can foresee. */
char *mime_draft_new_id (const char *from, const guint8 *random, gsize length);

/* The addresses, the lines of the header and the ids are what they may be, and there are a From
 * and a Message-ID;
 * else POSTHORN_ERROR_FAILED naming the key of the bus contract and the address. Without a
 * recipient a draft is still a message. */
gboolean mime_draft_check (const MimeDraft *draft, GError **error);

/* Whether the LENGTH octets at ID may stand between angle brackets in a header. */
gboolean mime_draft_is_id (const char *id, gsize length);

/* The whole as one GVariant of MIME_DRAFT_TYPE, floating; NULL unless VARIANT is one. */
#define MIME_DRAFT_TYPE "(sasasasasssssssssssxia(sssb))"
GVariant *mime_draft_to_variant (const MimeDraft *draft);
MimeDraft *mime_draft_from_variant (GVariant *variant);
