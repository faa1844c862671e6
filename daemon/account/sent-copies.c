/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sent-copies.h"

#include "account-private.h"
#include "account-session.h"
#include "append.h"
#include "error.h"
#include "log.h"
#include "outbox-private.h"
#include "store-octets.h"

#define OPERATION "sent-copies"

typedef struct
{
  Outbox *outbox;
  Account *account;
  ImapSession *session; /* NULL: none was needed yet */
  gint64 message;       /* the one it is about */
  gint64 done;          /* up to here all have had their turn */
  gint64 folder;        /* row of the one that has got a copy; 0 = none has */
  GError *refusal;      /* the last one of this run */
} Filing;

static void
filing_free (gpointer data)
{
  Filing *filing = data;

  if (filing->session)
    imap_session_close (filing->session);
  g_clear_object (&filing->session);
  g_clear_error (&filing->refusal);
  g_object_unref (filing->account);
  g_object_unref (filing->outbox);
  g_free (filing);
}

static void file_next (GTask *task);

static void
leave (GTask *task)
{
  Filing *filing = g_task_get_task_data (task);

  filing->done = filing->message;
  file_next (task);
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (outbox_put_finish (POSTHORN_OUTBOX (source), result, &error))
    leave (task);
  else
    g_task_return_error (task, error);
}

/* REFUSAL NULL: the copy is there. */
static void
note (GTask *task, const GError *refusal)
{
  Filing *filing = g_task_get_task_data (task);
  const OutboxMessage *message = outbox_find (filing->outbox, filing->message);
  g_autoptr (OutboxMessage) next = message ? outbox_message_copy (message) : NULL;

  if (refusal)
    {
      log_warning (NULL, NULL, OPERATION, "%s", refusal->message);
      g_clear_error (&filing->refusal);
      filing->refusal = g_error_copy (refusal);
    }
  if (next && !outbox_is_writing (filing->outbox, filing->message)
      && outbox_state_note_copy (next, refusal))
    outbox_put_async (filing->outbox, next, NULL, on_put, g_object_ref (task));
  else
    leave (task);
}

static void
note_refused (GTask *task, const Folder *folder, const char *words)
{
  const Filing *filing = g_task_get_task_data (task);
  g_autoptr (GError) error = g_error_new (
      POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
      "%s: message %" G_GINT64_FORMAT " was sent, but the server would not take its copy for %s "
      "(%s); the copy is kept here and tried again after the next check",
      account_get_id (filing->account), filing->message, folder_get_row ((Folder *) folder)->path,
      words);

  note (task, error);
}

static void
note_no_folder (GTask *task)
{
  const Filing *filing = g_task_get_task_data (task);
  g_autoptr (GError) error
      = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_NO_FOLDER,
                     "%s: mail is sent, but no folder has the role sent, so that its copies are "
                     "kept here; give that role to a folder",
                     account_get_id (filing->account));

  note (task, error);
}

static Folder *
sent_folder (const Filing *filing)
{
  return account_folder_by_role (filing->account, "sent");
}

static void
on_appended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Filing *filing = g_task_get_task_data (task);
  AppendResult appended = { 0 };
  Folder *folder = sent_folder (filing);
  GError *error = NULL;

  if (!append_finish (result, &appended, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (appended.outcome == OPERATION_DONE)
    {
      filing->folder = folder ? folder_get_row (folder)->id : 0;
      note (task, NULL);
    }
  else if (appended.outcome == OPERATION_REFUSED && folder)
    note_refused (task, folder, appended.refusal);
  else
    leave (task);
  append_result_clear (&appended);
}

/* Always as if it had been begun: also the server may have put it there. */
static void
append (GTask *task, const OutboxMessage *message, Folder *folder)
{
  Filing *filing = g_task_get_task_data (task);
  g_autofree char *message_id = g_strdup_printf ("<%s>", message->message_id);
  g_autoptr (GInputStream) source = store_octets_reader_new (
      outbox_get_services (filing->outbox)->store, message->octets, message->size);
  AppendRequest request = {
    .path = folder_get_row (folder)->path,
    .begun = TRUE,
    .flags = "\\Seen",
    .received = outbox_now (),
    .message_id = message_id,
    .size = message->size,
  };

  append_async (filing->session, &request, source, g_task_get_cancellable (task), on_appended,
                g_object_ref (task));
}

static void
on_reached (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Filing *filing = g_task_get_task_data (task);
  GError *error = NULL;

  filing->session = account_session_reach_finish (result, &error);
  if (filing->session)
    file_next (task);
  else
    g_task_return_error (task, error);
}

static void
file (GTask *task, const OutboxMessage *message)
{
  Filing *filing = g_task_get_task_data (task);
  const StoreAccount *config = account_get_config (filing->account);
  Folder *folder = sent_folder (filing);

  filing->message = message->id;
  if (!config->save_sent)
    note (task, NULL);
  else if (!folder)
    note_no_folder (task);
  else if (filing->session)
    append (task, message, folder);
  else
    account_session_reach_async (config, g_task_get_cancellable (task), on_reached,
                                 g_object_ref (task));
}

static void
end (GTask *task)
{
  Filing *filing = g_task_get_task_data (task);
  Folder *folder = account_folder_by_row (filing->account, filing->folder);

  account_set_unfiled (filing->account, filing->refusal);
  if (folder)
    account_check_again (filing->account, folder);
  g_task_return_boolean (task, TRUE);
}

static void
file_next (GTask *task)
{
  const Filing *filing = g_task_get_task_data (task);
  const OutboxMessage *message
      = outbox_next_copy (filing->outbox, account_get_id (filing->account), filing->done);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (message)
    file (task, message);
  else
    end (task);
}

static void
run_async (gpointer account, gpointer outbox, GCancellable *cancellable,
           GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Filing *filing = g_new0 (Filing, 1);

  filing->outbox = g_object_ref (outbox);
  filing->account = g_object_ref (account);
  g_task_set_task_data (task, filing, filing_free);
  file_next (task);
}

static gboolean
run_finish (gpointer account, gpointer outbox, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sent_copies_add_account (Outbox *outbox, Account *account)
{
  static const ErrandKind kind = { OPERATION, run_async, run_finish };

  account_add_errand (account, &kind, outbox);
}
