/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "credentials.h"
#include "crm-sync-private.h"
#include "error.h"
#include "log.h"
#include "store-batch-remote.h"

#define OPERATION "crm"

/* What is on its way to the disk. */
typedef struct
{
  const CrmBackend *backend;
  GVariant *settings;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_clear_pointer (&choice->settings, g_variant_unref);
  g_free (choice);
}

const CrmBackend *
crm_sync_find (CrmSync *self, const char *name)
{
  for (const CrmBackend *const *at = self->backends; *at; at++)
    if (g_str_equal ((*at)->name, name))
      return *at;
  return NULL;
}

GVariant *
crm_sync_parse_settings (const char *text)
{
  GVariant *settings
      = *text ? g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL) : NULL;

  return settings ? settings : g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0);
}

static GVariant *
empty_value (const char *type)
{
  switch (*type)
    {
    case 's':
      return g_variant_new_string ("");
    case 'b':
      return g_variant_new_boolean (FALSE);
    default:
      return g_variant_new_strv (NULL, 0);
    }
}

GVariant *
crm_sync_get_settings (CrmSync *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  for (const CrmSetting *at = self->backend ? self->backend->settings : NULL; at && at->key; at++)
    {
      g_autoptr (GVariant) value
          = g_variant_lookup_value (self->settings, at->key, G_VARIANT_TYPE (at->type));
      g_variant_dict_insert_value (&dict, at->key, value ? value : empty_value (at->type));
    }
  return g_variant_dict_end (&dict);
}

static void
on_setting_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    log_warning (NULL, NULL, OPERATION, "a setting could not be kept: %s", error->message);
}

static StoreBatch *
configure_batch (const char *backend, GVariant *settings)
{
  StoreBatch *batch = store_batch_new ();
  g_autofree char *text = g_variant_print (settings, TRUE);

  store_batch_configure_remote (batch, backend, text);
  return batch;
}

/* Transfer full. */
static GVariant *
merge (GVariant *old, GVariant *changed)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (old);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, changed);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_variant_dict_insert_value (&dict, key, value);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* What the backend itself has learnt: it knows it already. */
static void
on_setting (CrmRemote *remote, const char *key, GVariant *value, CrmSync *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (self->settings);
  GVariant *settings;

  g_variant_dict_insert_value (&dict, key, value);
  settings = g_variant_ref_sink (g_variant_dict_end (&dict));
  g_variant_unref (self->settings);
  self->settings = settings;
  store_commit_async (self->services->store, configure_batch (self->backend->name, settings),
                      on_setting_kept, NULL);
}

static void
drop_remote (CrmSync *self)
{
  if (self->remote)
    g_signal_handlers_disconnect_by_data (self->remote, self);
  g_clear_object (&self->remote);
  g_clear_error (&self->lack);
}

static void
open_remote (CrmSync *self)
{
  drop_remote (self);
  if (!self->backend)
    return;
  self->remote = self->backend->open (self->services, self->settings, &self->lack);
  if (self->lack)
    g_prefix_error (&self->lack, "%s is not set up yet: ", self->backend->title);
  else
    g_signal_connect_object (self->remote, "setting", G_CALLBACK (on_setting), self, 0);
}

void
crm_sync_take (CrmSync *self, const CrmBackend *backend, GVariant *settings)
{
  if (backend != self->backend)
    {
      self->left_out = 0;
      crm_sync_take_sums (self, NULL);
    }
  self->backend = backend;
  g_variant_unref (self->settings);
  self->settings = g_variant_ref_sink (settings);
  open_remote (self);
}

/* One change at a time: each begins with what the last one has left. TRUE when TASK was answered.
 */
static gboolean
refuse_while_changing (CrmSync *self, GTask *task)
{
  if (!self->is_changing)
    return FALSE;
  g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_BUSY,
                           "CRM is being set up by somebody else just now; try again");
  return TRUE;
}

static gboolean
refuse_local (CrmSync *self, GTask *task)
{
  if (self->backend)
    return FALSE;
  g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
                           "The backend «local» has nothing to be configured: customers and tasks "
                           "are kept by Posthorn itself; choose another Backend first");
  return TRUE;
}

static void
in_force (GTask *task)
{
  CrmSync *self = g_task_get_source_object (task);
  const Choice *choice = g_task_get_task_data (task);

  self->is_changing = FALSE;
  crm_sync_take (self, choice->backend, choice->settings);
  crm_sync_try_anew (self);
  g_task_return_boolean (task, TRUE);
}

