/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * LIST, LSUB and STATUS responses (RFC 9051, 7.3.1 and 7.3.4; extended data of RFC 5258). It
 * knows nothing of what the attributes mean.
 */
#pragma once

#include "imap-lexer.h"
#include "imap-response.h"

/* Both take what stands behind the word; FALSE when it is malformed. */
gboolean imap_list_parse (ImapLexer *lexer, ImapResponse *response);
gboolean imap_mailbox_status_parse (ImapLexer *lexer, ImapResponse *response);

void imap_list_free (ImapList *list);
void imap_mailbox_status_free (ImapMailboxStatus *status);
