/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-private.h"

#include "account-changes.h"
#include "error.h"

static GParamSpec *properties[N_PROPERTIES];
static guint arrived_signal;
static guint changes_signal;

G_DEFINE_FINAL_TYPE (Account, account, G_TYPE_OBJECT)

static GVariant *
last_error_variant (Account *account)
{
  const GError *error = account_get_trouble (account);

  return g_variant_new ("(ss)", error ? posthorn_error_name_of (error) : "",
                        error ? error->message : "");
}

Folder *
account_folder_by_row (Account *account, gint64 id)
{
  for (guint i = 0; i < account->folders->len; i++)
    if (folder_get_row (account->folders->pdata[i])->id == id)
      return account->folders->pdata[i];
  return NULL;
}

Folder *
account_folder_by_path (Account *account, const char *path)
{
  for (guint i = 0; i < account->folders->len; i++)
    if (g_str_equal (folder_get_row (account->folders->pdata[i])->path, path))
      return account->folders->pdata[i];
  return NULL;
}

Folder *
account_folder_by_role (Account *account, const char *role)
{
  for (guint i = 0; i < account->folders->len; i++)
    if (g_str_equal (folder_get_row (account->folders->pdata[i])->role, role))
      return account->folders->pdata[i];
  return NULL;
}

static void
get_counter (Account *account, guint id, GValue *value)
{
  switch (id)
    {
    case PROP_UNREAD:
      g_value_set_uint (value, account->unread);
      break;
    case PROP_UNPROCESSED:
      g_value_set_uint (value, account->unprocessed);
      break;
    case PROP_LAST_SYNC:
      g_value_set_int64 (value, account->config->last_sync);
      break;
    case PROP_LAST_START:
      g_value_set_int64 (value, account->config->last_start);
      break;
    case PROP_NEXT_SYNC:
      g_value_set_int64 (value, scheduler_next_sync (account->scheduler));
      break;
    case PROP_INTERVAL:
      g_value_set_uint (value, scheduler_decision (account->scheduler)->interval);
      break;
    default:
      g_value_set_uint (value, scheduler_facts (account->scheduler)->failures);
    }
}

static void
account_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  Account *account = POSTHORN_ACCOUNT (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, account->config->name);
      break;
    case PROP_OWNER:
      g_value_set_string (value, account->config->owner);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, account->config->enabled);
      break;
    case PROP_STATE:
      g_value_set_static_string (value, account->state);
      break;
    case PROP_LAST_ERROR:
      g_value_set_variant (value, last_error_variant (account));
      break;
    case PROP_PUSH:
      g_value_set_string (value, account->config->push);
      break;
    case PROP_PUSH_STATE:
      g_value_set_string (value, push_get_state (account->push));
      break;
    case PROP_ROUTE:
      g_value_set_string (value, account->config->route);
      break;
    case PROP_NOTIFY:
      g_value_set_string (value, account->config->notify);
      break;
    case PROP_RULE:
      g_value_set_static_string (value,
                                 polling_rule_name (scheduler_decision (account->scheduler)->rule));
      break;
    case PROP_BLOCKED_BY:
      g_value_take_boxed (value, scheduler_blocked_by (account->scheduler));
      break;
    case PROP_QUOTA:
      g_value_set_variant (value,
                           g_variant_new ("(tt)", account->quota.used, account->quota.limit));
      break;
    case PROP_CAPABILITIES:
      g_value_take_boxed (value, imap_capabilities_describe (account->capabilities));
      break;
    case PROP_INBOX:
      g_value_set_object (value, account_folder_by_role (account, "inbox"));
      break;
    default:
      get_counter (account, id, value);
    }
}

