/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "drafts-private.h"

#include "account-manager-private.h"
#include "draft-placing.h"
#include "error.h"
#include "store-batch-outbox.h"
#include "store-octets.h"
#include "store-reader-outbox.h"
#include "summary.h"

/* Whoever types saves often; the server need not see every word. */
#define PAUSE_SECONDS 1

struct _Drafts
{
  GObject parent_instance;
  AccountManager *manager; /* borrowed; its owner */
  GPtrArray *rows;         /* StoreDraft, by id */
  GHashTable *problems;    /* GError by id */
  GHashTable *submitting;  /* ids */
  GHashTable *pauses;      /* id of a source, by account */
  GQueue changes;          /* GTask with a Change; the first is being written */
  gint64 last_id;
};

G_DEFINE_FINAL_TYPE (Drafts, drafts, G_TYPE_OBJECT)

typedef struct
{
  gint64 id;
  DraftChange change;
  gpointer data;
  GDestroyNotify destroy;
  StoreDraft *next;
  DraftFate fate;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  if (change->destroy)
    change->destroy (change->data);
  g_clear_pointer (&change->next, store_draft_free);
  g_free (change);
}

static void
remove_source (gpointer id)
{
  g_source_remove (GPOINTER_TO_UINT (id));
}

static void
drafts_finalize (GObject *object)
{
  Drafts *drafts = POSTHORN_DRAFTS (object);

  g_ptr_array_unref (drafts->rows);
  g_hash_table_unref (drafts->problems);
  g_hash_table_unref (drafts->submitting);
  g_hash_table_unref (drafts->pauses);
  g_queue_clear_full (&drafts->changes, g_object_unref);
  G_OBJECT_CLASS (drafts_parent_class)->finalize (object);
}

static void
drafts_class_init (DraftsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = drafts_finalize;
}

static void
drafts_init (Drafts *drafts)
{
  drafts->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) store_draft_free);
  drafts->problems
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_error_free);
  drafts->submitting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  drafts->pauses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, remove_source);
  g_queue_init (&drafts->changes);
}

AccountManager *
drafts_get_manager (Drafts *drafts)
{
  return drafts->manager;
}

AccountServices *
drafts_get_services (Drafts *drafts)
{
  return account_manager_get_services (drafts->manager);
}

static gpointer
copy_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

/* Its place among the rows; their number when there is none. */
static guint
place_of (Drafts *drafts, gint64 id)
{
  guint place = 0;

  while (place < drafts->rows->len && ((StoreDraft *) drafts->rows->pdata[place])->id != id)
    place++;
  return place;
}

const StoreDraft *
drafts_row (Drafts *drafts, gint64 id)
{
  guint place = place_of (drafts, id);

  return place < drafts->rows->len ? drafts->rows->pdata[place] : NULL;
}

static gboolean
fail_not_found (gint64 id, GError **error)
{
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
               "There is no draft %" G_GINT64_FORMAT ": list them again", id);
  return FALSE;
}

const StoreDraft *
drafts_find (Drafts *drafts, gint64 id, GError **error)
{
  const StoreDraft *row = drafts_row (drafts, id);

  if (row && !row->is_gone)
    return row;
  fail_not_found (id, error);
  return NULL;
}

GPtrArray *
drafts_list (Drafts *drafts)
{
  GPtrArray *visible = g_ptr_array_new ();

  for (guint i = 0; i < drafts->rows->len; i++)
    if (!((StoreDraft *) drafts->rows->pdata[i])->is_gone)
      g_ptr_array_add (visible, drafts->rows->pdata[i]);
  return visible;
}

const StoreDraft *
drafts_next (Drafts *drafts, const char *account, gint64 after)
{
  for (guint i = 0; i < drafts->rows->len; i++)
    {
      const StoreDraft *row = drafts->rows->pdata[i];
      if (row->id > after && g_str_equal (row->account, account)
          && (row->is_gone || row->revision > row->placed))
        return row;
    }
  return NULL;
}

