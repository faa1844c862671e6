/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html-text.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

/* libxml2 is fed in pieces, so that reading can stop as soon as there is enough text. */
#define PIECE 4096

/* For each closing tag libxml2 looks through all open ones: more than this and it starts afresh,
 * or time would grow with the square of the length. */
#define OPEN_LIMIT 256

/* For each attribute it looks through those before it in the same tag: a longer tag, which is
 * mostly a picture, is left out. */
#define TAG_LIMIT 8192

/* Deeper quotes and lists are shown at this depth. */
#define INDENT_LIMIT  8
#define ADDRESS_LIMIT 2000

/* An end tag that closes nothing would close the document, had it not begun. */
#define START "<html><body>"

typedef struct
{
  GString *text;
  gsize limit;
  guint hidden; /* open elements whose content is not text */
  guint preformatted;
  guint quotes;
  guint lists;
  guint line_ends;    /* to be written before the next text */
  gboolean has_space; /* likewise */
  char *address;      /* of the open link */
  gsize link_start;
} Writer;

typedef enum
{
  KIND_INLINE,
  KIND_HIDDEN,
  KIND_LINE,      /* begins and ends a line */
  KIND_PARAGRAPH, /* with an empty line around it */
  KIND_CELL,
  KIND_BREAK,
  KIND_LINK,
  KIND_IMAGE,
  KIND_ITEM,
  KIND_LIST,
  KIND_QUOTE,
  KIND_PREFORMATTED,
} Kind;

typedef struct
{
  const char *name;
  Kind kind;
} Element;

static const Element elements[] = {
  { "a", KIND_LINK },           { "address", KIND_LINE },     { "article", KIND_LINE },
  { "aside", KIND_LINE },       { "blockquote", KIND_QUOTE }, { "br", KIND_BREAK },
  { "center", KIND_LINE },      { "dd", KIND_LINE },          { "div", KIND_LINE },
  { "dl", KIND_PARAGRAPH },     { "dt", KIND_LINE },          { "fieldset", KIND_LINE },
  { "figcaption", KIND_LINE },  { "figure", KIND_LINE },      { "footer", KIND_LINE },
  { "form", KIND_LINE },        { "h1", KIND_PARAGRAPH },     { "h2", KIND_PARAGRAPH },
  { "h3", KIND_PARAGRAPH },     { "h4", KIND_PARAGRAPH },     { "h5", KIND_PARAGRAPH },
  { "h6", KIND_PARAGRAPH },     { "header", KIND_LINE },      { "hr", KIND_PARAGRAPH },
  { "img", KIND_IMAGE },        { "li", KIND_ITEM },          { "main", KIND_LINE },
  { "nav", KIND_LINE },         { "noframes", KIND_HIDDEN },  { "object", KIND_HIDDEN },
  { "ol", KIND_LIST },          { "option", KIND_LINE },      { "p", KIND_PARAGRAPH },
  { "pre", KIND_PREFORMATTED }, { "script", KIND_HIDDEN },    { "section", KIND_LINE },
  { "style", KIND_HIDDEN },     { "table", KIND_LINE },       { "td", KIND_CELL },
  { "template", KIND_HIDDEN },  { "th", KIND_CELL },          { "title", KIND_HIDDEN },
  { "tr", KIND_LINE },          { "ul", KIND_LIST },
};

static int
compare_name (const void *name, const void *element)
{
  return strcmp (name, ((const Element *) element)->name);
}

static Kind
kind_of (const xmlChar *name)
{
  const Element *element
      = bsearch (name, elements, G_N_ELEMENTS (elements), sizeof (Element), compare_name);

  return element ? element->kind : KIND_INLINE;
}

static void
end_line (Writer *writer, guint line_ends)
{
  writer->line_ends = MAX (writer->line_ends, line_ends);
  writer->has_space = FALSE;
}

static void
write_line_ends (Writer *writer)
{
  gboolean is_first = writer->text->len == 0;

  for (guint i = 0; i < writer->line_ends && !is_first; i++)
    g_string_append_c (writer->text, '\n');
  if (writer->line_ends > 0 || is_first)
    for (guint i = 0; i < MIN (writer->quotes, INDENT_LIMIT); i++)
      g_string_append (writer->text, "> ");
  writer->line_ends = 0;
}

