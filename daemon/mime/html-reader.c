/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html-reader.h"

#include <libxml/HTMLparser.h>
#include <string.h>

/* libxml2 is fed in pieces, so that reading can stop as soon as there is enough text. */
#define PIECE 4096

/* For each closing tag libxml2 looks through all open ones: more than this and it starts afresh,
 * or time would grow with the square of the length. */
#define OPEN_LIMIT 256

/* For each attribute it looks through those before it in the same tag: a longer tag, which is
 * mostly a picture, is left out. */
#define TAG_LIMIT 8192

/* An end tag that closes nothing would close the document, had it not begun. */
#define START "<html><body>"
#define BODY  "<body"

typedef struct
{
  const HtmlHandler *handler;
  gpointer data;
} Reader;

static void
on_start (void *data, const xmlChar *name, const xmlChar **attributes)
{
  const Reader *reader = data;

  reader->handler->start (reader->data, (const char *) name, (const char *const *) attributes);
}

static void
on_end (void *data, const xmlChar *name)
{
  const Reader *reader = data;

  reader->handler->end (reader->data, (const char *) name);
}

static void
on_characters (void *data, const xmlChar *text, int length)
{
  const Reader *reader = data;

  if (length > 0)
    reader->handler->text (reader->data, (const char *) text, (gsize) length);
}

static htmlParserCtxtPtr
new_parser (Reader *reader)
{
  htmlSAXHandler handler = {
    .startElement = on_start,
    .endElement = on_end,
    .characters = on_characters,
    .cdataBlock = on_characters,
    .ignorableWhitespace = on_characters,
  };
  htmlParserCtxtPtr parser
      = htmlCreatePushParserCtxt (&handler, reader, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);

  htmlParseChunk (parser, START, strlen (START), 0);
  htmlCtxtUseOptions (parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR
                                  | HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
  return parser;
}

static void
free_parser (htmlParserCtxtPtr parser)
{
  xmlFreeDoc (parser->myDoc);
  htmlFreeParserCtxt (parser);
}

/* Behind the ">" of the tag at HTML, or END. A ">" in a quoted value does not count. */
static const char *
tag_end (const char *html, const char *end)
{
  char quote = '\0';

  for (char before = '\0'; html < end; html++)
    {
      if (quote && *html == quote)
        quote = '\0';
      else if (!quote && (*html == '"' || *html == '\'') && before == '=')
        quote = *html;
      else if (!quote && *html == '>')
        return html + 1;
      if (!g_ascii_isspace (*html))
        before = *html;
    }
  return end;
}

/* "<![if !mso]>", which libxml2 takes for text; not the end of a comment, "<![endif]-->". */
static gboolean
is_condition (const char *tag, const char *close)
{
  return close - tag > 5 && memcmp (tag, "<![", 3) == 0 && memcmp (close - 3, "-->", 3) != 0;
}

static gboolean
is_tag (const char *text, const char *end)
{
  return end - text > 3
         && (g_ascii_isalpha (text[1]) || text[1] == '/' || memcmp (text, "<![", 3) == 0);
}

/* libxml2 reads nothing behind the end of the document, but mailing lists write there. */
static gboolean
ends_document (const char *tag, const char *close)
{
  return close - tag > 6
         && (g_ascii_strncasecmp (tag, "</html", 6) == 0
             || g_ascii_strncasecmp (tag, "</body", 6) == 0);
}

static gboolean
is_left_out (const char *tag, const char *close)
{
  return close - tag > TAG_LIMIT || ends_document (tag, close) || is_condition (tag, close);
}

/* A second body is none to libxml2, with all that is said of it: its colours matter. */
static gboolean
is_body (const char *tag, const char *close)
{
  return close - tag > 5 && g_ascii_strncasecmp (tag, BODY, strlen (BODY)) == 0
         && !g_ascii_isalnum (tag[strlen (BODY)]);
}

static void
append_tag (GString *kept, const char *tag, const char *close)
{
  if (is_left_out (tag, close))
    return;
  if (is_body (tag, close))
    {
      g_string_append (kept, "<div");
      tag += strlen (BODY);
    }
  g_string_append_len (kept, tag, close - tag);
}

/* HTML inside one document without what would end it, and without tags that are too long. */
static GString *
prepare (const char *html, gsize length)
{
  GString *kept = g_string_sized_new (length);
  const char *end = html + length;

  while (html < end)
    {
      const char *open = memchr (html, '<', (gsize) (end - html));
      const char *close = open && is_tag (open, end) ? tag_end (open, end) : NULL;
      const char *text_end = close ? open : open ? open + 1 : end;

      g_string_append_len (kept, html, text_end - html);
      if (close)
        append_tag (kept, open, close);
      html = close ? close : text_end;
    }
  return kept;
}

static gsize
consumed (htmlParserCtxtPtr parser)
{
  long octets = xmlByteConsumed (parser) - (long) strlen (START);

  return (gsize) MAX (octets, 1);
}

static gboolean
is_full (const Reader *reader)
{
  return reader->handler->is_full (reader->data);
}

/* Returns how much of HTML has been read before too many elements were open. */
static gsize
parse_some (Reader *reader, const char *html, gsize length)
{
  htmlParserCtxtPtr parser = new_parser (reader);
  gsize done = 0;

  while (done < length && !is_full (reader) && parser->nameNr <= OPEN_LIMIT)
    {
      int piece = (int) MIN (PIECE, length - done);

      htmlParseChunk (parser, html + done, piece, 0);
      done += (gsize) piece;
    }
  if (parser->nameNr > OPEN_LIMIT)
    done = consumed (parser);
  else
    htmlParseChunk (parser, NULL, 0, 1);
  free_parser (parser);
  return done;
}

void
html_read (const char *html, gsize length, const HtmlHandler *handler, gpointer data)
{
  Reader reader = { handler, data };
  g_autoptr (GString) prepared = prepare (html, length);
  const char *rest = prepared->str;
  const char *end = rest + prepared->len;

  while (rest < end && !is_full (&reader))
    {
      rest += parse_some (&reader, rest, (gsize) (end - rest));
      handler->forget (data);
    }
}
