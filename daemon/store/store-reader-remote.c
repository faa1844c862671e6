/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-reader-remote.h"

#include "store-links.h"
#include "store-reader-private.h"
#include "store-row-crm.h"
#include "store-row.h"
#include "store-sql-names.h"

void
store_remote_free (StoreRemote *remote)
{
  g_free (remote->backend);
  g_free (remote->settings);
  g_free (remote->cursor);
  g_free (remote);
}

void
store_remote_sums_free (StoreRemoteSums *sums)
{
  g_free (sums->problem);
  g_free (sums);
}

static StoreRemote *
remote_of (StoreStatement *statement)
{
  StoreRemote *remote = g_new0 (StoreRemote, 1);

  remote->backend = store_statement_dup_text (statement, 0);
  remote->is_chosen = store_statement_int64 (statement, 1) != 0;
  remote->settings = store_statement_dup_text (statement, 2);
  remote->cursor = store_statement_dup_text (statement, 3);
  return remote;
}

GPtrArray *
store_reader_remotes (StoreReader *reader, GError **error)
{
  g_autoptr (GPtrArray) remotes
      = g_ptr_array_new_with_free_func ((GDestroyNotify) store_remote_free);
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_REMOTES);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_ptr_array_add (remotes, remote_of (statement));
  return step == STORE_STEP_DONE ? g_steal_pointer (&remotes) : NULL;
}

StoreRemote *
store_reader_remote (StoreReader *reader, const char *backend, GError **error)
{
  g_autoptr (GPtrArray) remotes = store_reader_remotes (reader, error);

  for (guint i = 0; remotes && i < remotes->len; i++)
    {
      StoreRemote *remote = remotes->pdata[i];
      if (g_str_equal (remote->backend, backend))
        return g_ptr_array_steal_index (remotes, i);
    }
  return NULL;
}

static StoreStatement *
use_for_kind (StoreReader *reader, guint statement_name, const char *backend, StoreRemoteKind kind)
{
  StoreStatement *statement = store_database_use (reader->state, statement_name);

  store_statement_bind_text (statement, ":backend", backend);
  store_statement_bind_int64 (statement, ":kind", kind);
  return statement;
}

StoreRemoteSums *
store_reader_remote_sums (StoreReader *reader, const char *backend, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_REMOTE_SUMS);
  StoreRemoteSums *sums;

  store_statement_bind_text (statement, ":backend", backend);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  sums = g_new0 (StoreRemoteSums, 1);
  sums->n_waiting = (guint) store_statement_int64 (statement, 0);
  sums->n_refused = (guint) store_statement_int64 (statement, 1);
  if (sums->n_refused > 0)
    sums->problem = store_statement_dup_text (statement, 2);
  return sums;
}

GHashTable *
store_reader_remote_versions (StoreReader *reader, const char *backend, StoreRemoteKind kind,
                              GError **error)
{
  g_autoptr (GHashTable) versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (StoreStatement) statement
      = use_for_kind (reader, STATE_REMOTE_VERSIONS, backend, kind);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_hash_table_insert (versions, store_statement_dup_text (statement, 0),
                         store_statement_dup_text (statement, 1));
  return step == STORE_STEP_DONE ? g_steal_pointer (&versions) : NULL;
}

GPtrArray *
store_reader_remote_unseen (StoreReader *reader, const char *backend, StoreRemoteKind kind,
                            const char *after, guint limit, GError **error)
{
  g_autoptr (GPtrArray) unseen = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (StoreStatement) statement = use_for_kind (reader, STATE_REMOTE_UNSEEN, backend, kind);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_text (statement, ":after", after);
  store_statement_bind_int64 (statement, ":limit", limit);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_ptr_array_add (unseen, store_statement_dup_text (statement, 0));
  return step == STORE_STEP_DONE ? g_steal_pointer (&unseen) : NULL;
}

gboolean
store_reader_remote_count_unseen (StoreReader *reader, const char *backend, StoreRemoteKind kind,
                                  guint *unseen, guint *all, GError **error)
{
  g_autoptr (StoreStatement) statement
      = use_for_kind (reader, STATE_REMOTE_UNSEEN_COUNTS, backend, kind);

  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return FALSE;
  *all = (guint) store_statement_int64 (statement, 0);
  *unseen = (guint) store_statement_int64 (statement, 1);
  return TRUE;
}

/* What is to be told. */

static gboolean
add_customer (StoreReader *reader, StoreIntent *intent, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_CUSTOMER);
  StoreStep step;

  if (!intent->record)
    return TRUE;
  store_statement_bind_int64 (statement, ":id", intent->record->customer);
  step = store_statement_step (statement, error);
  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE;
  intent->customer = store_row_customer (statement);
  intent->customer->addresses
      = store_reader_customer_addresses (reader, intent->customer->id, error);
  return intent->customer->addresses != NULL;
}