const GError *
drafts_get_problem (Drafts *drafts, gint64 id)
{
  return g_hash_table_lookup (drafts->problems, &id);
}

void
drafts_set_problem (Drafts *drafts, gint64 id, const GError *error)
{
  if (error)
    g_hash_table_replace (drafts->problems, copy_id (id), g_error_copy (error));
  else
    g_hash_table_remove (drafts->problems, &id);
}

gboolean
drafts_check_free (Drafts *drafts, gint64 id, GError **error)
{
  if (!drafts_find (drafts, id, error))
    return FALSE;
  if (!g_hash_table_contains (drafts->submitting, &id))
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_BUSY,
               "Draft %" G_GINT64_FORMAT " is just being submitted: see the outbox", id);
  return FALSE;
}

void
drafts_set_submitting (Drafts *drafts, gint64 id, gboolean is_submitting)
{
  if (is_submitting)
    g_hash_table_add (drafts->submitting, copy_id (id));
  else
    g_hash_table_remove (drafts->submitting, &id);
}

void
drafts_forget (Drafts *drafts, gint64 id)
{
  guint place = place_of (drafts, id);

  if (place < drafts->rows->len)
    ((StoreDraft *) drafts->rows->pdata[place])->is_gone = TRUE;
}

static Account *
find_account (Drafts *drafts, const char *id)
{
  return account_manager_find_account (drafts->manager, id, NULL);
}

typedef struct
{
  Drafts *drafts;
  char *account;
} Pause;

static void
pause_free (gpointer data)
{
  Pause *pause = data;

  g_free (pause->account);
  g_free (pause);
}

static gboolean
on_pause_over (gpointer data)
{
  const Pause *pause = data;
  Account *account = find_account (pause->drafts, pause->account);
  g_autofree char *key = NULL;

  g_hash_table_steal_extended (pause->drafts->pauses, pause->account, (gpointer *) &key, NULL);
  if (account)
    draft_placing_want (account);
  return G_SOURCE_REMOVE;
}

void
drafts_wake (Drafts *drafts, const char *account)
{
  Pause *pause;
  guint source;

  if (g_hash_table_contains (drafts->pauses, account))
    return;
  pause = g_new (Pause, 1);
  pause->drafts = drafts;
  pause->account = g_strdup (account);
  source = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, PAUSE_SECONDS, on_pause_over, pause,
                                       pause_free);
  g_hash_table_insert (drafts->pauses, g_strdup (account), GUINT_TO_POINTER (source));
}

static void begin_change (Drafts *drafts);

/* Drops the row as it was. */
static void
take_over (Drafts *drafts, Change *change)
{
  guint place = place_of (drafts, change->next->id);
  gboolean exists = place < drafts->rows->len;

  if (change->fate == DRAFT_REMOVE)
    {
      drafts_set_problem (drafts, change->next->id, NULL);
      if (exists)
        g_ptr_array_remove_index (drafts->rows, place);
      return;
    }
  if (exists)
    {
      StoreDraft *before = drafts->rows->pdata[place];
      change->next->is_gone |= before->is_gone;
      drafts->rows->pdata[place] = g_steal_pointer (&change->next);
      store_draft_free (before);
    }
  else if (change->id == 0 && find_account (drafts, change->next->account))
    g_ptr_array_add (drafts->rows, g_steal_pointer (&change->next));
}

static void
end_change (Drafts *drafts, GError *error)
{
  GTask *task = g_queue_peek_head (&drafts->changes);
  Change *change = g_task_get_task_data (task);
  gint64 id = change->next ? change->next->id : change->id;

  if (error)
    g_task_return_error (task, error);
  else
    {
      if (change->fate != DRAFT_LEAVE)
        take_over (drafts, change);
      g_task_return_int (task, (gssize) id);
    }
  /* Whoever wants more changes in the callback is behind it. */
  g_object_unref (g_queue_pop_head (&drafts->changes));
  begin_change (drafts);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Drafts) drafts = data;
  GError *error = NULL;
  g_autoptr (StoreChanges) changes G_GNUC_UNUSED
      = store_commit_finish (POSTHORN_STORE (source), result, &error);

  end_change (drafts, error);
}

