/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation-append.h"

#include "error.h"
#include "store-octets.h"
#include "store-reader-operations.h"

typedef struct
{
  Store *store;
  ImapSession *session;
  guint64 ids[2]; /* the message, and what it is a copy of */
  char *path;
  guint32 uidvalidity;
  guint32 uidnext;
  gboolean begun;
  AppendResult result;
} Giving;

static void
giving_free (gpointer data)
{
  Giving *giving = data;

  g_object_unref (giving->store);
  g_object_unref (giving->session);
  g_free (giving->path);
  append_result_clear (&giving->result);
  g_free (giving);
}

/* A copy whose row went with the cache is made from its original. */
static gpointer
read_either (StoreReader *reader, gpointer data, GError **error)
{
  const guint64 *ids = data;
  g_autoptr (GError) missing = NULL;
  StoreLetter *letter = store_reader_letter (reader, ids[0], &missing);

  if (letter)
    return letter;
  if (ids[1] != 0 && g_error_matches (missing, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND))
    return store_reader_letter (reader, ids[1], error);
  g_propagate_error (error, g_steal_pointer (&missing));
  return NULL;
}

static void
on_appended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Giving *giving = g_task_get_task_data (task);
  GError *error = NULL;

  if (append_finish (result, &giving->result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
append_letter (GTask *task, const StoreLetter *letter)
{
  Giving *giving = g_task_get_task_data (task);
  AppendRequest request = {
    .path = giving->path,
    .uidvalidity = giving->uidvalidity,
    .uidnext = giving->uidnext,
    .begun = giving->begun,
    .flags = letter->flags,
    .received = letter->received,
    .message_id = letter->message_id,
    .size = letter->size,
  };
  g_autoptr (GInputStream) source = store_body_reader_new (giving->store, letter->id, letter->size);

  append_async (giving->session, &request, source, g_task_get_cancellable (task), on_appended,
                g_object_ref (task));
}

static void
on_letter (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Giving *giving = g_task_get_task_data (task);
  GError *error = NULL;
  StoreLetter *letter = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (letter)
    {
      append_letter (task, letter);
      store_letter_free (letter);
      return;
    }
  if (!g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  giving->result.outcome = OPERATION_REFUSED;
  giving->result.refusal = g_strdup (error->message);
  g_error_free (error);
  g_task_return_boolean (task, TRUE);
}

void
operation_append_async (Store *store, ImapSession *session, const StoreOperation *operation,
                        const StoreOperationMessage *message, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Giving *giving = g_new0 (Giving, 1);

  giving->store = g_object_ref (store);
  giving->session = g_object_ref (session);
  giving->ids[0] = message->id;
  giving->ids[1] = message->source;
  giving->path = g_strdup (operation->target);
  giving->uidvalidity = operation->target_uidvalidity;
  giving->uidnext = operation->target_uidnext;
  giving->begun = operation->begun;
  g_task_set_task_data (task, giving, giving_free);
  g_task_set_check_cancellable (task, FALSE);
  store_read_async (store, read_either, g_memdup2 (giving->ids, sizeof giving->ids), g_free,
                    (GDestroyNotify) store_letter_free, NULL, on_letter, g_object_ref (task));
}

gboolean
operation_append_finish (GAsyncResult *result, AppendResult *appended, GError **error)
{
  Giving *giving = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *appended = giving->result;
  giving->result.refusal = NULL;
  return TRUE;
}