/* Takes ERROR. */
static void
give_up (GTask *task, GError *error)
{
  CrmSync *self = g_task_get_source_object (task);

  self->is_changing = FALSE;
  errand_want (self->errand);
  g_task_return_error (task, error);
}

/* Choosing. */

static void
on_settings (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Choice *choice = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreRemote) remote = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (error)
    {
      give_up (task, error);
      return;
    }
  choice->settings = g_variant_ref_sink (crm_sync_parse_settings (remote ? remote->settings : ""));
  in_force (task);
}

static gpointer
read_remote (StoreReader *reader, gpointer backend, GError **error)
{
  return store_reader_remote (reader, backend, error);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Choice *choice = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    give_up (task, error);
  else
    store_read_async (POSTHORN_STORE (source), read_remote,
                      (gpointer) (choice->backend ? choice->backend->name : ""), NULL,
                      (GDestroyNotify) store_remote_free, NULL, on_settings, g_object_ref (task));
}

void
crm_sync_choose_async (CrmSync *self, const char *name, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  const CrmBackend *backend = crm_sync_find (self, name);
  Choice *choice = g_new0 (Choice, 1);
  StoreBatch *batch;

  choice->backend = backend;
  g_task_set_task_data (task, choice, choice_free);
  if (!backend && !g_str_equal (name, CRM_LOCAL))
    {
      g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
                               "Backend: this Posthorn cannot use %s; «local» keeps customers and "
                               "tasks here alone",
                               name);
      return;
    }
  if (refuse_while_changing (self, task))
    return;
  self->is_changing = TRUE;
  errand_hold (self->errand);
  batch = store_batch_new ();
  store_batch_choose_remote (batch, backend ? backend->name : "");
  store_commit_async (self->services->store, batch, on_chosen, g_steal_pointer (&task));
}

/* Settings. */

static void
on_configured (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (changes)
    in_force (task);
  else
    give_up (task, error);
}

/* Whether they would do. */
static gboolean
check_settings (CrmSync *self, GVariant *settings, GError **error)
{
  g_autoptr (CrmRemote) remote = self->backend->open (self->services, settings, error);

  return remote != NULL;
}

void
crm_sync_configure_async (CrmSync *self, GVariant *settings, GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  Choice *choice = g_new0 (Choice, 1);
  GError *error = NULL;
  StoreBatch *batch;

  g_task_set_task_data (task, choice, choice_free);
  if (refuse_local (self, task) || refuse_while_changing (self, task))
    return;
  choice->backend = self->backend;
  choice->settings = merge (self->settings, settings);
  if (!check_settings (self, choice->settings, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->is_changing = TRUE;
  errand_hold (self->errand);
  batch = configure_batch (self->backend->name, choice->settings);
  store_batch_restart_remote (batch, self->backend->name);
  store_commit_async (self->services->store, batch, on_configured, g_steal_pointer (&task));
}

/* The secret. */

static void
on_restarted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmSync *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  crm_sync_try_anew (self);
  g_task_return_boolean (task, TRUE);
}

static void
on_secret_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmSync *self = g_task_get_source_object (task);
  const CrmBackend *backend = g_task_get_task_data (task);
  GError *error = NULL;
  StoreBatch *batch;

  if (!credentials_save_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  batch = store_batch_new ();
  store_batch_restart_remote (batch, backend->name);
  store_commit_async (self->services->store, batch, on_restarted, g_object_ref (task));
}

static gboolean
check_secret (const CrmBackend *backend, const char *kind, const char *secret, GError **error)
{
  if (g_strcmp0 (kind, backend->secret) == 0)
    return !backend->check_secret || backend->check_secret (secret, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "kind: %s takes a secret of kind %s",
               backend->title, backend->secret ? backend->secret : "none");
  return FALSE;
}

void
crm_sync_set_secret_async (CrmSync *self, const char *kind, const char *secret,
                           GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  GError *error = NULL;

  if (refuse_local (self, task))
    return;
  g_task_set_task_data (task, (gpointer) self->backend, NULL);
  if (check_secret (self->backend, kind, secret, &error))
    credentials_save_async (
        secret_place_of_backend (self->backend->name, self->backend->title, kind), secret,
        on_secret_saved, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

gboolean
crm_sync_finish (CrmSync *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
