/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include "account-session.h"
#include "error.h"
#include "folder-refresh.h"
#include "folder-sync.h"
#include "log.h"
#include "message-intake.h"

#define SECONDS_PER_DAY 86400

typedef struct
{
  GTask *task;
  gboolean ended;  /* nothing new is begun; the answer waits for commits still on their way */
  GError *error;   /* what it ended with */
  guint n_commits; /* under way, besides the intake's */
  Store *store;
  Parser *parser;
  StoreAccount *config;
  gint64 only;
  Job *job;
  void (*changed) (const StoreChanges *changes, gpointer data);
  gpointer data;
  gulong cancelled;
  ImapSession *session;
  GHashTable *rows;       /* path → StoreFolder, kept in step with the store */
  FolderListing *listing; /* NULL until the folders are refreshed */
  guint n_owed;           /* answers to LIST and STATUS */
  GQueue paths;           /* of folders still to be synchronised */
  FolderSync *sync;       /* of the folder that is open, NULL between two */
  char *path;             /* of that folder */
  MessageIntake *intake;
  gboolean finishing; /* the last commit is under way */
  guint64 n_expected;
  guint64 n_stored;
  GError *refusal; /* what the server refused without ending the check */
} Check;

static void
check_clear (gpointer data)
{
  Check *check = data;

  g_object_unref (check->store);
  g_object_unref (check->parser);
  store_account_free (check->config);
  g_object_unref (check->job);
  g_hash_table_unref (check->rows);
  g_queue_clear_full (&check->paths, g_free);
  g_free (check->path);
  g_clear_pointer (&check->intake, message_intake_free);
  g_clear_pointer (&check->sync, folder_sync_free);
  g_clear_pointer (&check->listing, folder_listing_free);
  g_clear_error (&check->error);
  g_clear_error (&check->refusal);
}

static Check *
check_ref (Check *check)
{
  return g_rc_box_acquire (check);
}

static void
check_unref (Check *check)
{
  g_rc_box_release_full (check, check_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Check, check_unref)

static void
end_session (Check *check)
{
  if (check->session)
    {
      imap_session_set_handler (check->session, NULL, NULL);
      imap_session_close (check->session);
    }
  g_clear_object (&check->session);
}

/* Answers once nothing more is being written: who asked must not see an end before that. */
static void
return_when_quiet (Check *check)
{
  GTask *task;

  if (!check->task || check->n_commits > 0 || !message_intake_is_drained (check->intake))
    return;
  task = g_steal_pointer (&check->task);
  if (check->error)
    g_task_return_error (task, g_steal_pointer (&check->error));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  check_unref (check);
}

static void
return_when_ended (Check *check)
{
  if (check->ended)
    return_when_quiet (check);
}

/* The one exit: ERROR NULL = done. Takes ERROR over. */
static void
check_end (Check *check, GError *error)
{
  if (check->ended)
    {
      g_clear_error (&error);
      return;
    }
  check->ended = TRUE;
  check->error = error;
  g_signal_handler_disconnect (job_get_cancellable (check->job), check->cancelled);
  end_session (check);
  message_intake_stop (check->intake);
  return_when_quiet (check);
}

static void
keep_refusal (Check *check, GError *error)
{
  if (check->refusal)
    g_error_free (error);
  else
    check->refusal = error;
}

static gboolean
has_id (gpointer path, gpointer row, gpointer id)
{
  return ((StoreFolder *) row)->id == *(gint64 *) id;
}

/* Rows follow the store, and the account is told. A renamed folder leaves its old path. */
static void
take_changes (Check *check, const StoreChanges *changes)
{
  for (guint i = 0; i < changes->removed_folders->len; i++)
    g_hash_table_foreach_remove (check->rows, has_id,
                                 &g_array_index (changes->removed_folders, gint64, i));
  for (guint i = 0; i < changes->folders->len; i++)
    {
      StoreFolder *row = store_folder_copy (changes->folders->pdata[i]);
      g_hash_table_foreach_remove (check->rows, has_id, &row->id);
      g_hash_table_replace (check->rows, row->path, row);
    }
  check->changed (changes, check->data);
}

/* Begins a commit; take_commit() ends it. */
static void
commit (Check *check, StoreBatch *batch, GAsyncReadyCallback callback)
{
  check->n_commits++;
  store_commit_async (check->store, batch, callback, check_ref (check));
}

/* FALSE when the check has ended, with this commit's error or before. */
static gboolean
take_commit (Check *check, GObject *source, GAsyncResult *result)
{
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  check->n_commits--;
  if (changes)
    take_changes (check, changes);
  else
    check_end (check, error);
  return_when_ended (check);
  return !check->ended;
}

static void
on_synced (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;

  if (take_commit (check, source, result))
    check_end (check, g_steal_pointer (&check->refusal));
}

static void
finish_when_drained (Check *check)
{
  StoreBatch *batch;

  if (check->sync || !g_queue_is_empty (&check->paths) || check->finishing
      || !message_intake_is_drained (check->intake))
    return;
  check->finishing = TRUE;
  end_session (check);
  batch = store_batch_new ();
  if (!check->refusal && check->only == 0)
    store_batch_set_account_synced (batch, check->config->id, g_get_real_time () / G_USEC_PER_SEC);
  commit (check, batch, on_synced);
}

static void pump (Check *check);

static StoreFolder *
current_row (Check *check)
{
  return g_hash_table_lookup (check->rows, check->path);
}

static void
note_undelivered (Check *check, guint64 undelivered)
{
  if (undelivered == 0)
    return;
  keep_refusal (check, g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
                                    "%" G_GUINT64_FORMAT " messages of the folder “%s” did not "
                                    "come; they will be asked for again at the next check",
                                    undelivered, check->path));
}

