/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any octets give HTML that has only known elements, each closed, only known attributes, in
 * quotes, and only addresses with a harmless scheme.
 */
#include "html-rules.h"
#include "html-safe.h"

#include <stdint.h>
#include <string.h>

#define LIMIT 65536

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const char *
image (gpointer data, const char *content_id)
{
  return *content_id ? "data:image/png;base64,AAAA" : NULL;
}

static void
assert_value (const HtmlAttribute *attribute, const char *value)
{
  static const char *const schemes[]
      = { "http://", "https://", "mailto:", "data:image/png;base64,", NULL };
  gboolean is_address = attribute->kind == HTML_LINK || attribute->kind == HTML_SOURCE;
  gboolean is_harmless = !is_address;
  g_autofree char *lower = g_ascii_strdown (value, -1);

  for (guint i = 0; schemes[i]; i++)
    is_harmless = is_harmless || g_str_has_prefix (lower, schemes[i]);
  g_assert_true (is_harmless);
  g_assert_null (strpbrk (value, "<>"));
  if (attribute->kind == HTML_STYLE)
    g_assert_null (strchr (value, '\\'));
}

/* At the space before the first name; returns what is behind the tag. */
static const char *
assert_attributes (const char *at, const HtmlElement *element)
{
  while (*at == ' ')
    {
      gsize length = strcspn (at + 1, "=");
      g_autofree char *name = g_strndup (at + 1, length);
      const char *value = at + length + 3;
      g_autofree char *text = g_strndup (value, strcspn (value, "\""));
      const HtmlAttribute *attribute = html_attribute_find (name, element);

      g_assert_true (g_str_has_prefix (at + 1 + length, "=\""));
      if (attribute)
        assert_value (attribute, text);
      else
        g_assert_true (strcmp (name, "rel") == 0 || strcmp (name, HTML_REMOVED) == 0);
      at = value + strlen (text) + 1;
    }
  g_assert_cmpint (*at, ==, '>');
  return at + 1;
}

static const char *
assert_tag (const char *tag, GPtrArray *open)
{
  gboolean is_end = tag[1] == '/';
  const char *start = tag + (is_end ? 2 : 1);
  gsize length = strspn (start, "abcdefghijklmnopqrstuvwxyz123456");
  g_autofree char *name = g_strndup (start, length);
  const HtmlElement *element = html_element_find (name);

  g_assert_nonnull (element);
  g_assert_cmpint (element->kind, !=, HTML_DROPPED);
  if (is_end)
    {
      g_assert_true (g_ptr_array_steal_index (open, open->len - 1) == element);
      g_assert_cmpint (start[length], ==, '>');
      return start + length + 1;
    }
  if (element->kind != HTML_VOID)
    g_ptr_array_add (open, (gpointer) element);
  return assert_attributes (start + length, element);
}

static void
assert_safe (const uint8_t *data, size_t size, gboolean remote)
{
  HtmlSafety safety = { remote, image, NULL };
  g_autofree char *html = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_autofree char *safe = html_safe (html, strlen (html), LIMIT, &safety);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();

  g_assert_true (g_utf8_validate (safe, -1, NULL));
  g_assert_cmpuint (strlen (safe), <, LIMIT + 8 * 65536);
  for (const char *at = safe; (at = strchr (at, '<'));)
    at = assert_tag (at, open);
  g_assert_cmpuint (open->len, ==, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  assert_safe (data, size, FALSE);
  assert_safe (data, size, TRUE);
  return 0;
}
