/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "endpoint.h"

#include <gio/gio.h>

#include <string.h>

static const char *const mode_names[] = {
  [TLS_MODE_IMPLICIT] = "implicit",
  [TLS_MODE_STARTTLS] = "starttls",
  [TLS_MODE_NONE] = "none",
};

static const struct
{
  const char *place;
  const char *tls;
} use_settings[] = {
  [ENDPOINT_FOR_MAIL] = { "host and port", "tls" },
  [ENDPOINT_FOR_SENDING] = { "smtp-host and smtp-port", "smtp-tls" },
  [ENDPOINT_FOR_WEB] = { "the URL", NULL },
};

Endpoint *
endpoint_copy (const Endpoint *endpoint)
{
  Endpoint *copy = g_new0 (Endpoint, 1);

  copy->host = g_strdup (endpoint->host);
  copy->port = endpoint->port;
  copy->tls = endpoint->tls;
  copy->ca_file = g_strdup (endpoint->ca_file);
  copy->pin = g_strdup (endpoint->pin);
  copy->use = endpoint->use;
  return copy;
}

void
endpoint_free (Endpoint *endpoint)
{
  g_free (endpoint->host);
  g_free (endpoint->ca_file);
  g_free (endpoint->pin);
  g_free (endpoint);
}

static gboolean
refuse_url (GError **error, const char *host, const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "The URL%s%s %s", host ? " of " : "",
               host ? host : "", why);
  return FALSE;
}

static gboolean
check_url (GUri *url, GError **error)
{
  const char *host = g_uri_get_host (url);
  const char *scheme = g_uri_get_scheme (url);
  gboolean is_plain = strcmp (scheme, "http") == 0;

  if (!is_plain && strcmp (scheme, "https") != 0)
    return refuse_url (error, NULL, "has to begin with https://");
  if (!host || !*host)
    return refuse_url (error, NULL, "names no server");
  if (g_uri_get_userinfo (url))
    return refuse_url (error, host, "has a user or password in it: give them apart");
  if (g_uri_get_fragment (url))
    return refuse_url (error, host, "has a # in it: leave out what begins there");
  if (is_plain && !endpoint_is_loopback (host))
    return refuse_url (error, host,
                       "has to begin with https://: plain http is allowed to this computer only");
  return TRUE;
}

/* GLib lets spaces and line breaks pass. */
static GUri *
parse_url (const char *url)
{
  for (const char *at = url; *at; at++)
    {
      if (g_ascii_iscntrl (*at) || *at == ' ')
        return NULL;
    }
  return g_uri_parse (url, (GUriFlags) (G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE), NULL);
}

Endpoint *
endpoint_new_for_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = parse_url (url);
  Endpoint *endpoint;

  if (!uri)
    {
      refuse_url (error, NULL, "cannot be read: it has to look like https://server/path");
      return NULL;
    }
  if (!check_url (uri, error))
    return NULL;
  endpoint = g_new0 (Endpoint, 1);
  endpoint->host = g_strdup (g_uri_get_host (uri));
  endpoint->port = g_uri_get_port (uri);
  endpoint->tls = strcmp (g_uri_get_scheme (uri), "http") == 0 ? TLS_MODE_NONE : TLS_MODE_IMPLICIT;
  endpoint->use = ENDPOINT_FOR_WEB;
  return endpoint;
}

gboolean
tls_mode_parse (const char *text, TlsMode *mode)
{
  for (guint i = 0; i < G_N_ELEMENTS (mode_names); i++)
    {
      if (strcmp (text, mode_names[i]) == 0)
        {
          *mode = (TlsMode) i;
          return TRUE;
        }
    }
  return FALSE;
}

const char *
tls_mode_name (TlsMode mode)
{
  return mode_names[mode];
}

char *
endpoint_name (const Endpoint *endpoint)
{
  if (strchr (endpoint->host, ':'))
    return g_strdup_printf ("[%s]:%u", endpoint->host, endpoint->port);
  return g_strdup_printf ("%s:%u", endpoint->host, endpoint->port);
}

const char *
endpoint_place (const Endpoint *endpoint)
{
  return use_settings[endpoint->use].place;
}

const char *
endpoint_tls_setting (const Endpoint *endpoint)
{
  return use_settings[endpoint->use].tls;
}

gboolean
endpoint_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost");
}