static gboolean
must_audit (const StoreFolder *row)
{
  return sync_plan_audit_is_due (row->audited, g_get_real_time () / G_USEC_PER_SEC);
}

/* A folder whose audit was due has had it by now: a first synchronisation compares all, too. */
static void
commit_cursor (Check *check, guint32 uidvalidity, guint32 uidnext, guint64 highestmodseq)
{
  const StoreFolder *row = current_row (check);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  FolderCursor cursor = {
    .uidvalidity = uidvalidity,
    .uidnext = uidnext,
    .highestmodseq = highestmodseq,
    .synced = now,
    .audited = must_audit (row) ? now : row->audited,
  };

  message_intake_cursor (check->intake, row->id, &cursor);
}

static void
end_folder (Check *check)
{
  guint32 uidvalidity;
  guint32 uidnext;
  guint64 highestmodseq;
  guint64 undelivered;

  if (folder_sync_cursor (check->sync, &uidvalidity, &uidnext, &highestmodseq, &undelivered))
    commit_cursor (check, uidvalidity, uidnext, highestmodseq);
  note_undelivered (check, undelivered);
  g_clear_pointer (&check->sync, folder_sync_free);
}

/* Unix seconds; 0 = everything. */
static gint64
oldest_wanted (Check *check)
{
  gint64 days = check->config->history_days;

  return days > 0 ? g_get_real_time () / G_USEC_PER_SEC - days * SECONDS_PER_DAY : 0;
}

static FolderSync *
new_folder_sync (Check *check)
{
  FolderSyncOptions options = {
    .capabilities = imap_session_capabilities (check->session),
    .limit = ACCOUNT_MESSAGE_LIMIT,
    .since = oldest_wanted (check),
    .audit = must_audit (current_row (check)),
  };

  return folder_sync_new (current_row (check), &options);
}

