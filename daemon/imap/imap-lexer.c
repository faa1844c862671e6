/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-lexer.h"

#include "server-text.h"

#include <string.h>

void
imap_lexer_init (ImapLexer *lexer, const char *data, gsize length, guint depth)
{
  *lexer = (ImapLexer){ .position = data, .end = data + length, .depth = depth };
}

static gsize
octets_left (const ImapLexer *lexer)
{
  return (gsize) (lexer->end - lexer->position);
}

gboolean
imap_lexer_is_at_end (const ImapLexer *lexer)
{
  const char *at = lexer->position;

  while (at < lexer->end && *at == ' ')
    at++;
  return at == lexer->end;
}

gboolean
imap_lexer_next_is (const ImapLexer *lexer, char c)
{
  return lexer->position < lexer->end && *lexer->position == c;
}

gboolean
imap_lexer_accept (ImapLexer *lexer, char c)
{
  if (!imap_lexer_next_is (lexer, c))
    return FALSE;
  lexer->position++;
  return TRUE;
}

gboolean
imap_lexer_accept_spaces (ImapLexer *lexer)
{
  const char *start = lexer->position;

  while (imap_lexer_accept (lexer, ' '))
    ;
  return lexer->position > start;
}

static gboolean
ends_token (char c, const char *stops)
{
  return (guchar) c <= ' ' || c == 0x7f || strchr (stops, c) != NULL;
}

gboolean
imap_lexer_take (ImapLexer *lexer, const char *stops, ImapSlice *slice)
{
  const char *at = lexer->position;

  while (at < lexer->end && !ends_token (*at, stops))
    at++;
  if (at == lexer->position)
    return FALSE;
  *slice = (ImapSlice){ lexer->position, (gsize) (at - lexer->position) };
  lexer->position = at;
  return TRUE;
}

gboolean
imap_lexer_take_atom (ImapLexer *lexer, ImapSlice *slice)
{
  return imap_lexer_take (lexer, "()\"{}", slice);
}

gboolean
imap_slice_is (ImapSlice slice, const char *word)
{
  return strlen (word) == slice.length && g_ascii_strncasecmp (slice.data, word, slice.length) == 0;
}

gboolean
imap_lexer_accept_word (ImapLexer *lexer, const char *word)
{
  ImapLexer ahead = *lexer;
  ImapSlice slice;

  if (!imap_lexer_take_atom (&ahead, &slice) || !imap_slice_is (slice, word))
    return FALSE;
  *lexer = ahead;
  return TRUE;
}

gboolean
imap_lexer_accept_nil (ImapLexer *lexer)
{
  return imap_lexer_accept_word (lexer, "NIL");
}

gboolean
imap_lexer_take_number (ImapLexer *lexer, guint64 max, guint64 *number)
{
  const char *at = lexer->position;
  guint64 value = 0;

  for (; at < lexer->end && g_ascii_isdigit (*at); at++)
    {
      guint64 digit = (guint64) (*at - '0');

      if (digit > max || value > (max - digit) / 10)
        return FALSE;
      value = value * 10 + digit;
    }
  if (at == lexer->position)
    return FALSE;
  lexer->position = at;
  *number = value;
  return TRUE;
}

/* The quote that closes what begins at the cursor; NULL when there is none. */
static const char *
find_quote (const ImapLexer *lexer, gboolean *escaped)
{
  const char *at = lexer->position + 1;

  for (; at < lexer->end && *at != '"'; at++)
    {
      if (*at == '\n')
        return NULL;
      if (*at == '\\' && at + 1 < lexer->end)
        {
          *escaped = TRUE;
          at++;
        }
    }
  return at < lexer->end ? at : NULL;
}

static GBytes *
without_escapes (const char *data, const char *end)
{
  GByteArray *octets = g_byte_array_sized_new ((guint) (end - data));

  for (const char *at = data; at < end; at++)
    {
      if (*at == '\\' && at + 1 < end)
        at++;
      g_byte_array_append (octets, (const guint8 *) at, 1);
    }
  return g_byte_array_free_to_bytes (octets);
}

