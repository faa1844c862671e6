/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-search.h"

#include "account-private.h"
#include "error.h"
#include "store-reader-outbox.h"

/* By which the clocks of server and sender may differ. */
#define TOLERANCE_SECONDS 86400

typedef struct
{
  gint64 folder;
  gint64 since;
  char *message_id;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->message_id);
  g_free (wanted);
}

static gpointer
look (StoreReader *reader, gpointer data, GError **error)
{
  const Wanted *wanted = data;
  gboolean found = FALSE;

  if (!store_reader_has_message (reader, wanted->folder, wanted->message_id, wanted->since, &found,
                                 error))
    return NULL;
  return GINT_TO_POINTER (found);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  gpointer found = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, GPOINTER_TO_INT (found));
}

static void
on_checked (Job *job, gpointer data)
{
  g_autoptr (GTask) task = data;
  Account *account = g_task_get_source_object (task);

  g_signal_handlers_disconnect_by_func (job, on_checked, data);
  if (job_get_error (job))
    {
      g_task_return_error (task, g_error_copy (job_get_error (job)));
      return;
    }
  store_read_async (account->services->store, look, g_task_get_task_data (task), NULL, NULL, NULL,
                    on_looked, g_object_ref (task));
}

void
outbox_search_async (Account *account, const OutboxMessage *message, GAsyncReadyCallback callback,
                     gpointer data)
{
  g_autoptr (GTask) task = g_task_new (account, NULL, callback, data);
  Folder *folder = account_find_folder (account, "sent");
  Wanted *wanted = g_new0 (Wanted, 1);

  g_task_set_task_data (task, wanted, wanted_free);
  if (!account->config->enabled)
    {
      g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_OFFLINE,
                               "%s: the account is disabled: enable it", account_get_id (account));
      return;
    }
  if (!folder)
    {
      g_task_return_boolean (task, FALSE);
      return;
    }
  wanted->folder = folder_get_row (folder)->id;
  wanted->since = message->begins - TOLERANCE_SECONDS;
  wanted->message_id = g_strdup (message->message_id);
  g_signal_connect (account_check (account, folder), "ended", G_CALLBACK (on_checked),
                    g_object_ref (task));
}

gboolean
outbox_search_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