/* Opens the next folder, or ends the check when there is none. */
static void
next_folder (Check *check)
{
  while (!check->sync && !g_queue_is_empty (&check->paths))
    {
      g_free (check->path);
      check->path = g_queue_pop_head (&check->paths);
      if (current_row (check))
        check->sync = new_folder_sync (check);
    }
  if (check->sync)
    pump (check);
  else
    finish_when_drained (check);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  g_autoptr (ImapResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = imap_session_run_finish (IMAP_SESSION (source), result, &response, &error);

  if (check->ended)
    return;
  if (!ok && !response)
    {
      check_end (check, g_steal_pointer (&error));
      return;
    }
  if (!ok)
    log_message (check->config->id, check->path, "check", "%s", error->message);
  if (!folder_sync_advance (check->sync, ok) && !ok)
    keep_refusal (check, g_steal_pointer (&error));
  pump (check);
}

static void
on_folder_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;

  if (!take_commit (check, source, result))
    return;
  folder_sync_committed (check->sync, current_row (check)->total);
  pump (check);
}

static void
commit_folder (Check *check)
{
  StoreBatch *batch = folder_sync_take_batch (check->sync);

  if (store_batch_n_changes (batch) > 0)
    {
      commit (check, batch, on_folder_committed);
      return;
    }
  store_batch_free (batch);
  folder_sync_committed (check->sync, current_row (check)->total);
  pump (check);
}

static gpointer
read_uids (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_uids (reader, *(gint64 *) data, error);
}

static gpointer
read_identities (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_identities (reader, *(gint64 *) data, error);
}

/* What was read, NULL when the check has ended, with this reader's error or before. */
static gpointer
take_read (Check *check, GObject *source, GAsyncResult *result, GDestroyNotify destroy)
{
  GError *error = NULL;
  gpointer found = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (found && !check->ended)
    return found;
  if (found)
    destroy (found);
  check_end (check, error);
  return NULL;
}

static void
on_uids (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  g_autoptr (UidSet) uids = take_read (check, source, result, (GDestroyNotify) uid_set_free);

  if (!uids)
    return;
  folder_sync_set_local_uids (check->sync, uids);
  pump (check);
}

static void
on_identities (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  g_autoptr (GPtrArray) identities
      = take_read (check, source, result, (GDestroyNotify) g_ptr_array_unref);

  if (!identities)
    return;
  folder_sync_set_local_identities (check->sync, identities);
  pump (check);
}

/* Carries out what the folder asks for until it waits for an answer. */
static void
pump (Check *check)
{
  gint64 *row = g_memdup2 (&current_row (check)->id, sizeof (gint64));

  while (folder_sync_step (check->sync) == FOLDER_SYNC_SEND)
    imap_session_run_async (check->session, folder_sync_command (check->sync), NULL, on_answer,
                            check_ref (check));
  switch (folder_sync_step (check->sync))
    {
    case FOLDER_SYNC_NEED_UIDS:
      store_read_async (check->store, read_uids, g_steal_pointer (&row), g_free,
                        (GDestroyNotify) uid_set_free, NULL, on_uids, check_ref (check));
      break;
    case FOLDER_SYNC_NEED_IDENTITIES:
      store_read_async (check->store, read_identities, g_steal_pointer (&row), g_free,
                        (GDestroyNotify) g_ptr_array_unref, NULL, on_identities, check_ref (check));
      break;
    case FOLDER_SYNC_COMMIT:
      commit_folder (check);
      break;
    case FOLDER_SYNC_DONE:
      end_folder (check);
      next_folder (check);
      break;
    default:
      break;
    }
  g_free (row);
}

static void
plan_folders (Check *check)
{
  gboolean condstore
      = (imap_session_capabilities (check->session) & IMAP_CAPABILITY_CONDSTORE) != 0;

  check->n_expected = folder_listing_plan (check->listing, check->rows, condstore,
                                           g_get_real_time () / G_USEC_PER_SEC, &check->paths);
  job_set_count (check->job, check->n_stored, check->n_expected);
  next_folder (check);
}

