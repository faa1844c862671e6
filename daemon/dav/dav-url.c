/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-url.h"

#include "error.h"

#include <string.h>

/* What may stand in a path as it is, and so means the same when it is encoded. */
#define PLAIN "-._~!$&'()*+,;=:@/"

static gboolean
is_plain (char octet)
{
  return g_ascii_isalnum (octet) || (octet != '\0' && strchr (PLAIN, octet));
}

static void
append_octet (GString *path, guchar octet, gboolean was_encoded)
{
  /* An encoded slash is none. */
  if (is_plain ((char) octet) && !(was_encoded && octet == '/'))
    g_string_append_c (path, (char) octet);
  else
    g_string_append_printf (path, "%%%02X", octet);
}

static char *
normal_path (const char *path)
{
  g_autoptr (GString) normal = g_string_new (*path == '/' ? NULL : "/");

  for (; *path; path++)
    {
      gboolean is_encoded
          = *path == '%' && g_ascii_isxdigit (path[1]) && g_ascii_isxdigit (path[2]);

      if (!is_encoded)
        {
          append_octet (normal, (guchar) *path, FALSE);
          continue;
        }
      append_octet (normal,
                    (guchar) (g_ascii_xdigit_value (path[1]) * 16 + g_ascii_xdigit_value (path[2])),
                    TRUE);
      path += 2;
    }
  return g_string_free (g_steal_pointer (&normal), FALSE);
}

static gboolean
is_same_server (GUri *one, GUri *other)
{
  return g_strcmp0 (g_uri_get_scheme (one), g_uri_get_scheme (other)) == 0
         && g_ascii_strcasecmp (g_uri_get_host (one), g_uri_get_host (other)) == 0
         && g_uri_get_port (one) == g_uri_get_port (other);
}

static char *
server_of (GUri *uri)
{
  g_autoptr (GUri) root = g_uri_build (G_URI_FLAGS_SCHEME_NORMALIZE, g_uri_get_scheme (uri), NULL,
                                       g_uri_get_host (uri), g_uri_get_port (uri), "/", NULL, NULL);
  char *server = g_uri_to_string (root);

  server[strlen (server) - 1] = '\0';
  return server;
}

char *
dav_url_resolve (const char *base, const char *href, GError **error)
{
  GUriFlags flags = (GUriFlags) (G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE
                                 | G_URI_FLAGS_PARSE_RELAXED);
  g_autoptr (GUri) from = g_uri_parse (base, flags, error);
  g_autoptr (GUri) uri = from ? g_uri_parse_relative (from, href, flags, NULL) : NULL;
  g_autofree char *path = NULL;
  g_autofree char *server = NULL;

  if (from && (!uri || !g_uri_get_host (uri)))
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
                 "%s has told where something lies in words that cannot be read: check url",
                 g_uri_get_host (from));
  if (!from || !uri || !g_uri_get_host (uri))
    return NULL;
  if (!is_same_server (from, uri))
    {
      g_autofree char *there = server_of (uri);
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
                   "%s sends on to %s, which is not followed, as the password is not for that: if "
                   "it is yours, set url to it",
                   g_uri_get_host (from), there);
      return NULL;
    }
  server = server_of (from);
  path = normal_path (g_uri_get_path (uri));
  return g_strconcat (server, path, NULL);
}

const char *
dav_url_path (const char *url)
{
  const char *server = strstr (url, "://");
  const char *path = server ? strchr (server + strlen ("://"), '/') : NULL;

  return path ? path : "/";
}

const char *
dav_url_name (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash ? slash + 1 : path;
}

gboolean
dav_url_is_same (const char *one, const char *other)
{
  gsize length = strlen (one);
  gsize other_length = strlen (other);

  length -= g_str_has_suffix (one, "/");
  other_length -= g_str_has_suffix (other, "/");
  return length == other_length && strncmp (one, other, length) == 0;
}

char *
dav_url_with_path (const char *url, const char *path)
{
  g_autofree char *server = g_strndup (url, (gsize) (dav_url_path (url) - url));

  return g_strconcat (server, path, NULL);
}
