/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a reply to a message, or a forward of it, begins with: a plain value made from its raw
 * octets, which may be anything. Pure, and meant to run in the confined process (parser/). It does
 * not know what the person writes, nor which parts are sent along in the end.
 */
#pragma once

#include "summary.h"

typedef enum
{
  MIME_REPLY,
  MIME_REPLY_ALL,
  MIME_FORWARD,          /* inline: the original is quoted below a short header, with its parts */
  MIME_FORWARD_ATTACHED, /* as a mail in the mail */
  MIME_EDIT, /* the original itself, to be written on: nothing is quoted, all parts go along */
} MimeReplyKind;

typedef struct
{
  MimeReplyKind kind;
  const char *const *own; /* addr-specs of the person; the first is the one used otherwise */
  gint32 offset;          /* in which dates are told, minutes east of UTC */
} MimeReplyOptions;

/* A part of the original that goes along. */
typedef struct
{
  char *part; /* as mime_part() takes it; "" = the raw message */
  char *name; /* this and what follows as in MimeDraftPart */
  char *type;
  char *content_id;
  gboolean is_plain;
} MimeReplyPart;

typedef struct
{
  char *identity; /* the own address that the original was written to, or came from; "" = unknown */
  GPtrArray *to;  /* MailAddress, each once; none for a forward */
  GPtrArray *cc;  /* without own addresses */
  char *subject;
  char *in_reply_to; /* without brackets; "" for a forward */
  char *references;  /* joined by spaces, at most 50: the oldest and the newest (RFC 5322, 3.6.4) */
  char *quotation_text; /* with the line that says whose words they are; "" when attached */
  char *quotation_html; /* the same of HTML, safe to be sent on; "" when the original has none */
  GPtrArray *parts; /* MimeReplyPart: pictures of the quoted HTML; of a forward attachments too */
} MimeReply;

/* All strings "", all arrays empty. */
MimeReply *mime_reply_new (void);
MimeReplyPart *mime_reply_part_new (const char *part, const char *name, const char *type,
                                    const char *content_id, gboolean is_plain);

/* Never NULL. */
MimeReply *mime_reply (GBytes *raw, const MimeReplyOptions *options);
void mime_reply_free (MimeReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeReply, mime_reply_free)

/* The whole as one GVariant of MIME_REPLY_TYPE, floating. */
#define MIME_REPLY_TYPE "(sa(ss)a(ss)sssssa(ssssb))"
GVariant *mime_reply_to_variant (const MimeReply *reply);

/* NULL unless VARIANT has that type and is in normal form: it may come from a process that an evil
 * mail took over. */
MimeReply *mime_reply_from_variant (GVariant *variant);
