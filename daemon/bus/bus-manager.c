/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-config.h"
#include "account-manager-settings.h"
#include "bus-config.h"
#include "bus-options.h"
#include "bus-path.h"
#include "bus-secret.h"
#include "bus-tables.h"
#include "bus-version.h"
#include "store-examination.h"

static GVariant *
get_version (gpointer object)
{
  return g_variant_new_string (POSTHORN_VERSION);
}

static void
on_paused (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  account_manager_set_paused_finish ((AccountManager *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static GVariant *
set_paused (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  account_manager_set_paused_async (object, g_variant_get_boolean (value), on_paused,
                                    bus_call_take (call));
  return NULL;
}

static GVariant *
find_account (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autofree char *path = NULL;
  const char *name;
  Account *account;

  g_variant_get (arguments, "(&s)", &name);
  account = account_manager_find_account (object, name, error);
  if (!account)
    return NULL;
  path = bus_path_of_account (account);
  return g_variant_new ("(o)", path);
}

static GVariant *
find_folder (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autofree char *path = NULL;
  const char *name;
  Folder *folder;

  g_variant_get (arguments, "(&s)", &name);
  folder = account_manager_find_folder (object, name, error);
  if (!folder)
    return NULL;
  path = bus_path_of_folder (folder);
  return g_variant_new ("(o)", path);
}

static GVariant *
sync_all (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  g_autofree char *path = NULL;
  Job *job;

  if (!bus_options_check (options, NULL, error))
    return NULL;
  job = account_manager_check_all (object, error);
  if (!job)
    return NULL;
  path = bus_path_of_job (job);
  return g_variant_new ("(o)", path);
}

/* What AddAccount keeps while the password is being read. */
typedef struct
{
  StoreAccount *config;
  gboolean check;
} Addition;

static void
addition_free (gpointer data)
{
  Addition *addition = data;

  store_account_free (addition->config);
  g_free (addition);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  Account *account = account_manager_add_finish ((AccountManager *) source, result, &error);
  g_autofree char *path = account ? bus_path_of_account (account) : NULL;

  bus_call_answer (data, path ? g_variant_new ("(o)", path) : NULL, error);
}

static void
add (BusCall *call, const char *secret)
{
  Addition *addition = bus_call_get_data (call);

  account_manager_add_async (bus_call_get_context (call), addition->config, secret, addition->check,
                             on_added, call);
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  char *secret = bus_secret_read_finish (result, &error);

  if (secret)
    add (data, secret);
  else
    bus_call_answer (data, NULL, error);
  bus_secret_free (secret);
}

static GVariant *
add_account (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  Addition *addition = g_new0 (Addition, 1);
  gint handle;
  int descriptor;

  bus_call_set_data (call, addition, addition_free);
  addition->config = store_account_new ();
  addition->config->enabled = TRUE;
  if (!bus_config_apply (addition->config, options, error)
      || !account_config_complete (addition->config, error))
    return NULL;
  addition->check = TRUE;
  g_variant_lookup (options, "check", "b", &addition->check);
  if (!g_variant_lookup (options, "password-fd", "h", &handle))
    {
      add (bus_call_take (call), NULL);
      return NULL;
    }
  descriptor = bus_call_get_descriptor (call, "password-fd", handle, error);
  if (descriptor >= 0)
    bus_secret_read_async (descriptor, "password-fd", on_password, bus_call_take (call));
  return NULL;
}

static const char *
soundness_word (StoreSoundness soundness)
{
  static const char *const words[]
      = { [STORE_SOUND] = "sound", [STORE_UNFINISHED] = "unfinished", [STORE_DAMAGED] = "damaged" };

  return words[soundness];
}

static void
on_examined (GObject *source, GAsyncResult *result, gpointer data)
{
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  GError *error = NULL;
  g_autoptr (GPtrArray) files = store_read_finish ((Store *) source, result, &error);

  for (guint i = 0; files && i < files->len; i++)
    {
      const StoreExamined *file = g_ptr_array_index (files, i);

      g_variant_builder_add_parsed (&rows, "{'file': <%s>, 'state': <%s>, 'problem': <%s>}",
                                    file->file, soundness_word (file->soundness),
                                    file->problem ? file->problem : "");
    }
  bus_call_answer (data, files ? g_variant_new ("(aa{sv})", &rows) : NULL, error);
}

static GVariant *
examine (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static gint64 patience = 10 * G_TIME_SPAN_SECOND;
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);

  if (bus_options_check (options, NULL, error))
    store_read_async (account_manager_get_store (object), store_examine, &patience, NULL,
                      (GDestroyNotify) g_ptr_array_unref, NULL, on_examined, bus_call_take (call));
  return NULL;
}

static const BusMethod methods[] = {
  { "AddAccount", add_account }, { "FindAccount", find_account }, { "FindFolder", find_folder },
  { "Sync", sync_all },          { "Examine", examine },          { NULL },
};

static const BusProperty properties[] = {
  { "Version", .get = get_version },
  { "Features", .from = "features" },
  { "State", .from = "state" },
  { "BlockedBy", .from = "blocked-by" },
  { "Paused", .from = "paused", .set = set_paused },
  { "Unread", .from = "unread" },
  { "Unprocessed", .from = "unprocessed" },
  { "LastSync", .from = "last-sync" },
  { "NextSync", .from = "next-sync" },
  { "ConfigurationMistakes", .from = "configuration-mistakes" },
  { NULL },
};

const BusTable bus_manager_table = { "org.posthorn.Posthorn1.Manager", methods, properties };