static void
write_space (Writer *writer)
{
  gboolean is_line_start = writer->line_ends > 0 || writer->text->len == 0;

  if (writer->has_space && !is_line_start)
    g_string_append_c (writer->text, ' ');
  writer->has_space = FALSE;
}

/* WORD has no white space to be collapsed. */
static void
write_word (Writer *writer, const char *word, gsize length)
{
  write_space (writer);
  if (writer->line_ends > 0 || writer->text->len == 0)
    write_line_ends (writer);
  g_string_append_len (writer->text, word, (gssize) length);
}

static void
write_preformatted (Writer *writer, const char *text, gsize length)
{
  for (const char *end = text + length; text < end;)
    {
      const char *line_end = memchr (text, '\n', (gsize) (end - text));
      const char *stop = line_end ? line_end : end;

      if (stop > text)
        write_word (writer, text, (gsize) (stop - text));
      if (line_end)
        writer->line_ends++;
      text = line_end ? line_end + 1 : end;
    }
}

/* A no-break space is none that counts in plain text. */
static gsize
space_length (const char *text, const char *end)
{
  if (g_ascii_isspace (*text))
    return 1;
  return end - text >= 2 && text[0] == '\xc2' && text[1] == '\xa0' ? 2 : 0;
}

static void
write_text (Writer *writer, const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end)
    {
      gsize length_of_space = space_length (text, end);
      const char *word = text + length_of_space;

      writer->has_space = writer->has_space || length_of_space > 0;
      for (text = word; text < end && space_length (text, end) == 0;)
        text++;
      if (text > word)
        write_word (writer, word, (gsize) (text - word));
    }
}

static void
on_characters (void *data, const xmlChar *text, int length)
{
  Writer *writer = data;

  if (writer->hidden > 0 || length <= 0 || writer->text->len >= writer->limit)
    return;
  if (writer->preformatted > 0)
    write_preformatted (writer, (const char *) text, (gsize) length);
  else
    write_text (writer, (const char *) text, (gsize) length);
}

static const char *
attribute (const xmlChar **attributes, const char *name)
{
  for (; attributes && attributes[0]; attributes += 2)
    if (strcmp ((const char *) attributes[0], name) == 0)
      return (const char *) attributes[1];
  return NULL;
}

static void
open_link (Writer *writer, const xmlChar **attributes)
{
  const char *address = attribute (attributes, "href");

  g_clear_pointer (&writer->address, g_free);
  writer->link_start = writer->text->len;
  if (address && strchr (address, ':') && strlen (address) <= ADDRESS_LIMIT)
    writer->address = g_strstrip (g_strdup (address));
}

/* Without what people leave out when they write an address. */
static char *
bare_address (const char *address)
{
  const char *rest = address;
  char *bare;

  if (g_ascii_strncasecmp (rest, "mailto:", 7) == 0)
    rest += 7;
  if (strstr (rest, "://"))
    rest = strstr (rest, "://") + 3;
  bare = g_ascii_strdown (rest, -1);
  if (g_str_has_suffix (bare, "/"))
    bare[strlen (bare) - 1] = '\0';
  return bare;
}

static void
close_link (Writer *writer)
{
  g_autofree char *address = g_steal_pointer (&writer->address);
  g_autofree char *shown = NULL;
  g_autofree char *bare = NULL;
  g_autofree char *bare_shown = NULL;

  /* A link around a picture has no text to stand beside. */
  if (!address || writer->text->len <= writer->link_start)
    return;
  shown = g_strstrip (g_strdup (writer->text->str + writer->link_start));
  bare_shown = bare_address (shown);
  bare = bare_address (address);
  if (strcmp (bare, bare_shown) == 0)
    return;
  g_string_append_printf (writer->text, " <%s>", address);
}

static void
open_list (Writer *writer)
{
  end_line (writer, writer->lists == 0 ? 2 : 1);
  writer->lists++;
}

static void
open_item (Writer *writer)
{
  guint depth = MIN (writer->lists, INDENT_LIMIT);

  end_line (writer, 1);
  write_line_ends (writer);
  for (guint i = 1; i < depth; i++)
    g_string_append (writer->text, "  ");
  g_string_append (writer->text, "• ");
}

static void
show_image (Writer *writer, const xmlChar **attributes)
{
  const char *text = attribute (attributes, "alt");

  if (text)
    on_characters (writer, (const xmlChar *) text, (int) strlen (text));
}