/* Never with NULL for data, which an empty GBytes otherwise has. */
static GBytes *
new_octets (const char *data, gsize length)
{
  return length > 0 ? g_bytes_new (data, length) : g_bytes_new_static ("", 0);
}

static GBytes *
take_quoted (ImapLexer *lexer)
{
  gboolean escaped = FALSE;
  const char *start = lexer->position + 1;
  const char *end = find_quote (lexer, &escaped);

  if (end == NULL)
    return NULL;
  lexer->position = end + 1;
  if (escaped)
    return without_escapes (start, end);
  return new_octets (start, (gsize) (end - start));
}

static gboolean
take_literal (ImapLexer *lexer, ImapSlice *slice)
{
  ImapLexer ahead = *lexer;
  guint64 size;

  if (!imap_lexer_accept (&ahead, '{') || !imap_lexer_take_number (&ahead, G_MAXUINT32, &size)
      || !imap_lexer_accept (&ahead, '}') || !imap_lexer_accept (&ahead, '\r')
      || !imap_lexer_accept (&ahead, '\n') || size > octets_left (&ahead))
    return FALSE;
  *slice = (ImapSlice){ ahead.position, (gsize) size };
  ahead.position += size;
  *lexer = ahead;
  return TRUE;
}

GBytes *
imap_lexer_take_string (ImapLexer *lexer)
{
  ImapSlice slice;

  if (imap_lexer_next_is (lexer, '"'))
    return take_quoted (lexer);
  if (take_literal (lexer, &slice))
    return new_octets (slice.data, slice.length);
  return NULL;
}

GBytes *
imap_lexer_take_astring (ImapLexer *lexer)
{
  ImapSlice slice;

  if (imap_lexer_next_is (lexer, '"') || imap_lexer_next_is (lexer, '{'))
    return imap_lexer_take_string (lexer);
  if (!imap_lexer_take (lexer, "()", &slice))
    return NULL;
  return g_bytes_new (slice.data, slice.length);
}

GStrv
imap_lexer_take_words (ImapLexer *lexer, const char *stops)
{
  GPtrArray *words = g_ptr_array_new ();
  ImapSlice slice;

  imap_lexer_accept_spaces (lexer);
  while (imap_lexer_take (lexer, stops, &slice))
    {
      g_ptr_array_add (words, server_text_valid (slice.data, slice.length));
      imap_lexer_accept_spaces (lexer);
    }
  g_ptr_array_add (words, NULL);
  return (GStrv) g_ptr_array_free (words, FALSE);
}

GStrv
imap_lexer_take_list (ImapLexer *lexer)
{
  g_auto (GStrv) words = NULL;

  if (!imap_lexer_accept (lexer, '('))
    return NULL;
  words = imap_lexer_take_words (lexer, "()");
  if (!imap_lexer_accept (lexer, ')'))
    return NULL;
  return g_steal_pointer (&words);
}

static gboolean
skip_simple (ImapLexer *lexer)
{
  gboolean escaped = FALSE;
  const char *quote;
  ImapSlice slice;

  if (imap_lexer_next_is (lexer, '{'))
    return take_literal (lexer, &slice);
  if (!imap_lexer_next_is (lexer, '"'))
    return imap_lexer_take (lexer, "()\"", &slice);
  quote = find_quote (lexer, &escaped);
  if (quote != NULL)
    lexer->position = quote + 1;
  return quote != NULL;
}

gboolean
imap_lexer_skip_value (ImapLexer *lexer)
{
  guint depth = 0;

  do
    {
      if (depth > 0)
        imap_lexer_accept_spaces (lexer);
      if (imap_lexer_accept (lexer, '('))
        depth++;
      else if (depth > 0 && imap_lexer_accept (lexer, ')'))
        depth--;
      else if (!skip_simple (lexer))
        return FALSE;
      lexer->too_deep = depth > lexer->depth;
    }
  while (depth > 0 && !lexer->too_deep);
  return !lexer->too_deep;
}