static void
take_message (Check *check, const ImapFetch *fetch, gboolean arrived)
{
  message_intake_message (check->intake, current_row (check)->id, fetch, ACCOUNT_MESSAGE_LIMIT,
                          arrived);
}

static void
on_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  Check *check = data;
  gboolean arrived = FALSE;

  if (event->type == IMAP_EVENT_LITERAL)
    message_intake_literal (check->intake, event);
  else if (event->type == IMAP_EVENT_RESPONSE && check->sync
           && folder_sync_observe (check->sync, event->response, &arrived))
    take_message (check, event->response->fetch, arrived);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = folder_refresh_finish (result, &check->listing, &error);

  check->n_commits--;
  if (changes)
    take_changes (check, changes);
  else
    check_end (check, error);
  return_when_ended (check);
  if (check->ended)
    return;
  imap_session_set_handler (check->session, on_event, check);
  plan_folders (check);
}

static void
refresh_folders (Check *check)
{
  check->n_commits++;
  folder_refresh_async (check->session, check->store, check->config, check->rows, on_refreshed,
                        check_ref (check));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  GError *error = NULL;
  g_autoptr (ImapSession) session = account_session_open_finish (result, &error);

  if (check->ended || !session)
    {
      check_end (check, error);
      return;
    }
  check->session = g_steal_pointer (&session);
  imap_session_set_handler (check->session, on_event, check);
  if (check->only != 0)
    next_folder (check);
  else
    refresh_folders (check);
}

static void
on_intake_committed (const StoreChanges *changes, gpointer data)
{
  Check *check = data;

  check->n_stored += changes->added->len;
  take_changes (check, changes);
  job_set_count (check->job, check->n_stored, check->n_expected);
}

static void
on_intake_paused (gboolean paused, gpointer data)
{
  Check *check = data;

  if (check->session)
    imap_session_set_paused (check->session, paused);
}

static void
on_intake_failed (const GError *error, gpointer data)
{
  check_end (data, g_error_copy (error));
}

static void
on_intake_drained (gpointer data)
{
  Check *check = data;

  if (check->ended)
    return_when_quiet (check);
  else
    finish_when_drained (check);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  check_end (data, g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED,
                                "The check was cancelled; it goes on where it stopped"));
}

static void
copy_rows (Check *check, GPtrArray *folders)
{
  check->rows
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) store_folder_free);
  for (guint i = 0; i < folders->len; i++)
    {
      StoreFolder *row = store_folder_copy (folders->pdata[i]);
      g_hash_table_replace (check->rows, row->path, row);
      if (row->id == check->only)
        g_queue_push_tail (&check->paths, g_strdup (row->path));
    }
}

static Check *
check_new (const CheckOptions *options)
{
  static const MessageIntakeCallbacks callbacks
      = { on_intake_committed, on_intake_paused, on_intake_failed, on_intake_drained };
  Check *check = g_rc_box_new0 (Check);

  check->store = g_object_ref (options->store);
  check->parser = g_object_ref (options->parser);
  check->config = store_account_copy (options->config);
  check->only = options->only;
  check->job = g_object_ref (options->job);
  check->changed = options->changed;
  check->data = options->data;
  check->intake = message_intake_new (check->store, check->parser, &callbacks, check);
  g_queue_init (&check->paths);
  copy_rows (check, options->folders);
  return check;
}

void
check_run_async (const CheckOptions *options, GAsyncReadyCallback callback, gpointer data)
{
  Check *check = check_new (options);
  GCancellable *cancellable = job_get_cancellable (options->job);

  check->task = g_task_new (NULL, NULL, callback, data);
  check->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), check);
  /* Deflating costs a server more than the wire does while whole messages are moved; later checks
   * are all text and shrink to a quarter. */
  account_session_open_async (check->config, options->password, check->config->last_sync > 0,
                              cancellable, on_opened, check_ref (check));
}

gboolean
check_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
