/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html-safe.h"

#include "css-style.h"
#include "html-reader.h"
#include "html-rules.h"
#include "html-url.h"

#include <string.h>

/* Browsers stop at 512, and those who show it have elements around it. */
#define DEPTH_LIMIT 200

typedef struct
{
  const HtmlElement *element;
  gboolean is_shown;
} Open;

typedef struct
{
  GString *html;
  gsize limit;
  GArray *open; /* Open, innermost last */
  guint shown;
  guint dropped; /* open elements whose content goes */
  HtmlRemote remote;
  const HtmlSafety *safety;
} Writer;

static void
append_escaped (GString *html, const char *text, gsize length)
{
  for (const char *at = text; at < text + length; at++)
    if (*at == '&')
      g_string_append (html, "&amp;");
    else if (*at == '<')
      g_string_append (html, "&lt;");
    else if (*at == '>')
      g_string_append (html, "&gt;");
    else if (*at == '"')
      g_string_append (html, "&quot;");
    else if (!g_ascii_iscntrl (*at) || *at == '\n' || *at == '\t')
      g_string_append_c (html, *at);
}

static void
append_attribute (GString *html, const char *name, const char *value)
{
  g_string_append_printf (html, " %s=\"", name);
  append_escaped (html, value, strlen (value));
  g_string_append_c (html, '"');
}

/* The picture that came with the mail; there may be room for one and not for more. */
static char *
own_image (Writer *writer, const char *value)
{
  g_autofree char *id = html_url_content_id (value);
  const char *image = id ? writer->safety->image (writer->safety->data, id) : NULL;

  if (!image || writer->html->len + strlen (image) > writer->limit)
    return NULL;
  return g_strdup (image);
}

static char *
source (Writer *writer, const char *value)
{
  char *image = own_image (writer, value);

  return image ? image : html_url_remote (value, &writer->remote);
}

/* NULL when the attribute goes. */
static char *
harmless_value (Writer *writer, HtmlAttributeKind kind, const char *value)
{
  switch (kind)
    {
    case HTML_STYLE:
      return css_style_clean (value, &writer->remote);
    case HTML_LINK:
      return html_url_link (value);
    case HTML_SOURCE:
      return source (writer, value);
    case HTML_SOURCE_SET:
      return html_url_remote_set (value, &writer->remote);
    default:
      return g_strdup (value);
    }
}

static void
write_attribute (Writer *writer, const HtmlAttribute *attribute, const char *value)
{
  g_autofree char *harmless = harmless_value (writer, attribute->kind, value ? value : "");

  if (!harmless || (attribute->kind == HTML_STYLE && !*harmless))
    return;
  append_attribute (writer->html, attribute->name, harmless);
  if (attribute->kind == HTML_LINK)
    append_attribute (writer->html, "rel", "noopener noreferrer");
}

/* Also of an element that goes, for what it would have loaded is counted. */
static void
write_tag (Writer *writer, const HtmlElement *element, const char *const *attributes,
           gboolean is_shown)
{
  gsize before = writer->html->len;

  g_string_append_printf (writer->html, "<%s", element->name);
  for (; attributes && attributes[0]; attributes += 2)
    {
      const HtmlAttribute *attribute = html_attribute_find (attributes[0], element);

      if (attribute)
        write_attribute (writer, attribute, attributes[1]);
    }
  g_string_append_c (writer->html, '>');
  if (!is_shown)
    g_string_truncate (writer->html, before);
}

static void
open_element (Writer *writer, const HtmlElement *element, gboolean is_shown)
{
  Open open = { element, is_shown };

  g_array_append_val (writer->open, open);
  writer->shown += is_shown ? 1 : 0;
  writer->dropped += element->kind == HTML_DROPPED ? 1 : 0;
}

static void
close_element (Writer *writer)
{
  const Open *open = &g_array_index (writer->open, Open, writer->open->len - 1);

  if (open->is_shown)
    g_string_append_printf (writer->html, "</%s>", open->element->name);
  writer->shown -= open->is_shown ? 1 : 0;
  writer->dropped -= open->element->kind == HTML_DROPPED ? 1 : 0;
  g_array_set_size (writer->open, writer->open->len - 1);
}

/* A browser ends an item where the next one begins, and whatever is open in it; an end tag that
 * comes for that would end something else, up to the outermost element. */
static void
close_item_before (Writer *writer, const HtmlElement *element)
{
  guint at = element->kind == HTML_ITEM ? writer->open->len : 0;

  for (; at > 0; at--)
    {
      HtmlElementKind kind = g_array_index (writer->open, Open, at - 1).element->kind;

      if (kind == HTML_LIST)
        return;
      if (kind == HTML_ITEM)
        break;
    }
  while (at > 0 && writer->open->len >= at)
    close_element (writer);
}

static gboolean
is_full (gpointer data)
{
  const Writer *writer = data;

  return writer->html->len >= writer->limit;
}

static void
on_start (gpointer data, const char *name, const char *const *attributes)
{
  Writer *writer = data;
  const HtmlElement *element = html_element_find (name);
  gboolean is_shown;

  if (!element)
    return;
  close_item_before (writer, element);
  is_shown = writer->dropped == 0 && element->kind != HTML_DROPPED && writer->shown < DEPTH_LIMIT
             && !is_full (writer) && (element->kind != HTML_LOADING || writer->remote.is_allowed);
  if (writer->dropped == 0 && element->kind != HTML_DROPPED && !is_full (writer))
    write_tag (writer, element, attributes, is_shown);
  if (element->kind != HTML_VOID)
    open_element (writer, element, is_shown);
}

static gboolean
is_open (const Writer *writer, const HtmlElement *element)
{
  for (guint i = writer->open->len; i > 0; i--)
    if (g_array_index (writer->open, Open, i - 1).element == element)
      return TRUE;
  return FALSE;
}

static void
on_end (gpointer data, const char *name)
{
  Writer *writer = data;
  const HtmlElement *element = html_element_find (name);
  const HtmlElement *closed = NULL;

  if (!element || !is_open (writer, element))
    return;
  while (closed != element)
    {
      closed = g_array_index (writer->open, Open, writer->open->len - 1).element;
      close_element (writer);
    }
}

static void
on_text (gpointer data, const char *text, gsize length)
{
  Writer *writer = data;

  if (writer->dropped == 0 && !is_full (writer))
    append_escaped (writer->html, text, length);
}

static void
forget (gpointer data)
{
  Writer *writer = data;

  while (writer->open->len > 0)
    close_element (writer);
}

char *
html_safe (const char *html, gsize length, gsize limit, const HtmlSafety *safety)
{
  static const HtmlHandler handler = { on_start, on_end, on_text, is_full, forget };
  g_autoptr (GString) safe = g_string_new (NULL);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (Open));
  Writer writer = { safe, limit, open, 0, 0, { safety->remote, 0 }, safety };

  html_read (html, length, &handler, &writer);
  return g_strdup_printf ("<div " HTML_REMOVED "=\"%u\">%s</div>", writer.remote.removed,
                          safe->str);
}

static char *
enclose_text (const char *attribute, const char *text)
{
  g_autoptr (GString) html = g_string_new (NULL);

  append_escaped (html, text, strlen (text));
  return g_strdup_printf ("<div%s style=\"white-space: pre-wrap\">%s</div>", attribute, html->str);
}

char *
html_safe_text (const char *text)
{
  return enclose_text (" " HTML_REMOVED "=\"0\"", text);
}

char *
html_from_text (const char *text)
{
  return enclose_text ("", text);
}
