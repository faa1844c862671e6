/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-signature.h"

#include <string.h>

#define MARK      "-- \n"
#define HTML_MARK "class=\"posthorn-signature\""

static char *
without_end_lines (const char *text)
{
  gsize length = strlen (text);

  while (length > 0 && text[length - 1] == '\n')
    length--;
  return g_strndup (text, length);
}

/* At the beginning of a line of BODY. SIGNATURE has its mark. */
static gboolean
has_signature (const char *body, const char *signature)
{
  for (const char *at = body; (at = strstr (at, signature)); at++)
    if (at == body || at[-1] == '\n')
      return TRUE;
  return FALSE;
}

char *
mime_signature_join_text (const char *body, const char *signature, const char *quotation)
{
  g_autofree char *words = without_end_lines (body);
  g_autofree char *own = without_end_lines (signature);
  g_autofree char *marked
      = strncmp (own, MARK, strlen (MARK)) == 0 ? g_strdup (own) : g_strconcat (MARK, own, NULL);
  GString *text = g_string_new (words);

  if (*words)
    g_string_append_c (text, '\n');
  if (*own && !has_signature (words, marked))
    g_string_append_printf (text, "\n%s\n", marked);
  if (*quotation)
    g_string_append_printf (text, "\n%s", quotation);
  return g_string_free (text, FALSE);
}

/* Where in BODY something is put so that it is the last that is shown of it. */
static gsize
end_of_content (const char *body)
{
  g_autofree char *lower = g_ascii_strdown (body, -1);
  const char *end = g_strrstr (lower, "</body");

  if (!end)
    end = g_strrstr (lower, "</html");
  return end ? (gsize) (end - lower) : strlen (body);
}

char *
mime_signature_join_html (const char *body, const char *signature, const char *quotation)
{
  gsize end = end_of_content (body);
  GString *html = g_string_new_len (body, (gssize) end);

  if (*signature && !strstr (body, HTML_MARK) && !strstr (body, signature))
    g_string_append_printf (html, "\n<br>\n<div " HTML_MARK ">%s</div>", signature);
  if (*quotation)
    g_string_append_printf (html, "\n<br>\n%s", quotation);
  g_string_append (html, body + end);
  if (html->len > 0 && html->str[html->len - 1] != '\n')
    g_string_append_c (html, '\n');
  return g_string_free (html, FALSE);
}
