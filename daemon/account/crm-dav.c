/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-dav.h"

#include "certificate.h"
#include "crm-dav-private.h"
#include "dav-url.h"

#include <string.h>

#define SETTING_URL          "url"
#define SETTING_ADDRESS_BOOK "address-book"
#define SETTING_TASK_LIST    "task-list"
#define SETTING_USER         "user"
#define SETTING_CA_FILE      "ca-file"
#define SETTING_PIN          "pin"

#define TIMEOUT_SECONDS 60

G_DEFINE_FINAL_TYPE (CrmDav, crm_dav, TYPE_CRM_REMOTE)

static void
crm_dav_finalize (GObject *object)
{
  CrmDav *self = CRM_DAV (object);

  crm_dav_forget_pull (self);
  crm_dav_forget_places (self);
  for (guint kind = 0; kind < G_N_ELEMENTS (self->marks); kind++)
    {
      g_free (self->marks[kind].path);
      g_free (self->marks[kind].token);
      g_free (self->marks[kind].ctag);
    }
  g_clear_object (&self->line.client);
  g_free (self->url);
  g_free (self->address_book);
  g_free (self->task_list);
  g_free (self->user);
  g_free (self->ca_file);
  g_free (self->pin);
  G_OBJECT_CLASS (crm_dav_parent_class)->finalize (object);
}

static void
begin (CrmRemote *remote, const char *secret)
{
  CrmDav *self = CRM_DAV (remote);
  const HttpClientOptions options
      = { .ca_file = self->ca_file, .pin = self->pin, .timeout = TIMEOUT_SECONDS };

  self->line = (CrmDavLine){
    .client = http_client_new (&options),
    .parser = self->services->parser,
    .store = self->services->store,
    .user = self->user,
    .password = secret,
    .backend = crm_backend_dav.name,
  };
}

static void
end (CrmRemote *remote)
{
  CrmDav *self = CRM_DAV (remote);

  crm_dav_forget_pull (self);
  http_client_rest (self->line.client);
  g_clear_object (&self->line.client);
  self->line.password = NULL;
}

static void
crm_dav_class_init (CrmDavClass *class)
{
  CrmRemoteClass *remote_class = POSTHORN_CRM_REMOTE_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = crm_dav_finalize;
  remote_class->begin = begin;
  remote_class->end = end;
  remote_class->pull_async = crm_dav_pull_async;
  remote_class->pull_finish = crm_dav_pull_finish;
  remote_class->push_async = crm_dav_push_async;
  remote_class->push_finish = crm_dav_push_finish;
}

static void
crm_dav_init (CrmDav *self)
{
}

/* Settings. */

static gboolean
refuse (GError **error, const char *key, const char *reason)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: %s", key, reason);
  return FALSE;
}

static gboolean
check_url (const char *url, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (Endpoint) endpoint = *url ? endpoint_new_for_url (url, &cause) : NULL;

  if (!*url)
    return refuse (error, SETTING_URL,
                   "give the address that the server's operator names for CardDAV and CalDAV, such "
                   "as https://dav.example.org/");
  return endpoint ? TRUE : refuse (error, SETTING_URL, cause->message);
}

/* A name is anybody's; a place has to be at the same server. */
static gboolean
check_collection (const char *key, const char *url, const char *wanted, GError **error)
{
  g_autofree char *place = NULL;

  if (*wanted != '/' && !strstr (wanted, "://"))
    return TRUE;
  place = dav_url_resolve (url, wanted, NULL);
  return place ? TRUE
               : refuse (error, key, "give a name, or a path or URL at the server that url names");
}

static gboolean
check (const CrmDav *self, GError **error)
{
  if (!check_url (self->url, error)
      || !check_collection (SETTING_ADDRESS_BOOK, self->url, self->address_book, error)
      || !check_collection (SETTING_TASK_LIST, self->url, self->task_list, error))
    return FALSE;
  if (!*self->user)
    return refuse (error, SETTING_USER, "give the name by which the server knows you");
  if (self->ca_file && !g_path_is_absolute (self->ca_file))
    return refuse (error, SETTING_CA_FILE, "give the whole path, from /");
  if (self->pin && !certificate_is_pin (self->pin))
    return refuse (error, SETTING_PIN, "a pin is «sha256:» and 64 hexadecimal digits");
  return TRUE;
}

static char *
lookup (GVariant *settings, const char *key)
{
  const char *value = "";

  g_variant_lookup (settings, key, "&s", &value);
  return g_strdup (value);
}

static char *
lookup_optional (GVariant *settings, const char *key)
{
  g_autofree char *value = lookup (settings, key);

  return *value ? g_steal_pointer (&value) : NULL;
}

static CrmRemote *
open (AccountServices *services, GVariant *settings, GError **error)
{
  g_autoptr (CrmDav) self = g_object_new (CRM_TYPE_DAV, NULL);

  self->services = services;
  self->url = lookup (settings, SETTING_URL);
  self->address_book = lookup (settings, SETTING_ADDRESS_BOOK);
  self->task_list = lookup (settings, SETTING_TASK_LIST);
  self->user = lookup (settings, SETTING_USER);
  self->ca_file = lookup_optional (settings, SETTING_CA_FILE);
  self->pin = lookup_optional (settings, SETTING_PIN);
  return check (self, error) ? POSTHORN_CRM_REMOTE (g_steal_pointer (&self)) : NULL;
}

static const CrmSetting settings[] = {
  { SETTING_URL, "s" },  { SETTING_ADDRESS_BOOK, "s" }, { SETTING_TASK_LIST, "s" },
  { SETTING_USER, "s" }, { SETTING_CA_FILE, "s" },      { SETTING_PIN, "s" },
  { NULL, NULL },
};

const CrmBackend crm_backend_dav = {
  .name = "dav",
  .title = "the DAV server",
  .secret = "password",
  .settings = settings,
  .open = open,
};
