/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net-error.h"

#include "error.h"

#include <gio/gio.h>

GError *
net_error_closed (const Endpoint *endpoint)
{
  g_autofree char *name = endpoint_name (endpoint);

  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE,
                      "%s has closed the connection: try again later", name);
}

/* Without a network the resolver fails "temporarily" for every name, so that is no reason to
 * doubt the spelling. */
static GError *
resolver_error (const GError *cause, const Endpoint *endpoint)
{
  if (g_error_matches (cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE))
    return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_OFFLINE,
                        "The host name %s cannot be looked up: check the network, then the "
                        "spelling of the name",
                        endpoint->host);
  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE,
                      "The host name %s does not exist: check the spelling", endpoint->host);
}

/* GnuTLS has no code of its own for a server that speaks plain text. */
static char *
advice_without_tls (const Endpoint *endpoint)
{
  const char *setting = endpoint_tls_setting (endpoint);

  if (!setting)
    return g_strdup ("with https it has to lead to a server that speaks TLS there");
  return g_strdup_printf ("or set %s to starttls if the server wants that there", setting);
}

static GError *
tls_error (const GError *cause, const Endpoint *endpoint)
{
  g_autofree char *name = endpoint_name (endpoint);
  g_autofree char *advice = advice_without_tls (endpoint);

  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return net_error_closed (endpoint);
  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TLS_FAILED,
                      "TLS with %s failed (%s): check %s, %s", name, cause->message,
                      endpoint_place (endpoint), advice);
}

static GError *
io_error (const GError *cause, const Endpoint *endpoint)
{
  g_autofree char *name = endpoint_name (endpoint);

  switch (cause->code)
    {
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_HOST_UNREACHABLE:
      return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_OFFLINE,
                          "There is no route to %s: check the network", name);
    case G_IO_ERROR_CONNECTION_REFUSED:
      return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE,
                          "%s refused the connection: check %s, or try again later", name,
                          endpoint_place (endpoint));
    case G_IO_ERROR_HOST_NOT_FOUND:
      return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE,
                          "The host name %s does not exist: check the spelling", endpoint->host);
    case G_IO_ERROR_CONNECTION_CLOSED:
      return net_error_closed (endpoint);
    case G_IO_ERROR_TIMED_OUT:
      return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT,
                          "%s does not answer: check the network, or try again later", name);
    case G_IO_ERROR_CANCELLED:
      return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED,
                          "The connection to %s was given up because that was asked for", name);
    default:
      return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE,
                          "The connection to %s failed (%s): try again later", name,
                          cause->message);
    }
}

GError *
net_error_new (const GError *cause, const Endpoint *endpoint)
{
  if (cause->domain == POSTHORN_ERROR)
    return g_error_copy (cause);
  if (cause->domain == G_RESOLVER_ERROR)
    return resolver_error (cause, endpoint);
  if (cause->domain == G_TLS_ERROR)
    return tls_error (cause, endpoint);
  if (cause->domain == G_IO_ERROR)
    return io_error (cause, endpoint);
  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE,
                      "The connection to %s failed (%s): try again later", endpoint->host,
                      cause->message);
}

GError *
net_error_cancelled (const Endpoint *endpoint, const char *what)
{
  g_autofree char *name = endpoint_name (endpoint);

  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED,
                      "%s: %s was given up because that was asked for", name, what);
}

static char *
advice_without_greeting (const Endpoint *endpoint)
{
  if (endpoint->tls == TLS_MODE_IMPLICIT)
    return g_strdup_printf ("check %s", endpoint_place (endpoint));
  return g_strdup_printf ("if it wants TLS from the first octet, set %s to implicit",
                          endpoint_tls_setting (endpoint));
}

GError *
net_error_opening_timeout (const Endpoint *endpoint, guint seconds, gboolean connected,
                           gboolean greeted)
{
  g_autofree char *name = endpoint_name (endpoint);
  g_autofree char *advice = NULL;
  const char *what = "did not finish the login";

  if (!connected)
    {
      what = "could not be reached";
      advice = g_strdup_printf ("check the network, %s", endpoint_place (endpoint));
    }
  else if (!greeted)
    {
      what = "sent no greeting";
      advice = advice_without_greeting (endpoint);
    }
  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT, "%s %s within %u seconds: %s", name,
                      what, seconds, advice ? advice : "try again later");
}