/* "" = BACKEND is not known to have it; NULL with ERROR. Of the two, ID and LOGIN, one counts. */
static char *
remote_id (StoreReader *reader, const char *backend, StoreRemoteKind kind, gint64 id,
           const char *login, GError **error)
{
  g_autoptr (StoreStatement) statement
      = use_for_kind (reader, STATE_REMOTE_OF_LOCAL, backend, kind);
  StoreStep step;

  if (login)
    store_statement_bind_text (statement, ":local", login);
  else
    store_statement_bind_int64 (statement, ":local", id);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_FAILED)
    return NULL;
  return g_strdup (step == STORE_STEP_ROW ? store_statement_text (statement, 0) : "");
}

static gboolean
add_addresses (StoreReader *reader, StoreIntent *intent, const char *login, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (reader->state, STATE_ADDRESSES_OF_LOGIN);

  store_statement_bind_text (statement, ":login", login);
  intent->responsible_addresses = store_reader_column (statement, error);
  return intent->responsible_addresses != NULL;
}

static gboolean
add_people (StoreReader *reader, StoreIntent *intent, const char *backend, GError **error)
{
  const char *login = intent->task ? intent->task->responsible : intent->record->responsible;

  intent->responsible_remote = remote_id (reader, backend, STORE_REMOTE_EMPLOYEE, 0, login, error);
  if (!intent->responsible_remote || !add_addresses (reader, intent, login, error)
      || !add_customer (reader, intent, error))
    return FALSE;
  intent->customer_remote = intent->customer ? remote_id (reader, backend, STORE_REMOTE_CUSTOMER,
                                                          intent->customer->id, NULL, error)
                                             : g_strdup ("");
  return intent->customer_remote != NULL;
}

static gboolean
add_mail (StoreReader *reader, StoreIntent *intent, const StoreLinkKey *key, gsize limit,
          GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint64 id = 0;

  intent->message_id = g_strdup (key->message_id);
  if (!store_reader_find_mail (reader, key, &id, error))
    return FALSE;
  if (id == 0)
    return TRUE;
  intent->message = store_row_read_message (reader->mail, id, STORE_COLUMNS_DETAILS, &failure);
  if (intent->message)
    intent->beginning = store_reader_chunks (reader, id, limit, &failure);
  if (failure)
    g_propagate_error (error, g_steal_pointer (&failure));
  return !intent->message || intent->beginning;
}

/* KEY stays NULL when it is gone here. */
static gboolean
add_thing (StoreReader *reader, StoreIntent *intent, StoreLinkKey **key, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (intent->kind == STORE_REMOTE_RECORD)
    return store_row_find_record (reader->state, intent->local, &intent->record, key, error);
  if (!store_row_find_task (reader->state, intent->local, &intent->task, key, error))
    return FALSE;
  if (*key)
    intent->record = store_row_read_record (reader->state, *key, &failure);
  if (failure)
    g_propagate_error (error, g_steal_pointer (&failure));
  return !failure;
}

static gboolean
fill (StoreReader *reader, StoreIntent *intent, const char *backend, gsize limit, GError **error)
{
  g_autoptr (StoreLinkKey) key = NULL;

  if (!add_thing (reader, intent, &key, error))
    return FALSE;
  intent->is_removal = key == NULL;
  return intent->is_removal
         || (add_people (reader, intent, backend, error)
             && add_mail (reader, intent, key, limit, error));
}

static StoreIntent *
intent_of (StoreStatement *statement)
{
  StoreIntent *intent = g_new0 (StoreIntent, 1);

  intent->kind = (StoreRemoteKind) store_statement_int64 (statement, 0);
  intent->local = store_statement_int64 (statement, 1);
  intent->wanted = store_statement_int64 (statement, 2);
  intent->remote = store_statement_dup_text (statement, 3);
  intent->version = store_statement_dup_text (statement, 4);
  intent->marker = store_statement_dup_text (statement, 5);
  intent->is_begun = store_statement_int64 (statement, 6) != 0;
  return intent;
}

StoreIntent *
store_reader_next_intent (StoreReader *reader, const char *backend, const StoreIntent *after,
                          gsize limit, GError **error)
{
  g_autoptr (StoreStatement) statement
      = use_for_kind (reader, STATE_INTENT_NEXT, backend, after ? after->kind : 0);
  g_autoptr (StoreIntent) intent = NULL;

  store_statement_bind_int64 (statement, ":local", after ? after->local : 0);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  intent = intent_of (statement);
  return fill (reader, intent, backend, limit, error) ? g_steal_pointer (&intent) : NULL;
}
