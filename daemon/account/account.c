/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account.h"

#include "account-changes.h"
#include "account-error.h"
#include "account-private.h"
#include "check.h"
#include "credentials.h"
#include "error.h"
#include "log.h"

struct _Account
{
  GObject parent_instance;
  Store *store;
  Parser *parser;
  StoreAccount *config;
  GPtrArray *folders; /* Folder */
  const char *state;
  GError *last_error; /* NULL: none */
  Job *running;       /* NULL: no check under way */
  gint64 running_only;
  Job *pending; /* asked for while RUNNING checks less than that */
  gint64 pending_only;
  guint unread;
  guint unprocessed;
};

enum
{
  PROP_NAME = 1,
  PROP_OWNER,
  PROP_ENABLED,
  PROP_STATE,
  PROP_LAST_ERROR,
  PROP_PUSH,
  PROP_PUSH_STATE,
  PROP_ROUTE,
  PROP_INTERVAL,
  PROP_RULE,
  PROP_UNREAD,
  PROP_UNPROCESSED,
  PROP_INBOX,
  PROP_LAST_SYNC,
  PROP_NEXT_SYNC,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint arrived_signal;
static guint job_signal;
static guint changes_signal;

G_DEFINE_FINAL_TYPE (Account, account, G_TYPE_OBJECT)

static GVariant *
last_error_variant (Account *account)
{
  const GError *error = account->last_error;

  return g_variant_new ("(ss)", error ? posthorn_error_name_of (error) : "",
                        error ? error->message : "");
}

static Folder *
find_inbox (Account *account)
{
  for (guint i = 0; i < account->folders->len; i++)
    if (g_str_equal (folder_get_row (account->folders->pdata[i])->role, "inbox"))
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
    case PROP_INTERVAL:
      g_value_set_uint (value, 0);
      break;
    default:
      g_value_set_int64 (value, 0);
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
      g_value_set_static_string (value, "none");
      break;
    case PROP_ROUTE:
      g_value_set_string (value, account->config->route);
      break;
    case PROP_RULE:
      g_value_set_static_string (value, account->config->enabled ? "nobody-online" : "disabled");
      break;
    case PROP_INBOX:
      g_value_set_object (value, find_inbox (account));
      break;
    default:
      get_counter (account, id, value);
    }
}

static void
account_finalize (GObject *object)
{
  Account *account = POSTHORN_ACCOUNT (object);

  g_object_unref (account->store);
  g_object_unref (account->parser);
  g_ptr_array_unref (account->folders);
  store_account_free (account->config);
  g_clear_error (&account->last_error);
  g_clear_object (&account->running);
  g_clear_object (&account->pending);
  G_OBJECT_CLASS (account_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE;
  const char *const strings[]
      = { [PROP_NAME] = "name", [PROP_OWNER] = "owner", [PROP_STATE] = "state",
          [PROP_PUSH] = "push", [PROP_ROUTE] = "route", [PROP_PUSH_STATE] = "push-state",
          [PROP_RULE] = "rule" };

  for (guint id = 1; id < G_N_ELEMENTS (strings); id++)
    if (strings[id])
      properties[id] = g_param_spec_string (strings[id], NULL, NULL, NULL, flags);
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, TRUE, flags);
  properties[PROP_LAST_ERROR]
      = g_param_spec_variant ("last-error", NULL, NULL, G_VARIANT_TYPE ("(ss)"), NULL, flags);
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
  job_signal = new_signal ("job-added", TYPE_JOB);
  arrived_signal = g_signal_new ("arrived", TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, TYPE_FOLDER, G_TYPE_POINTER);
}

static void
account_init (Account *account)
{
  account->folders = g_ptr_array_new_with_free_func (g_object_unref);
}

Account *
account_new (Store *store, Parser *parser, const StoreAccount *config)
{
  Account *account = g_object_new (TYPE_ACCOUNT, NULL);

  account->store = g_object_ref (store);
  account->parser = g_object_ref (parser);
  account->config = store_account_copy (config);
  account->state = config->enabled ? "ok" : "disabled";
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

static void
notify (Account *account, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (account), properties[property]);
}

static void
set_counter (Account *account, guint *counter, guint value, guint property)
{
  if (*counter == value)
    return;
  *counter = value;
  notify (account, property);
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

static void
mute_folders (Account *account)
{
  for (guint i = 0; i < account->folders->len; i++)
    folder_set_muted (account->folders->pdata[i], !account->config->enabled);
}

static void
take_changes (const StoreChanges *changes, gpointer data)
{
  Account *account = data;
  Folder *inbox = find_inbox (account);

  account_changes_apply (account, account->folders, changes);
  if (!account->config->enabled)
    mute_folders (account);
  if (find_inbox (account) != inbox)
    notify (account, PROP_INBOX);
  update_counters (account);
  g_signal_emit (account, changes_signal, 0, changes);
}

gboolean
account_load (Account *account, GError **error)
{
  g_autoptr (GPtrArray) rows
      = store_reader_folders (store_main_reader (account->store), account->config->id, error);

  if (!rows)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (account->folders, folder_new (account, rows->pdata[i]));
  mute_folders (account);
  update_counters (account);
  return TRUE;
}

static void
set_state (Account *account, const char *state)
{
  if (g_str_equal (account->state, state))
    return;
  account->state = state;
  notify (account, PROP_STATE);
}

static gboolean
is_same_error (const GError *a, const GError *b)
{
  return (!a && !b) || (a && b && a->code == b->code && g_str_equal (a->message, b->message));
}

static void
set_last_error (Account *account, const GError *error)
{
  if (is_same_error (account->last_error, error))
    return;
  g_clear_error (&account->last_error);
  account->last_error = error ? g_error_copy (error) : NULL;
  notify (account, PROP_LAST_ERROR);
}

/* The state between two checks. */
static const char *
resting_state (Account *account)
{
  if (!account->config->enabled)
    return "disabled";
  return account->last_error ? account_error_state (account->last_error) : "ok";
}

static void start_next (Account *account);

static void
note_success (Account *account)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  set_last_error (account, NULL);
  account->config->last_sync = now;
  notify (account, PROP_LAST_SYNC);
}

