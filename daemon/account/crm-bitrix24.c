/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-bitrix24.h"

#include "bitrix24-webhook.h"
#include "credentials.h"
#include "crm-bitrix24-private.h"
#include "endpoint.h"
#include "error.h"

#define SETTING_CA_FILE  "ca-file"
#define SETTING_HOSTS    "portal-hosts"
#define SETTING_MOVED    "moved"
#define SETTING_PRESENCE "presence"

G_DEFINE_FINAL_TYPE (CrmBitrix24, crm_bitrix24, TYPE_CRM_REMOTE)

/* Nobody tells any more who is logged in there. */
static void
forget_presence (CrmBitrix24 *self)
{
  if (self->online)
    presence_set_elsewhere (self->services->presence, NULL, 0);
  g_clear_pointer (&self->online, g_ptr_array_unref);
}

static void
crm_bitrix24_dispose (GObject *object)
{
  forget_presence (CRM_BITRIX24 (object));
  G_OBJECT_CLASS (crm_bitrix24_parent_class)->dispose (object);
}

static void
crm_bitrix24_finalize (GObject *object)
{
  CrmBitrix24 *self = CRM_BITRIX24 (object);

  g_signal_handlers_disconnect_by_data (self->portal, self);
  g_object_unref (self->portal);
  g_strfreev (self->moved);
  g_free (self->user);
  g_free (self->place);
  G_OBJECT_CLASS (crm_bitrix24_parent_class)->finalize (object);
}

/* Where the webhook, which keeps the address it was made with, is to be sent to. Transfer full. */
static Bitrix24Webhook *
go_along (CrmBitrix24 *self, Bitrix24Webhook *webhook)
{
  Bitrix24Webhook *moved = NULL;

  if (!self->moved || !g_str_equal (self->moved[0], bitrix24_webhook_portal (webhook)))
    return webhook;
  moved = bitrix24_webhook_at (webhook, self->moved[1]);
  bitrix24_webhook_free (webhook);
  return moved;
}

/* A webhook that was made anew after the move is of the same portal. */
static const char *
first_address (CrmBitrix24 *self, const char *portal)
{
  return self->moved && g_str_equal (self->moved[1], portal) ? self->moved[0] : portal;
}

static void
begin (CrmRemote *remote, const char *secret)
{
  CrmBitrix24 *self = CRM_BITRIX24 (remote);
  Bitrix24Webhook *webhook = bitrix24_webhook_parse (secret, NULL);

  if (!webhook)
    return;
  self->user = g_strdup (bitrix24_webhook_user (webhook));
  self->place = g_strdup (first_address (self, bitrix24_webhook_portal (webhook)));
  bitrix24_portal_open (self->portal, go_along (self, webhook));
}

gboolean
crm_bitrix24_is_open (CrmBitrix24 *self, GTask *task)
{
  if (!self->user)
    g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED,
                             "What is kept as the webhook of Bitrix24 is none; give it anew with "
                             "«posthornctl crm secret»");
  return self->user != NULL;
}

static void
end (CrmRemote *remote)
{
  CrmBitrix24 *self = CRM_BITRIX24 (remote);

  bitrix24_portal_close (self->portal);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->place, g_free);
}

static void
on_moved (CrmBitrix24 *self, const char *portal)
{
  g_autofree char *moved = g_strconcat (self->place, " ", portal, NULL);

  g_strfreev (self->moved);
  self->moved = g_strsplit (moved, " ", 2);
  g_signal_emit_by_name (self, "setting", SETTING_MOVED, g_variant_new_string (moved));
}

static void
crm_bitrix24_class_init (CrmBitrix24Class *class)
{
  CrmRemoteClass *remote_class = POSTHORN_CRM_REMOTE_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = crm_bitrix24_dispose;
  G_OBJECT_CLASS (class)->finalize = crm_bitrix24_finalize;
  remote_class->begin = begin;
  remote_class->end = end;
  remote_class->pull_async = crm_bitrix24_pull_async;
  remote_class->pull_finish = crm_bitrix24_pull_finish;
  remote_class->push_async = crm_bitrix24_push_async;
  remote_class->push_finish = crm_bitrix24_push_finish;
}

