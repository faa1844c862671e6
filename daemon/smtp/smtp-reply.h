/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server answers (RFC 5321, 4.2, with the status of RFC 2034), and the reader that makes
 * it of octets as they come. It keeps the limits, and does not know what was asked.
 */
#pragma once

#include <glib.h>

typedef struct
{
  guint code;   /* 200 to 599 */
  char *status; /* "5.1.1" (RFC 3463); NULL = none */
  GStrv lines;  /* at least one; printable UTF-8, without code and status */
} SmtpReply;

SmtpReply *smtp_reply_copy (const SmtpReply *reply);
void smtp_reply_free (SmtpReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpReply, smtp_reply_free)

/* 2xx; 4xx: the same may succeed another time. */
gboolean smtp_reply_is_positive (const SmtpReply *reply);
gboolean smtp_reply_is_temporary (const SmtpReply *reply);

/* All lines as one, cut at some hundred characters. */
char *smtp_reply_text (const SmtpReply *reply);
/* The same with code and status before it, "550 5.1.1 No such user", for messages. */
char *smtp_reply_quote (const SmtpReply *reply);

typedef struct _SmtpReplyReader SmtpReplyReader;

/* LINE: octets of one line at most; LINES: of one reply at most. */
SmtpReplyReader *smtp_reply_reader_new (gsize line, guint lines);
void smtp_reply_reader_free (SmtpReplyReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpReplyReader, smtp_reply_reader_free)

void smtp_reply_reader_feed (SmtpReplyReader *reader, const guint8 *data, gsize length);

/* The next whole reply. NULL: more octets are needed, or with POSTHORN_ERROR_PROTOCOL or
 * _TOO_LARGE: this is no SMTP, now and from here on. */
SmtpReply *smtp_reply_reader_next (SmtpReplyReader *reader, GError **error);

/* Nothing waits in it, not even the beginning of a reply. */
gboolean smtp_reply_reader_is_empty (const SmtpReplyReader *reader);
