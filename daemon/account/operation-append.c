/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation-append.h"

#include "error.h"

typedef struct
{
  ImapSession *session;
  guint64 ids[2]; /* the message, and what it is a copy of */
  char *path;
  guint32 uidvalidity;
  guint32 uidnext;
  gboolean begun;
  AppendResult result;
} Giving;

/* As it is here. */
typedef struct
{
  StoreMessage *head;
  GBytes *octets;
} Letter;

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  store_message_free (letter->head);
  g_clear_pointer (&letter->octets, g_bytes_unref);
  g_free (letter);
}

static void
giving_free (gpointer data)
{
  Giving *giving = data;

  g_object_unref (giving->session);
  g_free (giving->path);
  append_result_clear (&giving->result);
  g_free (giving);
}

static Letter *
read_letter (StoreReader *reader, guint64 id, GError **error)
{
  g_autoptr (GPtrArray) heads = store_reader_get (reader, &id, 1, STORE_COLUMNS_HEAD, error);
  g_autoptr (GBytes) octets = heads ? store_reader_body (reader, id, NULL, error) : NULL;
  Letter *letter;

  if (!octets)
    return NULL;
  letter = g_new0 (Letter, 1);
  letter->head = g_ptr_array_steal_index (heads, 0);
  letter->octets = g_steal_pointer (&octets);
  return letter;
}

/* A copy whose row went with the cache is made from its original. */
static gpointer
read_either (StoreReader *reader, gpointer data, GError **error)
{
  const guint64 *ids = data;
  g_autoptr (GError) missing = NULL;
  Letter *letter = read_letter (reader, ids[0], &missing);

  if (letter)
    return letter;
  if (ids[1] != 0 && g_error_matches (missing, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND))
    return read_letter (reader, ids[1], error);
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
append_letter (GTask *task, const Letter *letter)
{
  Giving *giving = g_task_get_task_data (task);
  AppendRequest request = {
    .path = giving->path,
    .uidvalidity = giving->uidvalidity,
    .uidnext = giving->uidnext,
    .begun = giving->begun,
    .flags = letter->head->flags,
    .received = letter->head->received,
    .message_id = letter->head->message_id,
    .octets = letter->octets,
  };

  append_async (giving->session, &request, g_task_get_cancellable (task), on_appended,
                g_object_ref (task));
}

static gboolean
is_lasting (const GError *error)
{
  return g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND)
         || g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE);
}

static void
on_letter (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Giving *giving = g_task_get_task_data (task);
  GError *error = NULL;
  Letter *letter = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (letter)
    {
      append_letter (task, letter);
      letter_free (letter);
      return;
    }
  if (!is_lasting (error))
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
                        const StoreOperationMessage *message, const StoreFolder *target,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Giving *giving = g_new0 (Giving, 1);

  giving->session = g_object_ref (session);
  giving->ids[0] = message->id;
  giving->ids[1] = message->source;
  giving->path = g_strdup (target->path);
  giving->uidvalidity = target->uidvalidity;
  giving->uidnext = target->uidnext;
  giving->begun = operation->begun;
  g_task_set_task_data (task, giving, giving_free);
  g_task_set_check_cancellable (task, FALSE);
  store_read_async (store, read_either, g_memdup2 (giving->ids, sizeof giving->ids), g_free,
                    letter_free, NULL, on_letter, g_object_ref (task));
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
