/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-config.h"
#include "account-manager.h"
#include "bus-check.h"
#include "bus-config.h"
#include "bus-options.h"
#include "bus-path.h"
#include "bus-secret.h"
#include "bus-tables.h"

/* Properties. */

static GVariant *
get_id (gpointer object)
{
  return g_variant_new_string (account_get_id (object));
}

static GVariant *
get_address (gpointer object)
{
  return g_variant_new_string (account_get_config (object)->address);
}

static GVariant *
get_protocol (gpointer object)
{
  return g_variant_new_string (account_get_config (object)->protocol);
}

static GVariant *
get_inbox (gpointer object)
{
  g_autoptr (Folder) inbox = NULL;
  g_autofree char *path = NULL;

  g_object_get (object, "inbox", &inbox, NULL);
  path = bus_path_of (inbox);
  return g_variant_new_object_path (path);
}

static void
on_configured (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  account_configure_finish ((Account *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static GVariant *
save (Account *account, StoreAccount *config, BusCall *call, GError **error)
{
  if (account_config_complete (config, error))
    account_configure_async (account, config, NULL, FALSE, on_configured, bus_call_take (call));
  return NULL;
}

static GVariant *
set_name (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  g_autoptr (StoreAccount) config = store_account_copy (account_get_config (object));

  summary_take (&config->name, g_variant_dup_string (value, NULL));
  if (*config->name)
    return save (object, config, call, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "Name: account %s cannot be without a name", config->id);
  return NULL;
}

static GVariant *
set_owner (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  g_autoptr (StoreAccount) config = store_account_copy (account_get_config (object));

  summary_take (&config->owner, g_variant_dup_string (value, NULL));
  return save (object, config, call, error);
}

static GVariant *
set_enabled (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  g_autoptr (StoreAccount) config = store_account_copy (account_get_config (object));

  config->enabled = g_variant_get_boolean (value);
  return save (object, config, call, error);
}

/* Sets the field at OFFSET of the settings to VALUE, which must be one of WORDS. */
static GVariant *
set_word (Account *account, const char *property, gsize offset, const char *const *words,
          GVariant *value, BusCall *call, GError **error)
{
  g_autoptr (StoreAccount) config = store_account_copy (account_get_config (account));
  const char *word
      = bus_options_choose (property, g_variant_get_string (value, NULL), words, error);

  if (!word)
    return NULL;
  summary_take (G_STRUCT_MEMBER_P (config, offset), g_strdup (word));
  return save (account, config, call, error);
}

static GVariant *
set_push (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  static const char *const words[] = { "off", "when-active", "always", NULL };

  return set_word (object, "Push", G_STRUCT_OFFSET (StoreAccount, push), words, value, call, error);
}

static GVariant *
set_route (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  static const char *const words[] = { "off", "assign", "forward", NULL };

  return set_word (object, "Route", G_STRUCT_OFFSET (StoreAccount, route), words, value, call,
                   error);
}

static GVariant *
set_notify (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  static const char *const words[] = { "off", "inbox", "all", NULL };

  return set_word (object, "Notify", G_STRUCT_OFFSET (StoreAccount, notify), words, value, call,
                   error);
}

/* Methods. */

static GVariant *
sync_account (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  g_autofree char *path = NULL;
  Job *job;

  if (!bus_options_check (options, NULL, error))
    return NULL;
  job = bus_check_account (object, NULL, error);
  if (!job)
    return NULL;
  path = bus_path_of_job (job);
  return g_variant_new ("(o)", path);
}

static GVariant *
get_config (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  return g_variant_new ("(@a{sv})", bus_config_to_variant (account_get_config (object)));
}

static gboolean
is_same (const char *key, const char *old, const char *new, GError **error)
{
  if (g_str_equal (old, new))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "%s: is fixed when an account is added; «%s» stays, add another account instead",
               key, old);
  return FALSE;
}

/* What the account would be with OPTIONS. */
static StoreAccount *
changed_config (Account *account, GVariant *options, GError **error)
{
  const StoreAccount *old = account_get_config (account);
  g_autoptr (StoreAccount) config = store_account_copy (old);

  if (!bus_config_apply (config, options, error) || !is_same ("id", old->id, config->id, error)
      || !is_same ("protocol", old->protocol, config->protocol, error)
      || !account_config_complete (config, error))
    return NULL;
  return g_steal_pointer (&config);
}

static void
configure (Account *account, BusCall *call, const char *secret)
{
  GVariant *options = bus_call_get_data (call);
  GError *error = NULL;
  g_autoptr (StoreAccount) config = changed_config (account, options, &error);
  gboolean check = TRUE;

  if (!config)
    {
      bus_call_answer (call, NULL, error);
      return;
    }
  g_variant_lookup (options, "check", "b", &check);
  check = check && (secret || bus_config_login_differs (account_get_config (account), config));
  account_configure_async (account, config, secret, check, on_configured, call);
}

/* The context of an asynchronous step that ends in another one on the same account. */
typedef struct
{
  Account *account;
  BusCall *call;
} Step;

static Step *
step_new (Account *account, BusCall *call)
{
  Step *step = g_new0 (Step, 1);

  step->account = g_object_ref (account);
  step->call = bus_call_take (call);
  return step;
}

static void
step_free (Step *step)
{
  g_object_unref (step->account);
  g_free (step);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static void
on_new_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Step) step = data;
  GError *error = NULL;
  char *secret = bus_secret_read_finish (result, &error);

  if (secret)
    configure (step->account, step->call, secret);
  else
    bus_call_answer (step->call, NULL, error);
  bus_secret_free (secret);
}

static GVariant *
configure_account (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  GVariant *options = g_variant_get_child_value (arguments, 0);
  g_autoptr (StoreAccount) config = NULL;
  gint handle;
  int descriptor;

  bus_call_set_data (call, options, (GDestroyNotify) g_variant_unref);
  config = changed_config (object, options, error);
  if (!config)
    return NULL;
  if (!g_variant_lookup (options, "password-fd", "h", &handle))
    {
      configure (object, bus_call_take (call), NULL);
      return NULL;
    }
  descriptor = bus_call_get_descriptor (call, "password-fd", handle, error);
  if (descriptor >= 0)
    bus_secret_read_async (descriptor, "password-fd", on_new_password, step_new (object, call));
  return NULL;
}

static void
on_secret_set (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  account_set_secret_finish ((Account *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static void
on_secret_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Step) step = data;
  GError *error = NULL;
  char *secret = bus_secret_read_finish (result, &error);

  if (secret)
    account_set_secret_async (step->account, bus_call_get_data (step->call), secret, on_secret_set,
                              step->call);
  else
    bus_call_answer (step->call, NULL, error);
  bus_secret_free (secret);
}

static GVariant *
set_secret (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const char *const kinds[] = { "password", "smtp", NULL };
  const char *kind;
  gint handle;
  int descriptor;

  g_variant_get (arguments, "(&sh)", &kind, &handle);
  kind = bus_options_choose ("kind", kind, kinds, error);
  if (!kind)
    return NULL;
  bus_call_set_data (call, (gpointer) kind, NULL);
  descriptor = bus_call_get_descriptor (call, "secret", handle, error);
  if (descriptor >= 0)
    bus_secret_read_async (descriptor, "secret", on_secret_read, step_new (object, call));
  return NULL;
}

static GVariant *
create_folder (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autofree char *job_path = NULL;
  const char *path;
  Job *job;

  g_variant_get (arguments, "(&s)", &path);
  job = account_create_folder (object, path, error);
  if (!job)
    return NULL;
  job_path = bus_path_of_job (job);
  return g_variant_new ("(o)", job_path);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  account_manager_remove_finish ((AccountManager *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static GVariant *
remove_account (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const BusOption known[] = { { "keep-secret", "b" }, { NULL, NULL } };
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  gboolean keep_secret = FALSE;

  if (!bus_options_check (options, known, error))
    return NULL;
  g_variant_lookup (options, "keep-secret", "b", &keep_secret);
  account_manager_remove_async (bus_call_get_context (call), object, keep_secret, on_removed,
                                bus_call_take (call));
  return NULL;
}

static const BusMethod methods[] = {
  { "Sync", sync_account },
  { "GetConfig", get_config },
  { "Configure", configure_account },
  { "SetSecret", set_secret },
  { "CreateFolder", create_folder },
  { "Remove", remove_account },
  { NULL },
};

static const BusProperty properties[] = {
  { "Id", .get = get_id },
  { "Name", .from = "name", .set = set_name },
  { "Address", .get = get_address },
  { "Owner", .from = "owner", .set = set_owner },
  { "Protocol", .get = get_protocol },
  { "Enabled", .from = "enabled", .set = set_enabled },
  { "State", .from = "state" },
  { "LastError", .from = "last-error" },
  { "Push", .from = "push", .set = set_push },
  { "PushState", .from = "push-state" },
  { "Route", .from = "route", .set = set_route },
  { "Notify", .from = "notify", .set = set_notify },
  { "Interval", .from = "interval" },
  { "Rule", .from = "rule" },
  { "Unread", .from = "unread" },
  { "Unprocessed", .from = "unprocessed" },
  { "Inbox", .get = get_inbox },
  { "Quota", .from = "quota" },
  { "Capabilities", .from = "capabilities" },
  { "LastSync", .from = "last-sync" },
  { "LastStart", .from = "last-start" },
  { "NextSync", .from = "next-sync" },
  { "Failures", .from = "failures" },
  { "BlockedBy", .from = "blocked-by" },
  { NULL },
};

const BusTable bus_account_table = { "org.posthorn.Posthorn1.Account", methods, properties };
