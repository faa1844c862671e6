/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-webhook.h"

#include "error.h"
#include "shown-text.h"

#include <string.h>

#define USER_DIGITS_MOST    18
#define TOKEN_LETTERS       8
#define TOKEN_LETTERS_MOST  128
#define METHOD_LETTERS      G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "._-"
#define METHOD_LETTERS_MOST 80
#define HOST_SHOWN_MOST     80

struct _Bitrix24Webhook
{
  char *scheme;
  char *portal;
  char *user;
  char *token;
};

static const char form[]
    = "give the webhook as the portal shows it: https://PORTAL/rest/USER/CODE/";

static Bitrix24Webhook *
webhook_new (const char *scheme, const char *portal, const char *user, const char *token)
{
  Bitrix24Webhook *webhook = g_new0 (Bitrix24Webhook, 1);

  webhook->scheme = g_strdup (scheme);
  webhook->portal = g_strdup (portal);
  webhook->user = g_strdup (user);
  webhook->token = g_strdup (token);
  return webhook;
}

Bitrix24Webhook *
bitrix24_webhook_copy (const Bitrix24Webhook *webhook)
{
  return webhook_new (webhook->scheme, webhook->portal, webhook->user, webhook->token);
}

Bitrix24Webhook *
bitrix24_webhook_at (const Bitrix24Webhook *webhook, const char *portal)
{
  return webhook_new ("https", portal, webhook->user, webhook->token);
}

void
bitrix24_webhook_free (Bitrix24Webhook *webhook)
{
  if (!webhook)
    return;
  explicit_bzero (webhook->token, strlen (webhook->token));
  g_free (webhook->scheme);
  g_free (webhook->portal);
  g_free (webhook->user);
  g_free (webhook->token);
  g_free (webhook);
}

/* "host", "host:8443", "[::1]", lower case; "" when there is none. */
static char *
portal_of (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autofree char *ascii = host && *host ? g_hostname_to_ascii (host) : NULL;
  g_autofree char *lower = g_ascii_strdown (ascii ? ascii : "", -1);
  g_autofree char *name = g_strdup_printf (strchr (lower, ':') ? "[%s]" : "%s", lower);
  int standard = g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
  int port = g_uri_get_port (uri);

  if (port <= 0 || port == standard || *lower == '\0')
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s:%d", name, port);
}

static gboolean
consists_of (const char *text, gsize least, gsize most, const char *letters)
{
  gsize length = text ? strlen (text) : 0;

  return length >= least && length <= most && strspn (text, letters) == length;
}

/* Of PATH, "/rest/1/abcdef/profile.json"; the parts are its third and fourth. */
static gboolean
is_path (char **parts)
{
  guint count = g_strv_length (parts);

  return count >= 4 && count <= 6 && *parts[0] == '\0' && g_str_equal (parts[1], "rest")
         && consists_of (parts[2], 1, USER_DIGITS_MOST, "0123456789") && parts[2][0] != '0'
         && consists_of (parts[3], TOKEN_LETTERS, TOKEN_LETTERS_MOST,
                         G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS)
         && (count < 5 || consists_of (parts[4], 0, METHOD_LETTERS_MOST, METHOD_LETTERS))
         && (count < 6 || *parts[5] == '\0');
}

static const char *
find_fault (GUri *uri, char **parts)
{
  const char *scheme = uri ? g_uri_get_scheme (uri) : "";

  if (!uri || !g_uri_get_host (uri) || *g_uri_get_host (uri) == '\0')
    return "is no URL of a portal";
  if (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))
    return "does not begin with https://";
  if (g_uri_get_userinfo (uri) || g_uri_get_query (uri) || g_uri_get_fragment (uri))
    return "has more in it than portal, user and code";
  return is_path (parts) ? NULL : "has no /rest/USER/CODE/ behind the portal";
}

