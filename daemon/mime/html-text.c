/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html-text.h"

#include "html-reader.h"
#include "html-url.h"

#include <stdlib.h>
#include <string.h>

/* Deeper quotes and lists are shown at this depth. */
#define INDENT_LIMIT  8
#define ADDRESS_LIMIT 2000

typedef struct
{
  GString *text;
  gsize limit;
  guint hidden; /* open elements whose content is not text */
  guint preformatted;
  guint quotes;
  guint lists;
  guint numbers[INDENT_LIMIT]; /* of the next item in each open list, 0 = not numbered */
  guint line_ends;             /* to be written before the next text */
  gboolean has_space;          /* likewise */
  char *address;               /* of the open link */
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
  KIND_NUMBERED,
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
  { "ol", KIND_NUMBERED },      { "option", KIND_LINE },      { "p", KIND_PARAGRAPH },
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
kind_of (const char *name)
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

static gboolean
is_full (gpointer data)
{
  const Writer *writer = data;

  return writer->text->len >= writer->limit;
}

static void
on_text (gpointer data, const char *text, gsize length)
{
  Writer *writer = data;

  if (writer->hidden > 0 || is_full (writer))
    return;
  if (writer->preformatted > 0)
    write_preformatted (writer, text, length);
  else
    write_text (writer, text, length);
}

static const char *
attribute (const char *const *attributes, const char *name)
{
  for (; attributes && attributes[0]; attributes += 2)
    if (strcmp (attributes[0], name) == 0)
      return attributes[1];
  return NULL;
}

static void
open_link (Writer *writer, const char *const *attributes)
{
  const char *address = attribute (attributes, "href");

  g_clear_pointer (&writer->address, g_free);
  writer->link_start = writer->text->len;
  if (address && strlen (address) <= ADDRESS_LIMIT)
    writer->address = html_url_link (address);
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
open_list (Writer *writer, Kind kind)
{
  end_line (writer, writer->lists == 0 ? 2 : 1);
  if (writer->lists < INDENT_LIMIT)
    writer->numbers[writer->lists] = kind == KIND_NUMBERED ? 1 : 0;
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
  if (depth > 0 && writer->numbers[depth - 1] > 0)
    g_string_append_printf (writer->text, "%u. ", writer->numbers[depth - 1]++);
  else
    g_string_append (writer->text, "• ");
}

static void
show_image (Writer *writer, const char *const *attributes)
{
  const char *text = attribute (attributes, "alt");

  if (text)
    on_text (writer, text, strlen (text));
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
on_start (gpointer data, const char *name, const char *const *attributes)
{
  Writer *writer = data;
  Kind kind = kind_of (name);

  if (kind == KIND_HIDDEN)
    writer->hidden++;
  if (writer->hidden > 0 || kind == KIND_INLINE || is_full (writer))
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
    case KIND_NUMBERED:
      open_list (writer, kind);
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
on_end (gpointer data, const char *name)
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
    case KIND_NUMBERED:
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

static void
forget (gpointer data)
{
  Writer *writer = data;

  writer->hidden = writer->preformatted = writer->quotes = writer->lists = 0;
}

static const HtmlHandler handler = { on_start, on_end, on_text, is_full, forget };

char *
html_text (const char *html, gsize length, gsize max_length)
{
  Writer writer = { g_string_new (NULL), max_length };

  html_read (html, length, &handler, &writer);
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
