/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check-private.h"

#include "account-session.h"
#include "boot-clock.h"
#include "error.h"
#include "folder-refresh.h"
#include "log.h"

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
  g_hash_table_unref (check->tried);
  g_clear_pointer (&check->intake, message_intake_free);
  g_clear_pointer (&check->listing, folder_listing_free);
  g_clear_error (&check->error);
  g_clear_error (&check->refusal);
}

Check *
check_ref (Check *check)
{
  return g_rc_box_acquire (check);
}

void
check_unref (Check *check)
{
  g_rc_box_release_full (check, check_clear);
}

static void
end_session (Check *check)
{
  if (check->session)
    {
      check->capabilities = imap_session_capabilities (check->session);
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

void
check_end (Check *check, GError *error)
{
  if (check->ended)
    {
      g_clear_error (&error);
      return;
    }
  /* A session that closes answers what is under way on the spot, and the answer may be the last
   * thing this was waited for. */
  check_ref (check);
  check->ended = TRUE;
  check->error = error;
  g_signal_handler_disconnect (job_get_cancellable (check->job), check->cancelled);
  end_session (check);
  message_intake_stop (check->intake);
  check_folders_drop (check);
  return_when_quiet (check);
  check_unref (check);
}

void
check_keep_refusal (Check *check, GError *error)
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

void
check_commit (Check *check, StoreBatch *batch, GAsyncReadyCallback callback, gpointer data)
{
  check->n_commits++;
  store_commit_async (check->store, batch, callback, data);
}

gboolean
check_take_commit (Check *check, GObject *source, GAsyncResult *result)
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

  if (check_take_commit (check, source, result))
    check_end (check, g_steal_pointer (&check->refusal));
}

void
check_finish_when_done (Check *check)
{
  StoreBatch *batch;

  if (check->n_lanes > 0 || !g_queue_is_empty (&check->paths) || check->finishing || check->ended
      || !message_intake_is_drained (check->intake))
    return;
  check->finishing = TRUE;
  end_session (check);
  batch = store_batch_new ();
  if (!check->refusal && check->only == 0)
    store_batch_set_account_synced (batch, check->config->id,
                                    boot_clock_to_unix (boot_clock_now ()));
  check_commit (check, batch, on_synced, check_ref (check));
}

static gboolean
is_at (Check *check, const char *path, gint64 row)
{
  const StoreFolder *folder = g_hash_table_lookup (check->rows, path);
  return folder && folder->id == row;
}

void
check_prefer (Check *check, gint64 first)
{
  check->first = first;
  for (GList *link = check->paths.head; first != 0 && link; link = link->next)
    if (is_at (check, link->data, first))
      {
        g_queue_unlink (&check->paths, link);
        g_queue_push_head_link (&check->paths, link);
        return;
      }
}

ImapCapabilities
check_get_capabilities (Check *check)
{
  return check->session ? imap_session_capabilities (check->session) : check->capabilities;
}

gboolean
check_get_quota (Check *check, ImapQuota *quota)
{
  if (check->listing)
    *quota = folder_listing_quota (check->listing);
  return check->listing && quota->limit > 0;
}

static void
plan_folders (Check *check)
{
  gboolean condstore
      = (imap_session_capabilities (check->session) & IMAP_CAPABILITY_CONDSTORE) != 0;

  check->n_expected = folder_listing_plan (check->listing, check->rows, condstore,
                                           g_get_real_time () / G_USEC_PER_SEC, &check->paths);
  check_prefer (check, check->first);
  job_set_count (check->job, check->n_stored, check->n_expected);
  check_folders_begin (check);
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
  imap_session_set_handler (check->session, check_folders_event, check);
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
  imap_session_set_handler (check->session, check_folders_event, check);
  if (check->only != 0)
    check_folders_begin (check);
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
    check_finish_when_done (check);
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

static gint64
divert (gint64 folder, const Summary *summary, gpointer data)
{
  Check *check = data;

  return check->divert (folder, summary, check->data);
}

static void
on_unparsable (gint64 folder, guint32 uid, gpointer data)
{
  Check *check = data;
  GHashTableIter rows;
  gpointer path, row;

  g_hash_table_iter_init (&rows, check->rows);
  while (g_hash_table_iter_next (&rows, &path, &row))
    if (((const StoreFolder *) row)->id == folder)
      log_event (LOG_MESSAGE_UNPARSABLE, check->config->id, path, "parse",
                 "the message with UID %u cannot be parsed; it is listed without its content", uid);
}

static Check *
check_new (const CheckOptions *options)
{
  static const MessageIntakeCallbacks callbacks
      = { on_intake_committed, on_intake_paused, on_intake_failed,
          on_intake_drained,   divert,           on_unparsable };
  Check *check = g_rc_box_new0 (Check);

  check->store = g_object_ref (options->store);
  check->parser = g_object_ref (options->parser);
  check->config = store_account_copy (options->config);
  check->only = options->only;
  check->first = options->first;
  check->job = g_object_ref (options->job);
  check->changed = options->changed;
  check->divert = options->divert;
  check->data = options->data;
  check->intake = message_intake_new (check->store, check->parser, &callbacks, check);
  check->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&check->paths);
  g_queue_init (&check->wire);
  copy_rows (check, options->folders);
  return check;
}

Check *
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
  return check_ref (check);
}

gboolean
check_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
