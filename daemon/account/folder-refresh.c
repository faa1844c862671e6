/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-refresh.h"

#include "error.h"

typedef struct
{
  ImapSession *session;
  Store *store;
  char *account;
  char *host;
  GHashTable *rows; /* borrowed */
  FolderListing *listing;
  guint n_owed; /* answers to STATUS */
} Refresh;

static void
refresh_free (Refresh *refresh)
{
  g_object_unref (refresh->session);
  g_object_unref (refresh->store);
  g_free (refresh->account);
  g_free (refresh->host);
  folder_listing_free (refresh->listing);
  g_free (refresh);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  StoreChanges *changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (changes)
    g_task_return_pointer (task, changes, (GDestroyNotify) store_changes_free);
  else
    g_task_return_error (task, error);
}

static void
apply (GTask *task)
{
  Refresh *refresh = g_task_get_task_data (task);
  StoreBatch *batch;

  imap_session_set_handler (refresh->session, NULL, NULL);
  if (!folder_listing_is_plausible (refresh->listing))
    {
      g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
                               "The server %s listed no INBOX or more than 20,000 folders, so "
                               "its list is not believed and nothing was changed",
                               refresh->host);
      return;
    }
  batch = store_batch_new ();
  folder_listing_apply (refresh->listing, refresh->account, refresh->rows, batch);
  store_commit_async (refresh->store, batch, on_committed, g_object_ref (task));
}

static void
fail (GTask *task, GError *error)
{
  Refresh *refresh = g_task_get_task_data (task);

  imap_session_set_handler (refresh->session, NULL, NULL);
  g_task_return_error (task, error);
}

/* A refused STATUS is no reason to stop: the folder is opened instead. A lost session fails every
 * command that is owed; the first says so. */
static void
on_status (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Refresh *refresh = g_task_get_task_data (task);
  g_autoptr (ImapResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  imap_session_run_finish (IMAP_SESSION (source), result, &response, &error);
  if (g_task_get_completed (task) || refresh->n_owed == 0)
    return;
  if (response && --refresh->n_owed > 0)
    return;
  if (response)
    apply (task);
  else
    {
      refresh->n_owed = 0;
      fail (task, g_steal_pointer (&error));
    }
}

/* Without LIST-STATUS every folder is asked for by itself, all in one round trip. */
static void
request_status (GTask *task)
{
  Refresh *refresh = g_task_get_task_data (task);
  g_autoptr (GPtrArray) paths = folder_listing_paths_without_status (refresh->listing);
  ImapCapabilities capabilities = imap_session_capabilities (refresh->session);

  refresh->n_owed = paths->len;
  for (guint i = 0; i < paths->len; i++)
    imap_session_run_async (refresh->session, imap_command_status (paths->pdata[i], capabilities),
                            NULL, on_status, g_object_ref (task));
  if (paths->len == 0)
    apply (task);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (imap_session_run_finish (IMAP_SESSION (source), result, NULL, &error))
    request_status (task);
  else
    fail (task, error);
}

static void
on_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  Refresh *refresh = data;

  if (event->type == IMAP_EVENT_RESPONSE)
    folder_listing_observe (refresh->listing, event->response);
}

/* What it says has come before the list; a server that refuses is not asked for a reason. */
static void
request_quota (ImapSession *session)
{
  if (imap_session_capabilities (session) & IMAP_CAPABILITY_QUOTA)
    imap_session_run_async (session, imap_command_mailbox ("GETQUOTAROOT", "INBOX"), NULL, NULL,
                            NULL);
}

void
folder_refresh_async (ImapSession *session, Store *store, const StoreAccount *account,
                      GHashTable *rows, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Refresh *refresh = g_new0 (Refresh, 1);

  refresh->session = g_object_ref (session);
  refresh->store = g_object_ref (store);
  refresh->account = g_strdup (account->id);
  refresh->host = g_strdup (account->host);
  refresh->rows = rows;
  refresh->listing = folder_listing_new ();
  g_task_set_task_data (task, refresh, (GDestroyNotify) refresh_free);
  imap_session_set_handler (session, on_event, refresh);
  request_quota (session);
  imap_session_run_async (session, imap_command_list (imap_session_capabilities (session)), NULL,
                          on_listed, task);
}

StoreChanges *
folder_refresh_finish (GAsyncResult *result, FolderListing **listing, GError **error)
{
  Refresh *refresh = g_task_get_task_data (G_TASK (result));
  StoreChanges *changes = g_task_propagate_pointer (G_TASK (result), error);

  if (changes)
    *listing = g_steal_pointer (&refresh->listing);
  return changes;
}
