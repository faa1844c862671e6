/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The items of a FETCH response (RFC 9051, 7.5.2; MODSEQ of RFC 7162). Items that nothing here
 * needs, such as ENVELOPE, are skipped whole. The octets of a streamed body are not here any more.
 */
#pragma once

#include "imap-lexer.h"
#include "imap-response.h"

ImapFetch *imap_fetch_new (guint32 sequence);
void imap_fetch_free (ImapFetch *fetch);

/* "(...)"; FALSE when malformed. BODY is set to the octets of a body that came as a quoted string;
 * of a streamed one only STREAM_SIZE is known. */
gboolean imap_fetch_parse (ImapLexer *lexer, guint64 stream_size, ImapFetch *fetch, GBytes **body);
