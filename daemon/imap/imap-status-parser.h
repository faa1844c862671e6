/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands behind OK, NO, BAD, BYE and PREAUTH: a response code and text (RFC 9051, 7.1). A
 * code that is unknown or malformed is IMAP_CODE_OTHER; nothing here is an error.
 */
#pragma once

#include "imap-lexer.h"
#include "imap-response.h"

/* FALSE when WORD is none of the five. */
gboolean imap_status_from_word (ImapSlice word, ImapStatus *status);

/* The rest of the line into code, text and what the code brings. */
void imap_status_parse (ImapLexer *lexer, ImapResponse *response);
