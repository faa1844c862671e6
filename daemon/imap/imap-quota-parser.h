/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * QUOTA responses (RFC 9208, 4.2.1; RFC 2087): of all the resources of a quota root only STORAGE.
 * Never malformed: nobody's mail has to wait because a number about it could not be read.
 */
#pragma once

#include "imap-lexer.h"
#include "imap-response.h"

/* Takes what stands behind the word into quota, which stays (0, 0) where STORAGE is not named. */
gboolean imap_quota_parse (ImapLexer *lexer, ImapResponse *response);
