/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-quota-parser.h"

#define UNIT 1024 /* octets, of STORAGE (RFC 9208, 5.1) */

/* "STORAGE 10 512" */
static gboolean
take_resource (ImapLexer *lexer, ImapQuota *quota)
{
  guint64 used, limit;
  ImapSlice name;

  if (!imap_lexer_take_atom (lexer, &name) || !imap_lexer_accept_spaces (lexer)
      || !imap_lexer_take_number (lexer, G_MAXINT64 / UNIT, &used)
      || !imap_lexer_accept_spaces (lexer)
      || !imap_lexer_take_number (lexer, G_MAXINT64 / UNIT, &limit))
    return FALSE;
  if (imap_slice_is (name, "STORAGE"))
    *quota = (ImapQuota){ used * UNIT, limit * UNIT };
  return TRUE;
}

static gboolean
take_resources (ImapLexer *lexer, ImapQuota *quota)
{
  g_autoptr (GBytes) root = imap_lexer_take_astring (lexer);

  if (root == NULL || !imap_lexer_accept_spaces (lexer) || !imap_lexer_accept (lexer, '('))
    return FALSE;
  imap_lexer_accept_spaces (lexer);
  while (!imap_lexer_accept (lexer, ')'))
    {
      if (!take_resource (lexer, quota))
        return FALSE;
      imap_lexer_accept_spaces (lexer);
    }
  return imap_lexer_is_at_end (lexer);
}

gboolean
imap_quota_parse (ImapLexer *lexer, ImapResponse *response)
{
  ImapQuota quota = { 0, 0 };

  if (take_resources (lexer, &quota))
    response->quota = quota;
  lexer->position = lexer->end;
  return TRUE;
}
