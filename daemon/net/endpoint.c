/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "endpoint.h"

#include <gio/gio.h>

#include <string.h>

static const char *const mode_names[] = {
  [TLS_MODE_IMPLICIT] = "implicit",
  [TLS_MODE_STARTTLS] = "starttls",
  [TLS_MODE_NONE] = "none",
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
  copy->for_sending = endpoint->for_sending;
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
endpoint_settings (const Endpoint *endpoint)
{
  return endpoint->for_sending ? "smtp-" : "";
}

gboolean
endpoint_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost");
}
