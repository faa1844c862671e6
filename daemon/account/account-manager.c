/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager.h"

#include "account-manager-private.h"
#include "account-sums.h"
#include "boot-clock.h"
#include "credentials.h"
#include "error.h"
#include "indexer.h"
#include "log.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* How long a job can still be asked about after its end. */
#define JOB_LINGER_SECONDS 60

struct _AccountManager
{
  GObject parent_instance;
  AccountServices *services;
  GPtrArray *accounts; /* Account */
  GPtrArray *reserved; /* StoreAccount: being added; borrowed */
  GPtrArray *jobs;     /* Job */
  CredentialsWatch *keyring;
  Indexer *indexer;
  Outbox *outbox;
  Drafts *drafts;
  GSource *clock_watch; /* NULL: it could not be had */
  gboolean started;
};

enum
{
  PROP_STATE = 1,
  PROP_BLOCKED_BY,
  PROP_PAUSED,
  PROP_FEATURES,
  PROP_UNREAD,
  PROP_UNPROCESSED,
  PROP_LAST_SYNC,
  PROP_NEXT_SYNC,
  PROP_CONFIGURATION_MISTAKES,
  N_PROPERTIES
};

enum
{
  ACCOUNT_ADDED,
  ACCOUNT_REMOVED,
  JOB_ADDED,
  JOB_ENDED,
  JOB_REMOVED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AccountManager, account_manager, G_TYPE_OBJECT)

static GStrv
features (AccountManager *manager)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  g_strv_builder_add (words, "imap");
  g_strv_builder_add (words, "outbox");
  g_strv_builder_add (words, "drafts");
  if (manager->accounts->len == 0)
    g_strv_builder_add (words, "no-account");
  return g_strv_builder_end (words);
}

