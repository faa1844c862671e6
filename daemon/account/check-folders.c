/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check-private.h"

#include "account-session.h"
#include "error.h"
#include "folder-sync.h"
#include "log.h"

#define SECONDS_PER_DAY 86400
/* Folders on the wire at a time, so that a distant server is not waited for at each of many small
 * ones. Only one of them is ever spoken to beyond what has been sent already: the last. */
#define LANES 8
/* A folder that changes while it is synchronised is begun so often before the check gives up. */
#define TRIES 3

/* One folder on its way over the wire. Answers come in the order of the commands, so that those of
 * the first lane come before any of the next. */
typedef struct
{
  Check *check; /* a reference */
  FolderSync *sync;
  char *path;
  guint n_owed;   /* tagged answers that have not come over the wire */
  gboolean begun; /* its UIDVALIDITY is on the way to the store */
  gboolean ended;
} Lane;

static void
lane_clear (gpointer data)
{
  Lane *lane = data;

  check_unref (lane->check);
  folder_sync_free (lane->sync);
  g_free (lane->path);
}

static Lane *
lane_ref (Lane *lane)
{
  return g_rc_box_acquire (lane);
}

static void
lane_unref (Lane *lane)
{
  g_rc_box_release_full (lane, lane_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lane, lane_unref)

static StoreFolder *
row_of (Lane *lane)
{
  return g_hash_table_lookup (lane->check->rows, lane->path);
}

static gboolean
must_audit (const StoreFolder *row)
{
  return sync_plan_audit_is_due (row->audited, g_get_real_time () / G_USEC_PER_SEC);
}

/* Unix seconds; 0 = everything. */
static gint64
oldest_wanted (Check *check)
{
  gint64 days = check->config->history_days;

  return days > 0 ? g_get_real_time () / G_USEC_PER_SEC - days * SECONDS_PER_DAY : 0;
}

static guint
times_tried (Check *check, const char *path)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (check->tried, path));
}

static gint64
expected_messages (Check *check, const char *path)
{
  if (!check->listing || times_tried (check, path) > 0)
    return -1;
  return folder_listing_messages (check->listing, path);
}

static Lane *
lane_new (Check *check, const char *path)
{
  const StoreFolder *row = g_hash_table_lookup (check->rows, path);
  FolderSyncOptions options = {
    .capabilities = imap_session_capabilities (check->session),
    .limit = ACCOUNT_MESSAGE_LIMIT,
    .since = oldest_wanted (check),
    .audit = must_audit (row),
    .expected = expected_messages (check, path),
  };
  Lane *lane = g_rc_box_new0 (Lane);

  lane->check = check_ref (check);
  lane->sync = folder_sync_new (row, &options);
  lane->path = g_strdup (path);
  g_hash_table_insert (check->tried, g_strdup (path),
                       GUINT_TO_POINTER (times_tried (check, path) + 1));
  return lane;
}

static void
note_undelivered (Lane *lane, guint64 undelivered)
{
  if (undelivered == 0)
    return;
  check_keep_refusal (lane->check,
                      g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
                                   "%" G_GUINT64_FORMAT " %s of the folder «%s» did not come; the "
                                   "next check asks again",
                                   undelivered, undelivered == 1 ? "message" : "messages",
                                   lane->path));
}

/* A folder whose audit was due has had it by now: a first synchronisation compares all, too. */
static void
commit_cursor (Lane *lane, guint32 uidvalidity, guint32 uidnext, guint64 highestmodseq)
{
  const StoreFolder *row = row_of (lane);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  FolderCursor cursor = {
    .uidvalidity = uidvalidity,
    .uidnext = uidnext,
    .highestmodseq = highestmodseq,
    .synced = now,
    .audited = must_audit (row) ? now : row->audited,
  };

  message_intake_cursor (lane->check->intake, row->id, &cursor);
}

/* While answers are owed the lane stays on the wire, for they are nobody else's. */
static void
end_lane (Lane *lane)
{
  Check *check = lane->check;
  guint32 uidvalidity;
  guint32 uidnext;
  guint64 highestmodseq;
  guint64 undelivered;

  lane->ended = TRUE;
  check->n_lanes--;
  if (folder_sync_cursor (lane->sync, &uidvalidity, &uidnext, &highestmodseq, &undelivered))
    commit_cursor (lane, uidvalidity, uidnext, highestmodseq);
  if (folder_sync_must_repeat (lane->sync) && times_tried (check, lane->path) < TRIES)
    g_queue_push_tail (&check->paths, g_strdup (lane->path));
  else
    note_undelivered (lane, undelivered);
  if (lane->n_owed == 0 && g_queue_remove (&check->wire, lane))
    lane_unref (lane);
}

static void pump (Lane *lane);

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Lane) lane = data;
  Check *check = lane->check;
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
  if (lane->ended)
    return;
  if (!ok)
    log_message (check->config->id, lane->path, "check", "%s", error->message);
  if (!folder_sync_advance (lane->sync, ok) && !ok)
    check_keep_refusal (check, g_steal_pointer (&error));
  pump (lane);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Lane) lane = data;

  if (!check_take_commit (lane->check, source, result))
    return;
  folder_sync_committed (lane->sync, row_of (lane)->at_server);
  pump (lane);
}

