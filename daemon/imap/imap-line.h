/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One response being gathered: its text and small literals, one behind the other as they came,
 * and in place of a streamed literal a lone line feed, which no text can hold. It keeps the limit
 * on what is gathered and tells which literal is a message; it does not parse.
 */
#pragma once

#include <glib.h>

#define IMAP_LINE_STREAMED '\n'

typedef struct _ImapLine ImapLine;

ImapLine *imap_line_new (gsize limit);
void imap_line_free (ImapLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapLine, imap_line_free)

/* All three: FALSE with POSTHORN_ERROR_TOO_LARGE over the limit. */
gboolean imap_line_add_text (ImapLine *line, const char *data, gsize length, GError **error);
gboolean imap_line_begin_literal (ImapLine *line, guint64 size, GError **error);
gboolean imap_line_begin_stream (ImapLine *line, guint64 size, guint64 limit, GError **error);

/* Octets of the literal begun last. */
void imap_line_add_octets (ImapLine *line, const char *data, gsize length);

/* TRUE when the text ends where the octets of BODY[], BODY[HEADER], BINARY[] or RFC822 of a FETCH
 * response begin: the first, for a response brings one message. */
gboolean imap_line_is_at_body (const ImapLine *line);

guint64 imap_line_stream_size (const ImapLine *line);
const char *imap_line_data (const ImapLine *line, gsize *length);
gboolean imap_line_is_empty (const ImapLine *line);
void imap_line_clear (ImapLine *line);