static void
open_block (Writer *writer, Kind kind)
{
  end_line (writer, kind == KIND_LINE || kind == KIND_BREAK ? 1 : 2);
  if (kind == KIND_QUOTE)
    writer->quotes++;
  if (kind == KIND_PREFORMATTED)
    writer->preformatted++;
}

static void
on_start (void *data, const xmlChar *name, const xmlChar **attributes)
{
  Writer *writer = data;
  Kind kind = kind_of (name);

  if (kind == KIND_HIDDEN)
    writer->hidden++;
  if (writer->hidden > 0 || kind == KIND_INLINE || writer->text->len >= writer->limit)
    return;
  switch (kind)
    {
    case KIND_CELL:
      writer->has_space = TRUE;
      break;
    case KIND_LINK:
      open_link (writer, attributes);
      break;
    case KIND_IMAGE:
      show_image (writer, attributes);
      break;
    case KIND_ITEM:
      open_item (writer);
      break;
    case KIND_LIST:
      open_list (writer);
      break;
    case KIND_BREAK:
      writer->line_ends = MIN (writer->line_ends + 1, 2);
      writer->has_space = FALSE;
      break;
    default:
      open_block (writer, kind);
    }
}

static void
decrease (guint *depth)
{
  *depth -= *depth > 0 ? 1 : 0;
}

static void
on_end (void *data, const xmlChar *name)
{
  Writer *writer = data;

  switch (kind_of (name))
    {
    case KIND_HIDDEN:
      decrease (&writer->hidden);
      break;
    case KIND_LINK:
      close_link (writer);
      break;
    case KIND_LIST:
      decrease (&writer->lists);
      end_line (writer, writer->lists == 0 ? 2 : 1);
      break;
    case KIND_QUOTE:
      decrease (&writer->quotes);
      end_line (writer, 2);
      break;
    case KIND_PREFORMATTED:
      decrease (&writer->preformatted);
      end_line (writer, 2);
      break;
    case KIND_PARAGRAPH:
      end_line (writer, 2);
      break;
    case KIND_LINE:
    case KIND_ITEM:
      end_line (writer, 1);
      break;
    default:
      break;
    }
}

static htmlParserCtxtPtr
new_parser (Writer *writer)
{
  htmlSAXHandler handler = {
    .startElement = on_start,
    .endElement = on_end,
    .characters = on_characters,
    .cdataBlock = on_characters,
    .ignorableWhitespace = on_characters,
  };
  htmlParserCtxtPtr parser
      = htmlCreatePushParserCtxt (&handler, writer, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);

  htmlParseChunk (parser, START, strlen (START), 0);
  htmlCtxtUseOptions (parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR
                                  | HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
  writer->hidden = writer->preformatted = writer->quotes = writer->lists = 0;
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
      const char *stop = close ? close : open ? open + 1 : end;

      if (close && is_left_out (open, close))
        g_string_append_len (kept, html, open - html);
      else
        g_string_append_len (kept, html, stop - html);
      html = stop;
    }
  return kept;
}

static gsize
consumed (htmlParserCtxtPtr parser)
{
  long octets = xmlByteConsumed (parser) - (long) strlen (START);

  return (gsize) MAX (octets, 1);
}

/* Returns how much of HTML has been read before too many elements were open. */
static gsize
parse_some (Writer *writer, const char *html, gsize length)
{
  htmlParserCtxtPtr parser = new_parser (writer);
  gsize done = 0;

  while (done < length && writer->text->len < writer->limit && parser->nameNr <= OPEN_LIMIT)
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

static void
parse (Writer *writer, const char *html, gsize length)
{
  while (length > 0 && writer->text->len < writer->limit)
    {
      gsize done = parse_some (writer, html, length);

      html += done;
      length -= done;
    }
}

char *
html_text (const char *html, gsize length, gsize max_length)
{
  Writer writer = { g_string_new (NULL), max_length };
  g_autoptr (GString) prepared = prepare (html, length);

  parse (&writer, prepared->str, prepared->len);
  g_free (writer.address);
  if (writer.text->len > max_length)
    {
      gsize cut = max_length;

      while (cut > 0 && ((guchar) writer.text->str[cut] & 0xc0) == 0x80)
        cut--;
      g_string_truncate (writer.text, cut);
    }
  return g_strchomp (g_string_free (writer.text, FALSE));
}