static void
commit_changes (Lane *lane)
{
  StoreBatch *batch = folder_sync_take_batch (lane->sync);

  if (store_batch_n_changes (batch) > 0)
    {
      check_commit (lane->check, batch, on_committed, lane_ref (lane));
      return;
    }
  store_batch_free (batch);
  folder_sync_committed (lane->sync, row_of (lane)->at_server);
  pump (lane);
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
  g_autoptr (Lane) lane = data;
  g_autoptr (UidSet) uids = take_read (lane->check, source, result, (GDestroyNotify) uid_set_free);

  if (!uids)
    return;
  folder_sync_set_local_uids (lane->sync, uids);
  pump (lane);
}

static void
on_identities (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Lane) lane = data;
  g_autoptr (GPtrArray) identities
      = take_read (lane->check, source, result, (GDestroyNotify) g_ptr_array_unref);

  if (!identities)
    return;
  folder_sync_set_local_identities (lane->sync, identities);
  pump (lane);
}

static void
read_local (Lane *lane, StoreReadFunction function, GDestroyNotify destroy,
            GAsyncReadyCallback callback)
{
  gint64 *row = g_memdup2 (&row_of (lane)->id, sizeof (gint64));

  store_read_async (lane->check->store, function, row, g_free, destroy, NULL, callback,
                    lane_ref (lane));
}

static void
send_commands (Lane *lane)
{
  while (folder_sync_step (lane->sync) == FOLDER_SYNC_SEND)
    {
      lane->n_owed++;
      imap_session_run_async (lane->check->session, folder_sync_command (lane->sync), NULL,
                              on_answer, lane_ref (lane));
    }
}

/* Carries out what the folder asks for until it waits for an answer. */
static void
pump (Lane *lane)
{
  send_commands (lane);
  switch (folder_sync_step (lane->sync))
    {
    case FOLDER_SYNC_NEED_UIDS:
      read_local (lane, read_uids, (GDestroyNotify) uid_set_free, on_uids);
      break;
    case FOLDER_SYNC_NEED_IDENTITIES:
      read_local (lane, read_identities, (GDestroyNotify) g_ptr_array_unref, on_identities);
      break;
    case FOLDER_SYNC_COMMIT:
      commit_changes (lane);
      return;
    case FOLDER_SYNC_DONE:
      end_lane (lane);
      break;
    default:
      break;
    }
  check_folders_begin (lane->check);
}

/* Behind a folder that may still want something of the server no other can be opened. */
static gboolean
has_room (Check *check)
{
  Lane *last = g_queue_peek_tail (&check->wire);

  return !last
         || (check->wire.length < LANES && (last->ended || folder_sync_is_closed (last->sync)));
}

void
check_folders_begin (Check *check)
{
  while (!check->ended && has_room (check) && !g_queue_is_empty (&check->paths))
    {
      g_autofree char *path = g_queue_pop_head (&check->paths);
      Lane *lane;

      if (!g_hash_table_contains (check->rows, path))
        continue;
      lane = lane_new (check, path);
      check->n_lanes++;
      g_queue_push_tail (&check->wire, lane);
      pump (lane);
      return;
    }
  check_finish_when_done (check);
}

/* Rows that come before the folder is complete must already know their UIDVALIDITY. */
static void
begin_guess (Lane *lane)
{
  guint32 uidvalidity = folder_sync_guessed_uidvalidity (lane->sync);
  FolderCursor cursor = { .uidvalidity = uidvalidity };

  if (lane->begun || uidvalidity == 0)
    return;
  lane->begun = TRUE;
  message_intake_cursor (lane->check->intake, row_of (lane)->id, &cursor);
}

static void
take_response (Lane *lane, const ImapResponse *response)
{
  gboolean arrived = FALSE;

  if (!folder_sync_observe (lane->sync, response, &arrived))
    return;
  begin_guess (lane);
  message_intake_message (lane->check->intake, row_of (lane)->id, response->fetch,
                          ACCOUNT_MESSAGE_LIMIT, arrived);
}

/* The wire is done with a folder that will send nothing more once its last answer is here. */
static void
take_completion (Check *check, Lane *lane)
{
  lane->n_owed--;
  if (lane->n_owed > 0 || !(lane->ended || folder_sync_is_closed (lane->sync)))
    return;
  g_queue_pop_head (&check->wire);
  lane_unref (lane);
}

void
check_folders_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  Check *check = data;
  Lane *lane = g_queue_peek_head (&check->wire);

  if (!lane)
    return;
  if (event->type == IMAP_EVENT_LITERAL)
    message_intake_literal (check->intake, event);
  else if (event->type == IMAP_EVENT_COMPLETED)
    take_completion (check, lane);
  else if (event->type == IMAP_EVENT_RESPONSE && !lane->ended)
    take_response (lane, event->response);
}

void
check_folders_drop (Check *check)
{
  g_queue_clear_full (&check->wire, (GDestroyNotify) lane_unref);
}