static void
write_change (Drafts *drafts, Change *change, StoreBatch *batch)
{
  change->fate = change->change (change->next, batch, change->data);
  if (change->fate == DRAFT_PUT)
    store_batch_put_draft (batch, change->next);
  else if (change->fate == DRAFT_REMOVE)
    store_batch_remove_draft (batch, change->next->id);
  store_commit_async (drafts_get_services (drafts)->store, batch, on_committed,
                      g_object_ref (drafts));
}

/* What is changed; NULL: draft ID is not there. */
static StoreDraft *
begin_row (Drafts *drafts, gint64 id)
{
  const StoreDraft *row = drafts_row (drafts, id);
  StoreDraft *draft = NULL;

  if (row || id != 0)
    return row ? store_draft_copy (row) : NULL;
  draft = store_draft_new ();
  draft->id = ++drafts->last_id;
  return draft;
}

static void
begin_change (Drafts *drafts)
{
  GTask *task = g_queue_peek_head (&drafts->changes);
  Change *change = NULL;
  GError *error = NULL;

  if (!task)
    return;
  change = g_task_get_task_data (task);
  change->next = begin_row (drafts, change->id);
  if (change->next)
    {
      write_change (drafts, change, store_batch_new ());
      return;
    }
  fail_not_found (change->id, &error);
  end_change (drafts, error);
}

void
drafts_change_async (Drafts *drafts, gint64 id, DraftChange function, gpointer function_data,
                     GDestroyNotify destroy, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (drafts, NULL, callback, data);
  Change *change = g_new0 (Change, 1);

  change->id = id;
  change->change = function;
  change->data = function_data;
  change->destroy = destroy;
  g_task_set_task_data (task, change, change_free);
  g_queue_push_tail (&drafts->changes, task);
  if (drafts->changes.length == 1)
    begin_change (drafts);
}

gint64
drafts_change_finish (GAsyncResult *result, GError **error)
{
  gssize id = g_task_propagate_int (G_TASK (result), error);

  return MAX (id, 0);
}

GPtrArray *
drafts_open_parts (Drafts *drafts, const StoreDraft *draft)
{
  GPtrArray *streams = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < draft->parts->len; i++)
    {
      const StoreDraftPart *part = &g_array_index (draft->parts, StoreDraftPart, i);
      g_ptr_array_add (streams, store_octets_reader_new (drafts_get_services (drafts)->store,
                                                         part->octets, part->size));
    }
  return streams;
}

void
drafts_add_account (Drafts *drafts, Account *account)
{
  draft_placing_add_account (drafts, account);
}

void
drafts_remove_account (Drafts *drafts, Account *account)
{
  for (guint i = drafts->rows->len; i > 0; i--)
    if (g_str_equal (((StoreDraft *) drafts->rows->pdata[i - 1])->account,
                     account_get_id (account)))
      g_ptr_array_remove_index (drafts->rows, i - 1);
}

gboolean
drafts_load (Drafts *drafts, GError **error)
{
  StoreReader *reader = store_main_reader (drafts_get_services (drafts)->store);
  g_autoptr (GPtrArray) rows = store_reader_drafts (reader, error);

  if (!rows || !store_reader_last_id (reader, "draft", &drafts->last_id, error))
    return FALSE;
  g_ptr_array_extend_and_steal (drafts->rows, g_steal_pointer (&rows));
  return TRUE;
}

Drafts *
drafts_new (AccountManager *manager)
{
  Drafts *drafts = g_object_new (TYPE_DRAFTS, NULL);

  drafts->manager = manager;
  return drafts;
}
