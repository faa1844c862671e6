/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-response-parser.h"

#include "error.h"
#include "imap-fetch-parser.h"
#include "imap-list-parser.h"
#include "imap-quota-parser.h"
#include "imap-search-parser.h"
#include "imap-status-parser.h"
#include "imap-text.h"
#include "server-text.h"

typedef gboolean (*DataParser) (ImapLexer *lexer, ImapResponse *response);

typedef struct
{
  const char *name;
  ImapResponseType type;
  DataParser parse; /* NULL: nothing more to know */
} DataEntry;

static gboolean
parse_words (ImapLexer *lexer, ImapResponse *response)
{
  response->words = imap_lexer_take_words (lexer, "");
  return TRUE;
}

static gboolean
parse_flags (ImapLexer *lexer, ImapResponse *response)
{
  response->words = imap_lexer_take_list (lexer);
  return response->words != NULL;
}

static gboolean
take_id_word (ImapLexer *lexer, GPtrArray *words)
{
  g_autoptr (GBytes) text = NULL;
  const char *data;
  gsize length;

  if (imap_lexer_accept_nil (lexer))
    {
      g_ptr_array_add (words, g_strdup (""));
      return TRUE;
    }
  text = imap_lexer_take_string (lexer);
  if (text == NULL)
    return FALSE;
  data = g_bytes_get_data (text, &length);
  g_ptr_array_add (words, server_text_valid (data, length));
  return TRUE;
}

static gboolean
take_id_list (ImapLexer *lexer, GPtrArray *words)
{
  if (imap_lexer_accept_nil (lexer))
    return TRUE;
  if (!imap_lexer_accept (lexer, '('))
    return FALSE;
  imap_lexer_accept_spaces (lexer);
  while (!imap_lexer_accept (lexer, ')'))
    {
      if (!take_id_word (lexer, words))
        return FALSE;
      imap_lexer_accept_spaces (lexer);
    }
  return TRUE;
}

static gboolean
parse_id (ImapLexer *lexer, ImapResponse *response)
{
  GPtrArray *words = g_ptr_array_new ();
  gboolean parsed = take_id_list (lexer, words);

  if (words->len % 2 != 0)
    g_ptr_array_add (words, g_strdup (""));
  g_ptr_array_add (words, NULL);
  response->words = (GStrv) g_ptr_array_free (words, FALSE);
  return parsed;
}

static const DataEntry entries[] = {
  { "CAPABILITY", IMAP_RESPONSE_CAPABILITY, parse_words },
  { "ENABLED", IMAP_RESPONSE_ENABLED, parse_words },
  { "FLAGS", IMAP_RESPONSE_FLAGS, parse_flags },
  { "LIST", IMAP_RESPONSE_LIST, imap_list_parse },
  { "LSUB", IMAP_RESPONSE_LSUB, imap_list_parse },
  { "STATUS", IMAP_RESPONSE_MAILBOX_STATUS, imap_mailbox_status_parse },
  { "SEARCH", IMAP_RESPONSE_SEARCH, imap_search_parse },
  { "ESEARCH", IMAP_RESPONSE_SEARCH, imap_esearch_parse },
  { "VANISHED", IMAP_RESPONSE_VANISHED, imap_vanished_parse },
  { "ID", IMAP_RESPONSE_ID, parse_id },
  { "QUOTA", IMAP_RESPONSE_QUOTA, imap_quota_parse },
};

static const DataEntry *
find_entry (ImapSlice name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    if (imap_slice_is (name, entries[i].name))
      return &entries[i];
  return NULL;
}

/* Whatever stands behind a word that is of no use here is left alone. */
static gboolean
parse_other (ImapLexer *lexer, ImapResponse *response)
{
  response->type = IMAP_RESPONSE_OTHER;
  lexer->position = lexer->end;
  return TRUE;
}

static gboolean
parse_fetch (ImapLexer *lexer, guint64 stream_size, ImapResponse *response, GBytes **body)
{
  response->type = IMAP_RESPONSE_FETCH;
  response->fetch = imap_fetch_new ((guint32) response->number);
  return imap_fetch_parse (lexer, stream_size, response->fetch, body);
}