static void
log_end (Account *account, const GError *error)
{
  if (!error)
    log_info (account_get_id (account), NULL, "check", "check done");
  else if (!g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED))
    log_warning (NULL, NULL, "check", "%s", error->message);
}

/* The end of a check, or of what has to come before it. CAUSE NULL = it succeeded. */
static void
end_check (Account *account, const GError *cause)
{
  g_autoptr (Job) job = g_steal_pointer (&account->running);
  g_autoptr (GError) error = cause ? account_error (account_get_id (account), cause) : NULL;

  log_end (account, error);
  if (!error)
    note_success (account);
  else if (account->config->enabled
           && !g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED))
    set_last_error (account, error);
  set_state (account, resting_state (account));
  job_end (job, error);
  start_next (account);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Account) account = data;
  g_autoptr (GError) error = NULL;

  check_run_finish (result, &error);
  end_check (account, error);
}

static GPtrArray *
folder_rows (Account *account)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < account->folders->len; i++)
    g_ptr_array_add (rows, (gpointer) folder_get_row (account->folders->pdata[i]));
  return rows;
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Account) account = data;
  g_autoptr (GError) error = NULL;
  char *password = credentials_lookup_finish (result, &error);
  g_autoptr (GPtrArray) rows = folder_rows (account);
  CheckOptions options = {
    .store = account->store,
    .parser = account->parser,
    .config = account->config,
    .password = password,
    .folders = rows,
    .only = account->running_only,
    .job = account->running,
    .changed = take_changes,
    .data = account,
  };

  if (password)
    check_run_async (&options, on_checked, g_object_ref (account));
  else
    end_check (account, error);
  credentials_free_secret (password);
}

static void
start_check (Account *account)
{
  job_start (account->running);
  if (!account->config->enabled)
    {
      g_autoptr (GError) error
          = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
                         "the account is disabled and not checked; set its Enabled to true first");
      end_check (account, error);
      return;
    }
  set_state (account, "syncing");
  credentials_lookup_async (account->config, "password", job_get_cancellable (account->running),
                            on_password, g_object_ref (account));
}

/* From the main loop, so that whoever asked for the job has it before it can end. */
static gboolean
start_later (gpointer data)
{
  Account *account = data;

  if (account->running && job_get_state (account->running) == JOB_QUEUED)
    start_check (account);
  return G_SOURCE_REMOVE;
}

static void
enqueue (Account *account, Job *job, gint64 only)
{
  account->running = job;
  account->running_only = only;
  g_idle_add_full (G_PRIORITY_DEFAULT, start_later, g_object_ref (account), g_object_unref);
}

static void
start_next (Account *account)
{
  if (account->pending)
    enqueue (account, g_steal_pointer (&account->pending), account->pending_only);
}

static Job *
new_job (Account *account, Folder *only)
{
  Job *job = job_new ("sync", only ? G_OBJECT (only) : G_OBJECT (account));

  g_signal_emit (account, job_signal, 0, job);
  return job;
}

static gboolean
covers (gint64 checked, gint64 wanted)
{
  return checked == 0 || checked == wanted;
}

Job *
account_check (Account *account, Folder *only)
{
  gint64 wanted = only ? folder_get_row (only)->id : 0;

  if (!account->running)
    {
      enqueue (account, new_job (account, only), wanted);
      return account->running;
    }
  if (covers (account->running_only, wanted))
    return account->running;
  if (!account->pending)
    {
      account->pending = new_job (account, only);
      account->pending_only = wanted;
    }
  else if (!covers (account->pending_only, wanted))
    account->pending_only = 0;
  return account->pending;
}

void
account_stop (Account *account)
{
  if (account->pending)
    job_cancel (account->pending);
  if (account->running)
    job_cancel (account->running);
}

void
account_apply_config (Account *account, const StoreAccount *config)
{
  StoreAccount *old = account->config;
  gboolean was_enabled = old->enabled;

  account->config = store_account_copy (config);
  account->config->last_sync = old->last_sync;
  store_account_free (old);
  g_object_freeze_notify (G_OBJECT (account));
  for (guint id = 1; id < N_PROPERTIES; id++)
    if (id != PROP_INBOX)
      notify (account, id);
  g_object_thaw_notify (G_OBJECT (account));
  mute_folders (account);
  update_counters (account);
  if (was_enabled && !config->enabled)
    account_stop (account);
  if (!account->running)
    set_state (account, resting_state (account));
}

void
account_take_changes (Account *account, const StoreChanges *changes)
{
  take_changes (changes, account);
}

Store *
account_get_store (Account *account)
{
  return account->store;
}
