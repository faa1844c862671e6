/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "css-style.h"

#include <stdlib.h>
#include <string.h>

#define URL "url("

typedef struct
{
  const char *name;
  gboolean has_url;
} Property;

/* Without position, z-index, transform, content, cursor, filter, behavior, animations, and all
 * that is not known. */
static const Property properties[] = {
  { "background", TRUE },
  { "background-color" },
  { "background-image", TRUE },
  { "background-position" },
  { "background-repeat" },
  { "background-size" },
  { "border" },
  { "border-bottom" },
  { "border-bottom-color" },
  { "border-bottom-style" },
  { "border-bottom-width" },
  { "border-collapse" },
  { "border-color" },
  { "border-left" },
  { "border-left-color" },
  { "border-left-style" },
  { "border-left-width" },
  { "border-radius" },
  { "border-right" },
  { "border-right-color" },
  { "border-right-style" },
  { "border-right-width" },
  { "border-spacing" },
  { "border-style" },
  { "border-top" },
  { "border-top-color" },
  { "border-top-style" },
  { "border-top-width" },
  { "border-width" },
  { "caption-side" },
  { "clear" },
  { "color" },
  { "direction" },
  { "display" },
  { "empty-cells" },
  { "float" },
  { "font" },
  { "font-family" },
  { "font-size" },
  { "font-style" },
  { "font-variant" },
  { "font-weight" },
  { "height" },
  { "letter-spacing" },
  { "line-height" },
  { "list-style", TRUE },
  { "list-style-image", TRUE },
  { "list-style-position" },
  { "list-style-type" },
  { "margin" },
  { "margin-bottom" },
  { "margin-left" },
  { "margin-right" },
  { "margin-top" },
  { "max-height" },
  { "max-width" },
  { "min-height" },
  { "min-width" },
  { "opacity" },
  { "overflow" },
  { "overflow-wrap" },
  { "padding" },
  { "padding-bottom" },
  { "padding-left" },
  { "padding-right" },
  { "padding-top" },
  { "table-layout" },
  { "text-align" },
  { "text-decoration" },
  { "text-indent" },
  { "text-transform" },
  { "unicode-bidi" },
  { "vertical-align" },
  { "visibility" },
  { "white-space" },
  { "width" },
  { "word-break" },
  { "word-spacing" },
  { "word-wrap" },
};

static int
compare_name (const void *name, const void *property)
{
  return strcmp (name, ((const Property *) property)->name);
}

static const Property *
find_property (const char *name)
{
  return bsearch (name, properties, G_N_ELEMENTS (properties), sizeof (Property), compare_name);
}

/* Comments may stand anywhere, also where they hide what a word is. */
static char *
without_comments (const char *style)
{
  GString *kept = g_string_new (NULL);
  const char *open;

  while ((open = strstr (style, "/*")))
    {
      const char *close = strstr (open + 2, "*/");

      g_string_append_len (kept, style, open - style);
      g_string_append_c (kept, ' ');
      style = close ? close + 2 : open + strlen (open);
    }
  g_string_append (kept, style);
  return g_string_free (kept, FALSE);
}

/* Up to the semicolon that ends the declaration at STYLE, or to the end. */
static gsize
declaration_length (const char *style)
{
  const char *at = style;
  char quote = '\0';
  guint depth = 0;

  for (; *at && (quote || depth > 0 || *at != ';'); at++)
    if (quote)
      quote = *at == quote ? '\0' : quote;
    else if (*at == '"' || *at == '\'')
      quote = *at;
    else if (*at == '(')
      depth++;
    else if (*at == ')' && depth > 0)
      depth--;
  return (gsize) (at - style);
}

