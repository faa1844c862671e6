/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-search-parser.h"

static int
compare_uids (gconstpointer a, gconstpointer b)
{
  guint32 first = *(const guint32 *) a;
  guint32 second = *(const guint32 *) b;

  return first < second ? -1 : first > second;
}

/* Sorted first, for a set takes long to grow at its front. */
static UidSet *
set_of_uids (GArray *uids)
{
  UidSet *set = uid_set_new ();

  g_array_sort (uids, compare_uids);
  for (guint i = 0; i < uids->len; i++)
    uid_set_add (set, g_array_index (uids, guint32, i));
  return set;
}

gboolean
imap_search_parse (ImapLexer *lexer, ImapResponse *response)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint64 number;

  imap_lexer_accept_spaces (lexer);
  while (imap_lexer_take_number (lexer, G_MAXUINT32, &number))
    {
      guint32 uid = (guint32) number;

      if (uid == 0)
        return FALSE;
      g_array_append_val (uids, uid);
      imap_lexer_accept_spaces (lexer);
    }
  response->uids = set_of_uids (uids);
  /* (MODSEQ 917162500) */
  return !imap_lexer_next_is (lexer, '(') || imap_lexer_skip_value (lexer);
}

static gboolean
take_set (ImapLexer *lexer, UidSet **set)
{
  ImapSlice text;

  if (!imap_lexer_take_atom (lexer, &text))
    return FALSE;
  g_clear_pointer (set, uid_set_free);
  *set = uid_set_parse (text.data, text.length, G_MAXUINT);
  return *set != NULL;
}

static gboolean
take_result (ImapLexer *lexer, ImapResponse *response)
{
  ImapSlice name;

  if (!imap_lexer_take_atom (lexer, &name) || !imap_lexer_accept_spaces (lexer))
    return FALSE;
  if (imap_slice_is (name, "ALL"))
    return take_set (lexer, &response->uids);
  return imap_lexer_skip_value (lexer);
}

gboolean
imap_esearch_parse (ImapLexer *lexer, ImapResponse *response)
{
  response->uids = uid_set_new ();
  imap_lexer_accept_spaces (lexer);
  /* (TAG "A5") */
  if (imap_lexer_next_is (lexer, '(') && !imap_lexer_skip_value (lexer))
    return FALSE;
  imap_lexer_accept_spaces (lexer);
  if (!imap_lexer_accept_word (lexer, "UID"))
    return FALSE;
  imap_lexer_accept_spaces (lexer);
  while (!imap_lexer_is_at_end (lexer))
    {
      if (!take_result (lexer, response))
        return FALSE;
      imap_lexer_accept_spaces (lexer);
    }
  return TRUE;
}

static gboolean
take_earlier (ImapLexer *lexer)
{
  return imap_lexer_accept (lexer, '(') && imap_lexer_accept_word (lexer, "EARLIER")
         && imap_lexer_accept (lexer, ')');
}

gboolean
imap_vanished_parse (ImapLexer *lexer, ImapResponse *response)
{
  response->uids = uid_set_new ();
  if (imap_lexer_next_is (lexer, '('))
    {
      if (!take_earlier (lexer))
        return FALSE;
      response->earlier = TRUE;
      imap_lexer_accept_spaces (lexer);
    }
  return imap_lexer_is_at_end (lexer) || take_set (lexer, &response->uids);
}