static void
account_manager_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  AccountManager *manager = POSTHORN_ACCOUNT_MANAGER (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_static_string (
          value, manager->started ? account_sums_state (manager->accounts, manager->services)
                                  : "starting");
      break;
    case PROP_BLOCKED_BY:
      g_value_take_boxed (value, account_sums_blocked_by (manager->accounts, manager->services));
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value,
                           conditions_hold (manager->services->conditions, CONDITION_PAUSED));
      break;
    case PROP_FEATURES:
      g_value_take_boxed (value, features (manager));
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, account_sums_of (manager->accounts, "unread"));
      break;
    case PROP_UNPROCESSED:
      g_value_set_uint (value, account_sums_of (manager->accounts, "unprocessed"));
      break;
    case PROP_LAST_SYNC:
      g_value_set_int64 (value, account_sums_last_sync (manager->accounts));
      break;
    case PROP_NEXT_SYNC:
      g_value_set_int64 (value, account_sums_next_sync (manager->accounts));
      break;
    case PROP_CONFIGURATION_MISTAKES:
      g_value_set_boxed (value, manager->services->mistakes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
account_manager_finalize (GObject *object)
{
  AccountManager *manager = POSTHORN_ACCOUNT_MANAGER (object);

  g_clear_pointer (&manager->keyring, credentials_watch_free);
  g_ptr_array_unref (manager->accounts);
  g_ptr_array_unref (manager->reserved);
  g_ptr_array_unref (manager->jobs);
  if (manager->services)
    {
      g_signal_handlers_disconnect_by_data (manager->services->presence, manager);
      g_signal_handlers_disconnect_by_data (manager->services->conditions, manager);
      account_services_unref (manager->services);
      g_signal_handlers_disconnect_by_data (manager->indexer, manager);
      g_object_unref (manager->indexer);
      g_object_unref (manager->outbox);
      g_object_unref (manager->drafts);
    }
  G_OBJECT_CLASS (account_manager_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE;

  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, NULL, flags);
  properties[PROP_BLOCKED_BY] = g_param_spec_boxed ("blocked-by", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  properties[PROP_FEATURES] = g_param_spec_boxed ("features", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNPROCESSED]
      = g_param_spec_uint ("unprocessed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LAST_SYNC]
      = g_param_spec_int64 ("last-sync", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_NEXT_SYNC]
      = g_param_spec_int64 ("next-sync", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_CONFIGURATION_MISTAKES]
      = g_param_spec_boxed ("configuration-mistakes", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (class, N_PROPERTIES, properties);
}

static guint
new_signal (const char *name, GType argument)
{
  return g_signal_new (name, TYPE_ACCOUNT_MANAGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, argument);
}

static void
account_manager_class_init (AccountManagerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = account_manager_get_property;
  object_class->finalize = account_manager_finalize;
  install_properties (object_class);
  signals[ACCOUNT_ADDED] = new_signal ("account-added", TYPE_ACCOUNT);
  signals[ACCOUNT_REMOVED] = new_signal ("account-removed", TYPE_ACCOUNT);
  signals[JOB_ADDED] = new_signal ("job-added", TYPE_JOB);
  signals[JOB_ENDED] = new_signal ("job-ended", TYPE_JOB);
  signals[JOB_REMOVED] = new_signal ("job-removed", TYPE_JOB);
}

static void
account_manager_init (AccountManager *manager)
{
  manager->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  manager->reserved = g_ptr_array_new ();
  manager->jobs = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
notify (AccountManager *manager, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (manager), properties[property]);
}

static void
notify_sums (AccountManager *manager)
{
  g_object_freeze_notify (G_OBJECT (manager));
  for (guint id = 1; id < N_PROPERTIES; id++)
    notify (manager, id);
  g_object_thaw_notify (G_OBJECT (manager));
}

/* A first synchronisation leaves a heap full of holes, and the daemon then rests for minutes. */
static gboolean
give_back_memory (gpointer data)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
  return G_SOURCE_REMOVE;
}

static void
trim_soon (AccountManager *manager)
{
  g_idle_add (give_back_memory, NULL);
}

AccountManager *
account_manager_new (Store *store, Parser *parser)
{
  AccountManager *manager = g_object_new (TYPE_ACCOUNT_MANAGER, NULL);

  manager->services = account_services_new (store, parser, &configuration_default);
  manager->indexer = indexer_new (store, parser);
  manager->outbox = outbox_new (manager);
  manager->drafts = drafts_new (manager);
  g_signal_connect_swapped (manager->indexer, "rested", G_CALLBACK (trim_soon), manager);
  g_signal_connect_swapped (manager->services->presence, "changed", G_CALLBACK (notify_sums),
                            manager);
  g_signal_connect_swapped (manager->services->conditions, "changed", G_CALLBACK (notify_sums),
                            manager);
  return manager;
}

typedef struct
{
  AccountManager *manager; /* weak */
  Job *job;
} Linger;

static void
linger_free (Linger *linger)
{
  g_clear_weak_pointer (&linger->manager);
  g_object_unref (linger->job);
  g_free (linger);
}

static gboolean
forget_job (gpointer data)
{
  Linger *linger = data;

  if (linger->manager)
    {
      g_signal_emit (linger->manager, signals[JOB_REMOVED], 0, linger->job);
      g_ptr_array_remove (linger->manager->jobs, linger->job);
    }
  return G_SOURCE_REMOVE;
}

static gboolean
is_at_rest (AccountManager *manager)
{
  for (guint i = 0; i < manager->jobs->len; i++)
    if (!job_has_ended (manager->jobs->pdata[i]))
      return FALSE;
  return TRUE;
}

static void
on_job_ended (AccountManager *manager, Job *job)
{
  Linger *linger = g_new0 (Linger, 1);

  if (is_at_rest (manager))
    trim_soon (manager);
  indexer_set_held (manager->indexer, !is_at_rest (manager));
  if (job_get_state (job) == JOB_DONE && g_str_equal (job_get_kind (job), "sync"))
    crm_sync_pull (crm_get_sync (manager->services->crm), FALSE);

  g_set_weak_pointer (&linger->manager, manager);
  linger->job = g_object_ref (job);
  g_signal_emit (manager, signals[JOB_ENDED], 0, job);
  g_timeout_add_seconds_full (G_PRIORITY_LOW, JOB_LINGER_SECONDS, forget_job, linger,
                              (GDestroyNotify) linger_free);
}

void
account_manager_track_job (AccountManager *manager, Job *job)
{
  g_ptr_array_add (manager->jobs, g_object_ref (job));
  g_signal_connect_object (job, "ended", G_CALLBACK (on_job_ended), manager, G_CONNECT_SWAPPED);
  indexer_set_held (manager->indexer, !is_at_rest (manager));
  g_signal_emit (manager, signals[JOB_ADDED], 0, job);
}

static void
on_spread (Account *account, const StoreChanges *changes, AccountManager *manager)
{
  account_manager_distribute (manager, changes, account);
}

void
account_manager_adopt (AccountManager *manager, Account *account)
{
  g_ptr_array_add (manager->accounts, g_object_ref (account));
  g_signal_connect_object (account, "notify", G_CALLBACK (notify_sums), manager, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "job-added", G_CALLBACK (account_manager_track_job), manager,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "spread", G_CALLBACK (on_spread), manager, 0);
  g_signal_connect_object (account, "told", G_CALLBACK (account_manager_push_others), manager,
                           G_CONNECT_SWAPPED);
  g_signal_emit (manager, signals[ACCOUNT_ADDED], 0, account);
  outbox_add_account (manager->outbox, account);
  drafts_add_account (manager->drafts, account);
  if (manager->started)
    account_start (account);
  notify_sums (manager);
}

void
account_manager_drop (AccountManager *manager, Account *account)
{
  g_autoptr (Account) kept G_GNUC_UNUSED = g_object_ref (account);

  g_signal_handlers_disconnect_by_data (account, manager);
  outbox_remove_account (manager->outbox, account);
  drafts_remove_account (manager->drafts, account);
  g_ptr_array_remove (manager->accounts, account);
  g_signal_emit (manager, signals[ACCOUNT_REMOVED], 0, account);
  notify_sums (manager);
}

gboolean
account_manager_load (AccountManager *manager, GError **error)
{
  StoreReader *reader = store_main_reader (manager->services->store);
  g_autofree char *paused = store_reader_setting (reader, ACCOUNT_MANAGER_PAUSED, NULL);
  g_autoptr (GPtrArray) rows = store_reader_accounts (reader, error);

  if (!rows || !stored_blacklist_load (manager->services->blacklist, error)
      || !crm_load (manager->services->crm, error)
      || !stored_signatures_load (manager->services->signatures, error)
      || !outbox_load (manager->outbox, error) || !drafts_load (manager->drafts, error))
    return FALSE;
  presence_load (manager->services->presence);
  conditions_set (manager->services->conditions, CONDITION_PAUSED, g_strcmp0 (paused, "true") == 0);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (Account) account = account_new (manager->services, rows->pdata[i]);
      if (!account_load (account, error))
        return FALSE;
      account_manager_adopt (manager, account);
    }
  return TRUE;
}

/* Accounts that wait for the keyring go on as soon as it can be asked. */
static void
on_keyring (gpointer unused, gpointer data)
{
  AccountManager *manager = data;

  for (guint i = 0; manager->started && i < manager->accounts->len; i++)
    if (g_str_equal (account_get_state (manager->accounts->pdata[i]), "keyring-locked"))
      account_retry (manager->accounts->pdata[i]);
  if (!manager->started)
    return;
  outbox_retry_secrets (manager->outbox, NULL);
  crm_sync_retry_secret (crm_get_sync (manager->services->crm));
}

static void
for_each_account (AccountManager *manager, void (*function) (Account *account))
{
  for (guint i = 0; i < manager->accounts->len; i++)
    function (manager->accounts->pdata[i]);
}

static gboolean
on_clock_set (gpointer data)
{
  AccountManager *manager = data;

  outbox_clock_set (manager->outbox);
  for_each_account (manager, account_clock_set);
  return G_SOURCE_CONTINUE;
}

static void
watch_clock (AccountManager *manager)
{
  g_autoptr (GError) error = NULL;

  manager->clock_watch = boot_clock_set_watch_new (&error);
  if (!manager->clock_watch)
    {
      log_warning (NULL, NULL, "start", "%s", error->message);
      return;
    }
  g_source_set_callback (manager->clock_watch, on_clock_set, manager, NULL);
  g_source_attach (manager->clock_watch, NULL);
}

void
account_manager_start (AccountManager *manager)
{
  manager->started = TRUE;
  manager->keyring = credentials_watch_new (on_keyring, manager);
  watch_clock (manager);
  for_each_account (manager, account_start);
  outbox_start (manager->outbox);
  crm_sync_start (crm_get_sync (manager->services->crm));
  indexer_set_held (manager->indexer, !is_at_rest (manager));
  notify_sums (manager);
}

static void
unwatch_clock (AccountManager *manager)
{
  if (!manager->clock_watch)
    return;
  g_source_destroy (manager->clock_watch);
  g_clear_pointer (&manager->clock_watch, g_source_unref);
}

void
account_manager_stop (AccountManager *manager)
{
  g_clear_pointer (&manager->keyring, credentials_watch_free);
  unwatch_clock (manager);
  presence_stop (manager->services->presence);
  indexer_stop (manager->indexer);
  crm_sync_stop (crm_get_sync (manager->services->crm));
  for_each_account (manager, account_stop);
  outbox_stop (manager->outbox);
}

GPtrArray *
account_manager_get_accounts (AccountManager *manager)
{
  return manager->accounts;
}

GPtrArray *
account_manager_get_jobs (AccountManager *manager)
{
  return manager->jobs;
}

Store *
account_manager_get_store (AccountManager *manager)
{
  return manager->services->store;
}

AccountServices *
account_manager_get_services (AccountManager *manager)
{
  return manager->services;
}

StoredBlacklist *
account_manager_get_blacklist (AccountManager *manager)
{
  return manager->services->blacklist;
}

Crm *
account_manager_get_crm (AccountManager *manager)
{
  return manager->services->crm;
}

StoredSignatures *
account_manager_get_signatures (AccountManager *manager)
{
  return manager->services->signatures;
}

Drafts *
account_manager_get_drafts (AccountManager *manager)
{
  return manager->drafts;
}

Outbox *
account_manager_get_outbox (AccountManager *manager)
{
  return manager->outbox;
}

Presence *
account_manager_get_presence (AccountManager *manager)
{
  return manager->services->presence;
}

Conditions *
account_manager_get_conditions (AccountManager *manager)
{
  return manager->services->conditions;
}

static gboolean
is_same (const StoreAccount *a, const StoreAccount *b)
{
  return g_str_equal (a->id, b->id)
         || (g_ascii_strcasecmp (a->address, b->address) == 0 && g_str_equal (a->owner, b->owner));
}

/* The account, or the one being added, that stands in the way of CONFIG. */
static const StoreAccount *
find_same (AccountManager *manager, const StoreAccount *config)
{
  for (guint i = 0; i < manager->accounts->len; i++)
    if (is_same (account_get_config (manager->accounts->pdata[i]), config))
      return account_get_config (manager->accounts->pdata[i]);
  for (guint i = 0; i < manager->reserved->len; i++)
    if (is_same (manager->reserved->pdata[i], config))
      return manager->reserved->pdata[i];
  return NULL;
}

GStrv
account_manager_list_ids (AccountManager *manager)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < manager->accounts->len; i++)
    g_strv_builder_add (ids, account_get_id (manager->accounts->pdata[i]));
  for (guint i = 0; i < manager->reserved->len; i++)
    g_strv_builder_add (ids, ((StoreAccount *) manager->reserved->pdata[i])->id);
  return g_strv_builder_end (ids);
}

gboolean
account_manager_reserve (AccountManager *manager, const StoreAccount *config, GError **error)
{
  const StoreAccount *other = find_same (manager, config);

  if (other)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_EXISTS,
                   "The account %s is there already (%s); change it with «Configure» or remove it "
                   "first",
                   other->id, other->address);
      return FALSE;
    }
  g_ptr_array_add (manager->reserved, (gpointer) config);
  return TRUE;
}

void
account_manager_release (AccountManager *manager, const StoreAccount *config)
{
  g_ptr_array_remove (manager->reserved, (gpointer) config);
}