Bitrix24Webhook *
bitrix24_webhook_parse (const char *url, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (url));
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  g_auto (GStrv) parts = g_strsplit (uri ? g_uri_get_path (uri) : "", "/", -1);
  const char *fault = find_fault (uri, parts);
  g_autofree char *portal = NULL;

  if (fault)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED, "what was given %s; %s", fault,
                   form);
      return NULL;
    }
  portal = portal_of (uri);
  return webhook_new (g_uri_get_scheme (uri), portal, parts[2], parts[3]);
}

const char *
bitrix24_webhook_portal (const Bitrix24Webhook *webhook)
{
  return webhook->portal;
}

const char *
bitrix24_webhook_user (const Bitrix24Webhook *webhook)
{
  return webhook->user;
}

char *
bitrix24_webhook_url (const Bitrix24Webhook *webhook, const char *method)
{
  return g_strdup_printf ("%s://%s/rest/%s/%s/%s", webhook->scheme, webhook->portal, webhook->user,
                          webhook->token, method);
}

char *
bitrix24_webhook_redact (const Bitrix24Webhook *webhook, const char *text, gsize length)
{
  gsize token = strlen (webhook->token);
  const char *end = text + strnlen (text, length);
  GString *clean = g_string_sized_new (end - text);

  while (text < end)
    {
      gboolean is_token
          = (gsize) (end - text) >= token && g_ascii_strncasecmp (text, webhook->token, token) == 0;

      if (is_token)
        g_string_append (clean, "…");
      else
        g_string_append_c (clean, *text);
      text += is_token ? token : 1;
    }
  return g_string_free (clean, FALSE);
}

/* "bitrix24.de" of "acme.bitrix24.de"; NULL for a host of one's own. */
static const char *
bitrix24_domain (const char *portal)
{
  const char *dot = strchr (portal, '.');

  return dot && dot > portal && g_str_has_prefix (dot, ".bitrix24.") && !strchr (portal, ':')
             ? dot + 1
             : NULL;
}

static gboolean
is_vetted (const Bitrix24Webhook *webhook, const char *portal, const char *const *allowed)
{
  const char *domain = bitrix24_domain (webhook->portal);

  if (allowed && g_strv_contains (allowed, portal))
    return TRUE;
  return domain && g_strcmp0 (bitrix24_domain (portal), domain) == 0;
}

/* Another path is no move of the portal but, say, its page for logging in. */
static gboolean
is_same_path (const Bitrix24Webhook *webhook, const char *method, GUri *uri)
{
  g_autofree char *path = g_strdup_printf ("/rest/%s/%s/%s", webhook->user, webhook->token, method);

  return g_str_equal (g_uri_get_path (uri), path);
}

static Bitrix24Webhook *
refuse_move (const Bitrix24Webhook *webhook, const char *portal, const char *why, GError **error)
{
  g_autofree char *clean = bitrix24_webhook_redact (webhook, portal, strlen (portal));
  g_autofree char *shown = shown_text (*clean ? clean : "nowhere", HOST_SHOWN_MOST);

  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
               "Bitrix24 at %s says that it has moved to %s, %s", webhook->portal, shown, why);
  return NULL;
}

Bitrix24Webhook *
bitrix24_webhook_moved (const Bitrix24Webhook *webhook, const char *method, const char *location,
                        const char *const *allowed, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (location, G_URI_FLAGS_NONE, NULL);
  g_autofree char *portal = uri ? portal_of (uri) : g_strdup ("");

  if (!uri || *portal == '\0')
    return refuse_move (webhook, portal, "which is no portal; look at it with a browser", error);
  if (!g_str_equal (g_uri_get_scheme (uri), "https"))
    return refuse_move (webhook, portal, "where nothing is encrypted; that is not followed", error);
  if (!is_same_path (webhook, method, uri) || g_str_equal (portal, webhook->portal))
    return refuse_move (webhook, portal,
                        "but to another page; look at it with a browser, and make a new webhook "
                        "there if need be",
                        error);
  if (!is_vetted (webhook, portal, allowed))
    return refuse_move (webhook, portal,
                        "which nobody has vetted; if that is right, allow it with «posthornctl crm "
                        "configure portal-hosts=HOST», or give the webhook of the new portal",
                        error);
  return bitrix24_webhook_at (webhook, portal);
}