static void
crm_bitrix24_init (CrmBitrix24 *self)
{
}

static gboolean
refuse (GError **error, const char *key, const char *reason)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: %s", key, reason);
  return FALSE;
}

/* "host" or "host:port", as bitrix24_webhook_portal() gives them. */
static gboolean
is_portal (const char *text)
{
  g_autofree char *url = g_strconcat ("https://", text, "/", NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return uri && g_uri_get_host (uri) && *g_uri_get_host (uri) && !g_uri_get_userinfo (uri)
         && g_str_equal (g_uri_get_path (uri), "/") && g_str_equal (lower, text);
}

static gboolean
check_hosts (const char *const *hosts, GError **error)
{
  for (; *hosts; hosts++)
    if (!is_portal (*hosts))
      return refuse (error, SETTING_HOSTS,
                     "each is a host in small letters, with its port where that is not 443, like "
                     "crm.example.org:8443");
  return TRUE;
}

/* Settings once they are read. */
typedef struct
{
  const char *ca_file;
  const char *moved;
  gboolean presence;
  const char **hosts;
} Settings;

static gboolean
check_settings (const Settings *settings, GStrv moved, GError **error)
{
  if (*settings->ca_file && !g_path_is_absolute (settings->ca_file))
    return refuse (error, SETTING_CA_FILE, "give the whole path, from /");
  if (*settings->moved
      && (g_strv_length (moved) != 2 || !is_portal (moved[0]) || !is_portal (moved[1])))
    return refuse (error, SETTING_MOVED,
                   "give the host that the portal had and the one that it has, with a space "
                   "between them, or nothing");
  return check_hosts ((const char *const *) settings->hosts, error);
}

static CrmRemote *
open_with (AccountServices *services, const Settings *settings, GStrv moved)
{
  CrmBitrix24 *self = g_object_new (CRM_TYPE_BITRIX24, NULL);

  self->services = services;
  self->tells_presence = settings->presence;
  self->moved = *settings->moved ? g_strdupv (moved) : NULL;
  self->portal = bitrix24_portal_new (*settings->ca_file ? settings->ca_file : NULL,
                                      (const char *const *) settings->hosts);
  g_signal_connect_swapped (self->portal, "moved", G_CALLBACK (on_moved), self);
  return POSTHORN_CRM_REMOTE (self);
}

static CrmRemote *
open (AccountServices *services, GVariant *variant, GError **error)
{
  static const char *none[] = { NULL };
  g_autofree const char **hosts = NULL;
  g_auto (GStrv) moved = NULL;
  Settings settings = { .ca_file = "", .moved = "", .hosts = none };

  g_variant_lookup (variant, SETTING_CA_FILE, "&s", &settings.ca_file);
  g_variant_lookup (variant, SETTING_MOVED, "&s", &settings.moved);
  g_variant_lookup (variant, SETTING_PRESENCE, "b", &settings.presence);
  if (g_variant_lookup (variant, SETTING_HOSTS, "^a&s", &hosts))
    settings.hosts = hosts;
  moved = g_strsplit (settings.moved, " ", -1);
  return check_settings (&settings, moved, error) ? open_with (services, &settings, moved) : NULL;
}

/* The network refuses what would be sent as plain text; here it is said in time. */
static gboolean
check_secret (const char *secret, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (Bitrix24Webhook) webhook = bitrix24_webhook_parse (secret, &fault);
  g_autofree char *url = webhook ? bitrix24_webhook_url (webhook, "") : NULL;
  g_autoptr (Endpoint) endpoint = url ? endpoint_new_for_url (url, &fault) : NULL;

  credentials_free_secret (g_steal_pointer (&url));
  if (!endpoint)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "webhook: %s", fault->message);
  return endpoint != NULL;
}

static const CrmSetting settings[] = {
  { SETTING_CA_FILE, "s" }, { SETTING_PRESENCE, "b" },
  { SETTING_HOSTS, "as" },  { SETTING_MOVED, "s" },
  { NULL, NULL },
};

const CrmBackend crm_backend_bitrix24 = {
  .name = "bitrix24",
  .title = "Bitrix24",
  .secret = "webhook",
  .settings = settings,
  .open = open,
  .check_secret = check_secret,
};
