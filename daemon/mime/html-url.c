/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html-url.h"

#include <string.h>

#define HTTP   "http://"
#define HTTPS  "https://"
#define MAILTO "mailto:"
#define CID    "cid:"

/* Of a picture there are a few sizes. */
#define CANDIDATES 16

static gboolean
begins (const char *url, const char *scheme)
{
  return g_ascii_strncasecmp (url, scheme, strlen (scheme)) == 0;
}

/* Browsers overlook control characters, also within "java\nscript:"; an address that begins with
 * two slashes takes the scheme of the page, of which mail has none. */
static char *
clean (const char *value)
{
  g_autofree char *stripped = g_strstrip (g_strdup (value));
  GString *url = g_string_new (g_str_has_prefix (stripped, "//") ? "https:" : "");

  for (const char *at = stripped; *at; at++)
    if (*at == ' ')
      g_string_append (url, "%20");
    else if (!g_ascii_iscntrl (*at))
      g_string_append_c (url, *at);
  return g_string_free (url, FALSE);
}

static char *
clean_with (const char *value, const char *const *schemes)
{
  g_autofree char *url = clean (value);

  for (guint i = 0; schemes[i]; i++)
    if (begins (url, schemes[i]))
      return g_steal_pointer (&url);
  return NULL;
}

char *
html_url_link (const char *value)
{
  static const char *const schemes[] = { HTTP, HTTPS, MAILTO, NULL };

  return clean_with (value, schemes);
}

static char *
remote_url (const char *value)
{
  static const char *const schemes[] = { HTTP, HTTPS, NULL };

  return clean_with (value, schemes);
}

/* URL is taken. */
static char *
allow (char *url, HtmlRemote *remote)
{
  if (!url || remote->is_allowed)
    return url;
  remote->removed++;
  g_free (url);
  return NULL;
}

char *
html_url_remote (const char *value, HtmlRemote *remote)
{
  return allow (remote_url (value), remote);
}

/* One "address 2x", without the comma behind it; the address has no space in it and may have
 * commas. */
static void
append_candidate (GString *set, const char *url, const char *descriptor, gsize length)
{
  g_autofree char *harmless = remote_url (url);

  if (!harmless || strspn (descriptor, "0123456789.wxh \t\r\n") < length)
    return;
  g_string_append_printf (set, "%s%s%.*s", set->len > 0 ? ", " : "", harmless, (int) length,
                          descriptor);
}

char *
html_url_remote_set (const char *value, HtmlRemote *remote)
{
  GString *set = g_string_new (NULL);

  for (guint i = 0; i < CANDIDATES && *value; i++)
    {
      g_autofree char *url = NULL;
      gsize length;

      value += strspn (value, ", \t\r\n");
      length = strcspn (value, " \t\r\n");
      url = g_strndup (value, length);
      value += length;
      length = g_str_has_suffix (url, ",") ? 0 : strcspn (value, ",");
      g_strdelimit (url, ",", ' ');
      g_strchomp (url);
      append_candidate (set, g_strdelimit (url, " ", ','), value, length);
      value += length;
    }
  return allow (g_string_free (set, set->len == 0), remote);
}

char *
html_url_content_id (const char *value)
{
  g_autofree char *url = clean (value);

  return begins (url, CID) ? g_uri_unescape_string (url + strlen (CID), NULL) : NULL;
}