static void
account_finalize (GObject *object)
{
  Account *account = POSTHORN_ACCOUNT (object);

  account_polling_end (account);
  g_ptr_array_unref (account->errands);
  operations_free (account->operations);
  g_clear_error (&account->unfiled);
  account_services_unref (account->services);
  g_ptr_array_unref (account->folders);
  store_account_free (account->config);
  g_clear_error (&account->last_error);
  g_clear_error (&account->no_folder);
  g_clear_object (&account->running);
  g_clear_object (&account->pending);
  G_OBJECT_CLASS (account_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE;
  const char *const strings[]
      = { [PROP_NAME] = "name",     [PROP_OWNER] = "owner", [PROP_STATE] = "state",
          [PROP_PUSH] = "push",     [PROP_ROUTE] = "route", [PROP_PUSH_STATE] = "push-state",
          [PROP_NOTIFY] = "notify", [PROP_RULE] = "rule" };

  for (guint id = 1; id < G_N_ELEMENTS (strings); id++)
    if (strings[id])
      properties[id] = g_param_spec_string (strings[id], NULL, NULL, NULL, flags);
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, TRUE, flags);
  properties[PROP_LAST_ERROR]
      = g_param_spec_variant ("last-error", NULL, NULL, G_VARIANT_TYPE ("(ss)"), NULL, flags);
  properties[PROP_QUOTA]
      = g_param_spec_variant ("quota", NULL, NULL, G_VARIANT_TYPE ("(tt)"), NULL, flags);
  properties[PROP_CAPABILITIES]
      = g_param_spec_boxed ("capabilities", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_BLOCKED_BY] = g_param_spec_boxed ("blocked-by", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_FAILURES] = g_param_spec_uint ("failures", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LAST_START]
      = g_param_spec_int64 ("last-start", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_INTERVAL] = g_param_spec_uint ("interval", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNPROCESSED]
      = g_param_spec_uint ("unprocessed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_INBOX] = g_param_spec_object ("inbox", NULL, NULL, TYPE_FOLDER, flags);
  properties[PROP_LAST_SYNC]
      = g_param_spec_int64 ("last-sync", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_NEXT_SYNC]
      = g_param_spec_int64 ("next-sync", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (class, N_PROPERTIES, properties);
}

static guint
new_signal (const char *name, GType argument)
{
  return g_signal_new (name, TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                       argument);
}

static void
account_class_init (AccountClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = account_get_property;
  object_class->finalize = account_finalize;
  install_properties (object_class);
  new_signal ("folder-added", TYPE_FOLDER);
  new_signal ("folder-removed", TYPE_FOLDER);
  changes_signal = new_signal ("changes", G_TYPE_POINTER);
  new_signal ("spread", G_TYPE_POINTER);
  new_signal ("job-added", TYPE_JOB);
  g_signal_new ("renewed", TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("told", TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  arrived_signal = g_signal_new ("arrived", TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, TYPE_FOLDER, G_TYPE_POINTER);
}

static void
account_init (Account *account)
{
  account->folders = g_ptr_array_new_with_free_func (g_object_unref);
}

/* What is linked to mail counts in its folders. */
static void
on_links_changed (Account *account, const StoreChanges *changes)
{
  for (guint i = 0; i < changes->folders->len; i++)
    if (g_str_equal (((StoreFolder *) changes->folders->pdata[i])->account,
                     account_get_id (account)))
      {
        account_take_changes (changes, account);
        return;
      }
}

Account *
account_new (AccountServices *services, const StoreAccount *config)
{
  Account *account = g_object_new (TYPE_ACCOUNT, NULL);

  account->services = account_services_ref (services);
  account->config = store_account_copy (config);
  account->state = config->enabled ? "ok" : "disabled";
  account->errands = g_ptr_array_new_with_free_func ((GDestroyNotify) errand_free);
  account->operations = operations_new (account);
  account_polling_begin (account);
  g_signal_connect_object (services->crm, "changes", G_CALLBACK (on_links_changed), account,
                           G_CONNECT_SWAPPED);
  return account;
}

const char *
account_get_id (Account *account)
{
  return account->config->id;
}

const StoreAccount *
account_get_config (Account *account)
{
  return account->config;
}

const char *
account_get_state (Account *account)
{
  return account->state;
}

GPtrArray *
account_get_folders (Account *account)
{
  return account->folders;
}

static gboolean
is_called (Folder *folder, const char *name)
{
  const StoreFolder *row = folder_get_row (folder);

  return g_str_equal (folder_get_slug (folder), name) || g_str_equal (row->path, name)
         || (g_str_equal (row->role, name) && !g_str_equal (name, "none"))
         || (g_str_equal (row->role, "inbox") && g_ascii_strcasecmp (name, "inbox") == 0);
}

Folder *
account_find_folder (Account *account, const char *name)
{
  for (guint i = 0; i < account->folders->len; i++)
    if (is_called (account->folders->pdata[i], name))
      return account->folders->pdata[i];
  return NULL;
}

void
account_notify (Account *account, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (account), properties[property]);
}

static void
set_counter (Account *account, guint *counter, guint value, guint property)
{
  if (*counter == value)
    return;
  *counter = value;
  account_notify (account, property);
}

static void
update_counters (Account *account)
{
  guint unread = 0;
  guint unprocessed = 0;

  for (guint i = 0; account->config->enabled && i < account->folders->len; i++)
    {
      Folder *folder = account->folders->pdata[i];
      if (!folder_counts (folder))
        continue;
      unread += folder_get_row (folder)->unread;
      unprocessed += folder_get_row (folder)->unprocessed;
    }
  set_counter (account, &account->unread, unread, PROP_UNREAD);
  set_counter (account, &account->unprocessed, unprocessed, PROP_UNPROCESSED);
}

const GError *
account_get_trouble (Account *account)
{
  return account->no_folder ? account->no_folder : account->last_error;
}

static gboolean
has_nothing_to_check (Account *account)
{
  gboolean has_choice = FALSE;

  for (guint i = 0; account->config->enabled && i < account->folders->len; i++)
    {
      if (folder_is_synchronised (account->folders->pdata[i]))
        return FALSE;
      has_choice = TRUE;
    }
  return has_choice;
}

/* An account without any selected folder is a mistake more often than a wish: it says so. */
static void
update_no_folder (Account *account)
{
  gboolean is_so = has_nothing_to_check (account);
  const char *id = account_get_id (account);

  if (is_so == (account->no_folder != NULL))
    return;
  g_clear_error (&account->no_folder);
  if (is_so)
    account->no_folder = g_error_new (
        POSTHORN_ERROR, POSTHORN_ERROR_NO_FOLDER,
        "%s: none of its folders is selected, so it is not checked; select one, for example with "
        "«posthornctl folder select %s/inbox»",
        id, id);
  scheduler_set_no_folder (account->scheduler, is_so);
  account_notify (account, PROP_LAST_ERROR);
  if (!account->running)
    account_set_state (account, account_resting_state (account));
  account_tell (account);
  g_signal_emit_by_name (account, "renewed");
}

static void
mute_folders (Account *account)
{
  for (guint i = 0; i < account->folders->len; i++)
    folder_set_muted (account->folders->pdata[i], !account->config->enabled);
}

void
account_take_changes (const StoreChanges *changes, gpointer data)
{
  Account *account = data;
  Folder *inbox = account_folder_by_role (account, "inbox");

  account_changes_apply (account, account->folders, changes);
  if (!account->config->enabled)
    mute_folders (account);
  if (account_folder_by_role (account, "inbox") != inbox)
    account_notify (account, PROP_INBOX);
  update_counters (account);
  update_no_folder (account);
  g_signal_emit (account, changes_signal, 0, changes);
}

gboolean
account_load (Account *account, GError **error)
{
  g_autoptr (GPtrArray) rows = store_reader_folders (store_main_reader (account->services->store),
                                                     account->config->id, error);

  if (!rows)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (account->folders, folder_new (account, rows->pdata[i]));
  mute_folders (account);
  update_counters (account);
  update_no_folder (account);
  return TRUE;
}

void
account_set_state (Account *account, const char *state)
{
  if (g_str_equal (account->state, state))
    return;
  account->state = state;
  account_notify (account, PROP_STATE);
}

static gboolean
is_same_error (const GError *a, const GError *b)
{
  return (!a && !b) || (a && b && a->code == b->code && g_str_equal (a->message, b->message));
}

void
account_set_last_error (Account *account, const GError *error)
{
  if (is_same_error (account->last_error, error))
    return;
  g_clear_error (&account->last_error);
  account->last_error = error ? g_error_copy (error) : NULL;
  account_notify (account, PROP_LAST_ERROR);
}

void
account_set_refused (Account *account, const GError *refusal)
{
  account_set_last_error (account, refusal);
  account->is_refused = account->running != NULL;
}

void
account_set_unfiled (Account *account, const GError *error)
{
  if (is_same_error (account->unfiled, error))
    return;
  if (is_same_error (account->last_error, account->unfiled) || error)
    account_set_last_error (account, error);
  g_clear_error (&account->unfiled);
  account->unfiled = error ? g_error_copy (error) : NULL;
  if (!account->running)
    account_set_state (account, account_resting_state (account));
}

static const char *
errands_id (gpointer account)
{
  return account_get_id (account);
}

static gboolean
may_tell (gpointer owner)
{
  Account *account = owner;
  guint blocking = CONDITION_SLEEPING | CONDITION_OFFLINE;

  return account->config->enabled && account->is_started
         && !conditions_hold (account->services->conditions, blocking);
}

Errand *
account_add_errand (Account *account, const ErrandKind *kind, gpointer data)
{
  static const ErrandOwner owner = { errands_id, may_tell };
  Errand *errand = errand_new (G_OBJECT (account), &owner, kind, data);

  g_ptr_array_add (account->errands, errand);
  return errand;
}

void
account_tell (Account *account)
{
  for (guint i = 0; i < account->errands->len; i++)
    errand_want (account->errands->pdata[i]);
}

void
account_hold (Account *account)
{
  for (guint i = 0; i < account->errands->len; i++)
    errand_hold (account->errands->pdata[i]);
}

void
account_apply_config (Account *account, const StoreAccount *config)
{
  StoreAccount *old = account->config;
  gboolean was_enabled = old->enabled;

  account->config = store_account_copy (config);
  account->config->last_sync = old->last_sync;
  account->config->last_start = old->last_start;
  scheduler_configure (account->scheduler, account->config);
  store_account_free (old);
  g_object_freeze_notify (G_OBJECT (account));
  for (guint id = 1; id < N_PROPERTIES; id++)
    if (id != PROP_INBOX)
      account_notify (account, id);
  g_object_thaw_notify (G_OBJECT (account));
  mute_folders (account);
  update_counters (account);
  update_no_folder (account);
  if (was_enabled && !config->enabled)
    account_interrupt (account);
  if (!account->running)
    account_set_state (account, account_resting_state (account));
  account_tell (account);
  g_signal_emit_by_name (account, "renewed");
}
