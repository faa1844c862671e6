/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-list-parser.h"

#include "imap-mailbox-name.h"

#include <string.h>

static char *
take_path (ImapLexer *lexer)
{
  g_autoptr (GBytes) name = imap_lexer_take_astring (lexer);
  const char *data;
  gsize length;

  if (name == NULL)
    return NULL;
  data = g_bytes_get_data (name, &length);
  if (length > 0 && memchr (data, '\0', length) != NULL)
    return NULL;
  return imap_mailbox_name_decode (data, length);
}

static gboolean
take_delimiter (ImapLexer *lexer, char *delimiter)
{
  g_autoptr (GBytes) text = NULL;
  const char *data;
  gsize length;

  *delimiter = '\0';
  if (imap_lexer_accept_nil (lexer))
    return TRUE;
  text = imap_lexer_take_string (lexer);
  if (text == NULL)
    return FALSE;
  data = g_bytes_get_data (text, &length);
  if (length > 0)
    *delimiter = g_ascii_isprint (data[0]) ? data[0] : '\0';
  return length <= 1;
}

/* ("OLDNAME" ("old")) */
static gboolean
take_old_path (ImapLexer *lexer, ImapList *list)
{
  if (!imap_lexer_accept (lexer, '('))
    return FALSE;
  g_free (list->old_path);
  list->old_path = take_path (lexer);
  return list->old_path != NULL && imap_lexer_accept (lexer, ')');
}

static gboolean
take_extended_item (ImapLexer *lexer, ImapList *list)
{
  g_autoptr (GBytes) name = imap_lexer_take_astring (lexer);
  ImapSlice slice;

  if (name == NULL || !imap_lexer_accept_spaces (lexer))
    return FALSE;
  slice.data = g_bytes_get_data (name, &slice.length);
  if (imap_slice_is (slice, "OLDNAME"))
    return take_old_path (lexer, list);
  return imap_lexer_skip_value (lexer);
}

static gboolean
take_extended (ImapLexer *lexer, ImapList *list)
{
  imap_lexer_accept_spaces (lexer);
  if (!imap_lexer_accept (lexer, '('))
    return TRUE;
  while (!imap_lexer_accept (lexer, ')'))
    {
      if (!take_extended_item (lexer, list))
        return FALSE;
      imap_lexer_accept_spaces (lexer);
    }
  return TRUE;
}

gboolean
imap_list_parse (ImapLexer *lexer, ImapResponse *response)
{
  ImapList *list = g_new0 (ImapList, 1);

  response->list = list;
  list->attributes = imap_lexer_take_list (lexer);
  if (list->attributes == NULL || !imap_lexer_accept_spaces (lexer)
      || !take_delimiter (lexer, &list->delimiter) || !imap_lexer_accept_spaces (lexer))
    return FALSE;
  list->path = take_path (lexer);
  return list->path != NULL && take_extended (lexer, list);
}

static gint64 *
status_field (ImapMailboxStatus *status, ImapSlice name)
{
  if (imap_slice_is (name, "MESSAGES"))
    return &status->messages;
  if (imap_slice_is (name, "UIDNEXT"))
    return &status->uidnext;
  if (imap_slice_is (name, "UIDVALIDITY"))
    return &status->uidvalidity;
  if (imap_slice_is (name, "UNSEEN"))
    return &status->unseen;
  if (imap_slice_is (name, "HIGHESTMODSEQ"))
    return &status->highestmodseq;
  return NULL;
}

static gboolean
take_status_item (ImapLexer *lexer, ImapMailboxStatus *status)
{
  gint64 *field = NULL;
  guint64 number;
  ImapSlice name;

  if (!imap_lexer_take_atom (lexer, &name) || !imap_lexer_accept_spaces (lexer))
    return FALSE;
  field = status_field (status, name);
  if (field == NULL)
    return imap_lexer_skip_value (lexer);
  if (!imap_lexer_take_number (lexer, G_MAXINT64, &number))
    return FALSE;
  *field = (gint64) number;
  return TRUE;
}

gboolean
imap_mailbox_status_parse (ImapLexer *lexer, ImapResponse *response)
{
  ImapMailboxStatus *status = g_new (ImapMailboxStatus, 1);

  *status = (ImapMailboxStatus){ NULL, -1, -1, -1, -1, -1 };
  response->mailbox_status = status;
  status->path = take_path (lexer);
  if (status->path == NULL || !imap_lexer_accept_spaces (lexer) || !imap_lexer_accept (lexer, '('))
    return FALSE;
  imap_lexer_accept_spaces (lexer);
  while (!imap_lexer_accept (lexer, ')'))
    {
      if (!take_status_item (lexer, status))
        return FALSE;
      imap_lexer_accept_spaces (lexer);
    }
  return TRUE;
}

void
imap_list_free (ImapList *list)
{
  g_strfreev (list->attributes);
  g_free (list->path);
  g_free (list->old_path);
  g_free (list);
}

void
imap_mailbox_status_free (ImapMailboxStatus *status)
{
  g_free (status->path);
  g_free (status);
}
