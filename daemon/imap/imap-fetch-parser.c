/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-fetch-parser.h"

#include "flags.h"
#include "imap-date.h"
#include "imap-line.h"

#include <string.h>

typedef struct
{
  ImapLexer *lexer;
  ImapFetch *fetch;
  guint64 stream_size;
  GBytes **body;
} FetchParser;

typedef gboolean (*ItemParser) (FetchParser *parser);

typedef struct
{
  const char *name;
  ItemParser parse;
} ItemEntry;

ImapFetch *
imap_fetch_new (guint32 sequence)
{
  ImapFetch *fetch = g_new0 (ImapFetch, 1);

  fetch->sequence = sequence;
  fetch->size = -1;
  return fetch;
}

void
imap_fetch_free (ImapFetch *fetch)
{
  g_free (fetch->flags);
  g_clear_pointer (&fetch->header, g_bytes_unref);
  g_free (fetch);
}

static gboolean
parse_uid (FetchParser *parser)
{
  guint64 uid;

  if (!imap_lexer_take_number (parser->lexer, G_MAXUINT32, &uid))
    return FALSE;
  parser->fetch->uid = (guint32) uid;
  return TRUE;
}

static gboolean
parse_flags (FetchParser *parser)
{
  g_auto (GStrv) flags = imap_lexer_take_list (parser->lexer);

  if (flags == NULL)
    return FALSE;
  g_free (parser->fetch->flags);
  parser->fetch->flags = flags_canonical ((const char *const *) flags);
  return TRUE;
}

static gboolean
parse_internal_date (FetchParser *parser)
{
  g_autoptr (GBytes) text = NULL;
  const char *data;
  gsize length;

  if (imap_lexer_accept_nil (parser->lexer))
    return TRUE;
  text = imap_lexer_take_string (parser->lexer);
  if (text == NULL)
    return FALSE;
  data = g_bytes_get_data (text, &length);
  parser->fetch->internal_date = imap_date_parse (data, length);
  return TRUE;
}

static gboolean
parse_size (FetchParser *parser)
{
  guint64 size;

  if (!imap_lexer_take_number (parser->lexer, G_MAXINT64, &size))
    return FALSE;
  parser->fetch->size = (gint64) size;
  return TRUE;
}

static gboolean
parse_modseq (FetchParser *parser)
{
  return imap_lexer_accept (parser->lexer, '(')
         && imap_lexer_take_number (parser->lexer, G_MAXINT64, &parser->fetch->modseq)
         && imap_lexer_accept (parser->lexer, ')');
}

/* A second body would be taken for a second message by whoever gathers the stream. */
static gboolean
parse_body (FetchParser *parser)
{
  ImapFetch *fetch = parser->fetch;

  if (imap_lexer_accept_nil (parser->lexer))
    return TRUE;
  if (fetch->has_body)
    return FALSE;
  fetch->has_body = TRUE;
  fetch->body_size = parser->stream_size;
  if (imap_lexer_accept (parser->lexer, IMAP_LINE_STREAMED))
    return TRUE;
  *parser->body = imap_lexer_take_string (parser->lexer);
  if (*parser->body == NULL)
    return FALSE;
  fetch->body_size = g_bytes_get_size (*parser->body);
  return TRUE;
}

static gboolean
parse_header (FetchParser *parser)
{
  g_clear_pointer (&parser->fetch->header, g_bytes_unref);
  if (imap_lexer_accept_nil (parser->lexer))
    return TRUE;
  parser->fetch->header = imap_lexer_take_string (parser->lexer);
  return parser->fetch->header != NULL;
}

static gboolean
skip_item (FetchParser *parser)
{
  return imap_lexer_skip_value (parser->lexer);
}

static const ItemEntry items[] = {
  { "UID", parse_uid },
  { "FLAGS", parse_flags },
  { "INTERNALDATE", parse_internal_date },
  { "RFC822.SIZE", parse_size },
  { "MODSEQ", parse_modseq },
  { "RFC822", parse_body },
};

static ItemParser
parser_of_section (ImapSlice name, ImapSlice section)
{
  static const char fields[] = "HEADER.FIELDS";

  if (section.length == 0 && (imap_slice_is (name, "BODY") || imap_slice_is (name, "BINARY")))
    return parse_body;
  if (!imap_slice_is (name, "BODY"))
    return skip_item;
  if (imap_slice_is (section, "HEADER"))
    return parse_body;
  if (section.length >= strlen (fields)
      && g_ascii_strncasecmp (section.data, fields, strlen (fields)) == 0)
    return parse_header;
  return skip_item;
}

static ItemParser
parser_of_name (ImapSlice name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    if (imap_slice_is (name, items[i].name))
      return items[i].parse;
  return skip_item;
}

/* "[HEADER.FIELDS (Subject)]<0>": SECTION is what stands in the brackets. */
static gboolean
take_section (ImapLexer *lexer, ImapSlice *section)
{
  const char *start = lexer->position;
  const char *end = memchr (start, ']', (gsize) (lexer->end - start));
  guint64 origin;

  if (end == NULL)
    return FALSE;
  *section = (ImapSlice){ start, (gsize) (end - start) };
  lexer->position = end + 1;
  if (!imap_lexer_accept (lexer, '<'))
    return TRUE;
  return imap_lexer_take_number (lexer, G_MAXUINT32, &origin) && imap_lexer_accept (lexer, '>');
}

static gboolean
parse_item (FetchParser *parser)
{
  ImapSlice section;
  ImapSlice name;
  ItemParser parse;

  if (!imap_lexer_take (parser->lexer, "()\"{}[]", &name))
    return FALSE;
  if (imap_lexer_accept (parser->lexer, '['))
    {
      if (!take_section (parser->lexer, &section))
        return FALSE;
      parse = parser_of_section (name, section);
    }
  else
    parse = parser_of_name (name);
  imap_lexer_accept_spaces (parser->lexer);
  return parse (parser);
}

gboolean
imap_fetch_parse (ImapLexer *lexer, guint64 stream_size, ImapFetch *fetch, GBytes **body)
{
  FetchParser parser = { lexer, fetch, stream_size, body };

  if (!imap_lexer_accept (lexer, '('))
    return FALSE;
  imap_lexer_accept_spaces (lexer);
  while (!imap_lexer_accept (lexer, ')'))
    {
      if (!parse_item (&parser))
        return FALSE;
      imap_lexer_accept_spaces (lexer);
    }
  return TRUE;
}
