/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Responses that are sets of UIDs: SEARCH, ESEARCH (RFC 9051, 7.3.4), VANISHED (RFC 7162, 3.2.10).
 * Each takes what stands behind the word into uids; FALSE when it is malformed.
 */
#pragma once

#include "imap-lexer.h"
#include "imap-response.h"

gboolean imap_search_parse (ImapLexer *lexer, ImapResponse *response);

/* Only of UIDs: an answer in message numbers is malformed, for nothing here asks for one. */
gboolean imap_esearch_parse (ImapLexer *lexer, ImapResponse *response);

gboolean imap_vanished_parse (ImapLexer *lexer, ImapResponse *response);