/* "* 23 EXISTS" */
static gboolean
parse_numbered (ImapLexer *lexer, guint64 stream_size, ImapResponse *response, GBytes **body)
{
  ImapSlice name;

  if (!imap_lexer_take_number (lexer, G_MAXUINT32, &response->number)
      || !imap_lexer_accept_spaces (lexer) || !imap_lexer_take_atom (lexer, &name))
    return FALSE;
  imap_lexer_accept_spaces (lexer);
  if (imap_slice_is (name, "FETCH"))
    return parse_fetch (lexer, stream_size, response, body);
  if (imap_slice_is (name, "EXISTS"))
    response->type = IMAP_RESPONSE_EXISTS;
  else if (imap_slice_is (name, "EXPUNGE"))
    response->type = IMAP_RESPONSE_EXPUNGE;
  else
    return parse_other (lexer, response);
  return TRUE;
}

static gboolean
parse_named (ImapLexer *lexer, ImapResponse *response)
{
  const DataEntry *entry;
  ImapSlice name;

  if (!imap_lexer_take_atom (lexer, &name))
    return FALSE;
  if (imap_status_from_word (name, &response->status))
    {
      response->type = IMAP_RESPONSE_STATUS;
      imap_status_parse (lexer, response);
      return TRUE;
    }
  entry = find_entry (name);
  if (entry == NULL)
    return parse_other (lexer, response);
  response->type = entry->type;
  imap_lexer_accept_spaces (lexer);
  return entry->parse (lexer, response);
}

static gboolean
parse_tagged (ImapLexer *lexer, ImapResponse *response)
{
  ImapSlice word;
  ImapSlice tag;

  if (!imap_lexer_take_atom (lexer, &tag) || !imap_lexer_accept_spaces (lexer)
      || !imap_lexer_take_atom (lexer, &word) || !imap_status_from_word (word, &response->status)
      || response->status > IMAP_STATUS_BAD)
    return FALSE;
  response->type = IMAP_RESPONSE_STATUS;
  response->tag = server_text_valid (tag.data, tag.length);
  imap_status_parse (lexer, response);
  return TRUE;
}

static gboolean
parse_continue (ImapLexer *lexer, ImapResponse *response)
{
  response->type = IMAP_RESPONSE_CONTINUE;
  imap_lexer_accept_spaces (lexer);
  response->text = server_text_valid (lexer->position, (gsize) (lexer->end - lexer->position));
  lexer->position = lexer->end;
  return TRUE;
}

static gboolean
parse_line (ImapLexer *lexer, guint64 stream_size, ImapResponse *response, GBytes **body)
{
  if (imap_lexer_accept (lexer, '+'))
    return parse_continue (lexer, response);
  if (!imap_lexer_accept (lexer, '*'))
    return parse_tagged (lexer, response);
  if (!imap_lexer_accept_spaces (lexer) || lexer->position == lexer->end)
    return FALSE;
  if (g_ascii_isdigit (*lexer->position))
    return parse_numbered (lexer, stream_size, response, body);
  return parse_named (lexer, response);
}

static void
set_error (const ImapLexer *lexer, const char *data, gsize length, GError **error)
{
  if (lexer->too_deep)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                 "The server sent a response nested deeper than %u; report this to whoever runs it",
                 lexer->depth);
  else
    imap_text_set_error (error, "a malformed response", data, length);
}

ImapResponse *
imap_response_parse (const char *data, gsize length, guint64 stream_size, guint depth,
                     GBytes **body, GError **error)
{
  g_autoptr (ImapResponse) response = g_new0 (ImapResponse, 1);
  ImapLexer lexer;

  *body = NULL;
  imap_lexer_init (&lexer, data, length, depth);
  if (parse_line (&lexer, stream_size, response, body) && imap_lexer_is_at_end (&lexer))
    return g_steal_pointer (&response);
  g_clear_pointer (body, g_bytes_unref);
  set_error (&lexer, data, length, error);
  return NULL;
}
