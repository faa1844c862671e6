/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cuts the octets of a server into text and literals (RFC 9051, 4.3) without looking at what
 * they say, except that status lines, tagged lines and "+" hold free text and never a literal.
 * It keeps what was fed until it has been handed on, and no more: a literal passes through in
 * the pieces in which it came.
 */
#pragma once

#include <glib.h>

typedef struct _ImapFramer ImapFramer;

typedef enum
{
  IMAP_FRAME_LINE,          /* text up to a line end, without it: the response is complete */
  IMAP_FRAME_LITERAL_START, /* text up to the "{n}" of a literal, without it: SIZE is n */
  IMAP_FRAME_LITERAL_DATA,  /* the next octets of that literal */
} ImapFrameType;

typedef struct
{
  ImapFrameType type;
  const char *data; /* lives until the next call on the framer */
  gsize length;
  guint64 size; /* G_MAXUINT64 when it does not fit */
} ImapFrame;

/* LIMIT: octets of one piece of text. */
ImapFramer *imap_framer_new (gsize limit);
void imap_framer_free (ImapFramer *framer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapFramer, imap_framer_free)

void imap_framer_feed (ImapFramer *framer, const guint8 *data, gsize length);

/* FALSE without error: more input is needed. FALSE with POSTHORN_ERROR_TOO_LARGE: the text is
 * over the limit. */
gboolean imap_framer_next (ImapFramer *framer, ImapFrame *frame, GError **error);

/* TRUE when nothing fed is waiting and no response has begun. */
gboolean imap_framer_is_idle (const ImapFramer *framer);