/* Of VALUE up to the parenthesis at AT. */
static gboolean
names_colour (const char *value, const char *at)
{
  static const char *const functions[] = { "rgb", "rgba", "hsl", "hsla" };
  const char *name = at;

  while (name > value && (g_ascii_isalnum (name[-1]) || name[-1] == '-' || name[-1] == '_'))
    name--;
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if ((gsize) (at - name) == strlen (functions[i])
        && g_ascii_strncasecmp (name, functions[i], strlen (functions[i])) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_negative (const char *value, const char *at)
{
  gboolean is_sign = at == value || strchr (" ,(", at[-1]);

  return *at == '-' && is_sign && (g_ascii_isdigit (at[1]) || at[1] == '.');
}

static gboolean
is_plain_character (const char *value, const char *at)
{
  if (*at == '(')
    return names_colour (value, at);
  return (g_ascii_isalnum (*at) || (guchar) *at >= 0x80 || strchr (" #%.,-+/)", *at))
         && !is_negative (value, at);
}

/* What has another meaning in a string than between strings is in neither. */
static gboolean
is_harmless (const char *value)
{
  char quote = '\0';
  int depth = 0;

  for (const char *at = value; *at && depth >= 0; at++)
    {
      if (g_ascii_iscntrl (*at) || strchr ("\\<>{}@", *at))
        return FALSE;
      if (!quote && *at != '"' && *at != '\'' && !is_plain_character (value, at))
        return FALSE;
      if (!quote && (*at == '(' || *at == ')'))
        depth += *at == '(' ? 1 : -1;
      if (!quote && (*at == '"' || *at == '\''))
        quote = *at;
      else if (*at == quote)
        quote = '\0';
    }
  return quote == '\0' && depth == 0;
}

static const char *
find_url (const char *value)
{
  for (; *value; value++)
    if (g_ascii_strncasecmp (value, URL, strlen (URL)) == 0)
      return value;
  return NULL;
}

/* TEXT is what stands in the parentheses. */
static void
append_url (GString *kept, const char *text, gsize length, HtmlRemote *remote)
{
  g_autofree char *bare = g_strstrip (g_strndup (text, length));
  gsize end = strlen (bare);
  gboolean is_quoted = end >= 2 && strchr ("\"'", *bare) && bare[end - 1] == *bare;
  g_autofree char *url = NULL;

  if (is_quoted)
    bare[end - 1] = '\0';
  url = html_url_remote (is_quoted ? bare + 1 : bare, remote);
  if (url && !strpbrk (url, "\"'()\\<>"))
    g_string_append_printf (kept, " url(\"%s\") ", url);
}

/* What is around the addresses must be whole without them. NULL when it is not harmless. */
static char *
clean_value (const char *value, gboolean may_load, HtmlRemote *remote)
{
  g_autoptr (GString) kept = g_string_new (NULL);
  const char *open;

  while ((open = may_load ? find_url (value) : NULL))
    {
      g_autofree char *before = g_strndup (value, (gsize) (open - value));
      const char *text = open + strlen (URL);
      const char *close = strchr (text, ')');

      if (!close || !is_harmless (before))
        return NULL;
      g_string_append (kept, before);
      append_url (kept, text, (gsize) (close - text), remote);
      value = close + 1;
    }
  if (!is_harmless (value))
    return NULL;
  g_string_append (kept, value);
  return g_strstrip (g_string_free (g_steal_pointer (&kept), FALSE));
}

static void
append_declaration (GString *kept, char *declaration, HtmlRemote *remote)
{
  char *colon = strchr (declaration, ':');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  const Property *property;

  if (!colon)
    return;
  *colon = '\0';
  name = g_strstrip (g_ascii_strdown (declaration, -1));
  property = find_property (name);
  if (!property)
    return;
  g_strdelimit (colon + 1, "\t\r\n\f", ' ');
  /* "!important" would win against the style sheet of whoever shows the mail. */
  colon[1 + strcspn (colon + 1, "!")] = '\0';
  value = clean_value (g_strstrip (colon + 1), property->has_url, remote);
  if (value && *value)
    g_string_append_printf (kept, "%s%s: %s", kept->len > 0 ? "; " : "", property->name, value);
}

char *
css_style_clean (const char *style, HtmlRemote *remote)
{
  g_autofree char *plain = without_comments (style);
  GString *kept = g_string_new (NULL);
  const char *rest = plain;

  while (*rest)
    {
      gsize length = declaration_length (rest);
      g_autofree char *declaration = g_strndup (rest, length);

      append_declaration (kept, declaration, remote);
      rest += length + (rest[length] ? 1 : 0);
    }
  return g_string_free (kept, FALSE);
}
