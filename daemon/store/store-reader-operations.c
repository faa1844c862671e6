/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-reader-operations.h"

#include "error.h"
#include "store-reader-private.h"

#include "store-sql-names.h"

enum
{
  OPERATION_ID,
  OPERATION_VERB,
  OPERATION_ADDED_FLAGS,
  OPERATION_REMOVED_FLAGS,
  OPERATION_TARGET,
  OPERATION_BEGUN,
  OPERATION_ORIGIN,
  OPERATION_TARGET_UIDVALIDITY,
  OPERATION_TARGET_UIDNEXT,
};

enum
{
  PLACE_FOLDER,
  PLACE_UID,
  PLACE_MESSAGE_ID,
  PLACE_SIZE,
  PLACE_UIDVALIDITY,
};

enum
{
  NEXT_UIDVALIDITY,
  NEXT_UIDNEXT,
};

static void
message_free (gpointer data)
{
  StoreOperationMessage *message = data;

  g_free (message->message_id);
  g_free (message);
}

/* NULL without error: the cache does not have it now. */
static StoreOperationMessage *
read_place (StoreReader *reader, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_MESSAGE_PLACE);
  StoreOperationMessage *message;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  message = g_new0 (StoreOperationMessage, 1);
  message->folder = store_statement_int64 (statement, PLACE_FOLDER);
  message->uid = (guint32) MAX (store_statement_int64 (statement, PLACE_UID), 0);
  message->message_id = store_statement_dup_text (statement, PLACE_MESSAGE_ID);
  message->size = (guint64) store_statement_int64 (statement, PLACE_SIZE);
  message->uidvalidity = (guint32) store_statement_int64 (statement, PLACE_UIDVALIDITY);
  return message;
}

/* What is done at one server before a message leaves for another is told first. */
static gboolean
may_leave (StoreReader *reader, const StoreOperation *operation, guint64 id, gboolean *may,
           GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (reader->state, STATE_OPERATION_EARLIER);
  gint64 earlier = 0;

  store_statement_bind_int64 (statement, ":message", (gint64) id);
  store_statement_bind_int64 (statement, ":operation", operation->id);
  if (*operation->origin && !store_statement_value (statement, 0, &earlier, error))
    return FALSE;
  *may = earlier == 0;
  return TRUE;
}

static gboolean
add_message (StoreReader *reader, StoreOperation *operation, guint64 id, guint64 source,
             GError **error)
{
  StoreOperationMessage *message;
  GError *failure = NULL;
  gboolean may = FALSE;

  if (!may_leave (reader, operation, id, &may, error))
    return FALSE;
  if (!may)
    return TRUE;
  message = read_place (reader, source ? source : id, &failure);
  if (!message && !failure && *operation->origin && source)
    message = read_place (reader, id, &failure);
  if (failure)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (!message)
    return TRUE;
  message->operation = operation->id;
  message->id = id;
  message->source = source;
  g_ptr_array_add (operation->messages, message);
  return TRUE;
}

static gboolean
read_messages (StoreReader *reader, StoreOperation *operation, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (reader->state, STATE_OPERATION_MESSAGES);
  StoreStep step;

  store_statement_bind_int64 (statement, ":operation", operation->id);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    if (!add_message (reader, operation, (guint64) store_statement_int64 (statement, 0),
                      (guint64) store_statement_int64 (statement, 1), error))
      return FALSE;
  return step == STORE_STEP_DONE;
}

static StoreOperation *
read_operation (StoreStatement *statement)
{
  StoreOperation *operation = g_new0 (StoreOperation, 1);

  operation->id = store_statement_int64 (statement, OPERATION_ID);
  store_verb_parse (store_statement_text (statement, OPERATION_VERB), &operation->verb);
  operation->added_flags = store_statement_dup_text (statement, OPERATION_ADDED_FLAGS);
  operation->removed_flags = store_statement_dup_text (statement, OPERATION_REMOVED_FLAGS);
  operation->target = store_statement_dup_text (statement, OPERATION_TARGET);
  operation->begun = store_statement_int64 (statement, OPERATION_BEGUN) != 0;
  operation->origin = store_statement_dup_text (statement, OPERATION_ORIGIN);
  operation->target_uidvalidity
      = (guint32) store_statement_int64 (statement, OPERATION_TARGET_UIDVALIDITY);
  operation->target_uidnext = (guint32) store_statement_int64 (statement, OPERATION_TARGET_UIDNEXT);
  operation->messages = g_ptr_array_new_with_free_func (message_free);
  return operation;
}

/* What has been begun keeps what was known then. */
static gboolean
read_target (StoreReader *reader, const char *account, StoreOperation *operation, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_FOLDER_NEXT);
  StoreStep step;

  if (operation->begun || *operation->target == '\0')
    return TRUE;
  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_text (statement, ":path", operation->target);
  step = store_statement_step (statement, error);
  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE;
  operation->target_uidvalidity = (guint32) store_statement_int64 (statement, NEXT_UIDVALIDITY);
  operation->target_uidnext = (guint32) store_statement_int64 (statement, NEXT_UIDNEXT);
  return TRUE;
}

static gboolean
read_joined (StoreReader *reader, const char *account, StoreStatement *statement,
             GPtrArray *operations, GError **error)
{
  StoreStep step;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      g_autoptr (StoreOperation) operation = read_operation (statement);

      if (!read_target (reader, account, operation, error))
        return FALSE;
      if (operations->len > 0 && !store_operation_joins (operations->pdata[0], operation))
        return TRUE;
      if (!read_messages (reader, operation, error))
        return FALSE;
      g_ptr_array_add (operations, g_steal_pointer (&operation));
    }
  return step == STORE_STEP_DONE;
}

GPtrArray *
store_reader_operations (StoreReader *reader, const char *account, gint64 after, guint limit,
                         GError **error)
{
  g_autoptr (GPtrArray) operations
      = g_ptr_array_new_with_free_func ((GDestroyNotify) store_operation_free);
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_OPERATIONS);
  gboolean ok;

  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_int64 (statement, ":after", after);
  store_statement_bind_int64 (statement, ":limit", limit);
  if (!store_reader_begin (reader, error))
    return NULL;
  ok = read_joined (reader, account, statement, operations, error);
  store_statement_finish (statement);
  store_reader_end (reader);
  return ok ? g_steal_pointer (&operations) : NULL;
}

gboolean
store_reader_add_pending (StoreReader *reader, StoreMessage *message, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_MESSAGE_VERBS);
  g_autoptr (GStrvBuilder) verbs = g_strv_builder_new ();
  StoreStep step;

  store_statement_bind_int64 (statement, ":message", (gint64) message->id);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_strv_builder_add (verbs, store_statement_text (statement, 0));
  message->pending = g_strv_builder_end (verbs);
  return step == STORE_STEP_DONE;
}

void
store_letter_free (StoreLetter *letter)
{
  g_free (letter->flags);
  g_free (letter->message_id);
  g_free (letter);
}

enum
{
  LETTER_FLAGS,
  LETTER_RECEIVED,
  LETTER_MESSAGE_ID,
  LETTER_SIZE,
};

StoreLetter *
store_reader_letter (StoreReader *reader, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_MESSAGE_LETTER);
  StoreLetter *letter;
  StoreStep step;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_DONE)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "message %" G_GUINT64_FORMAT " is not here as a whole any more", id);
  if (step != STORE_STEP_ROW)
    return NULL;
  letter = g_new0 (StoreLetter, 1);
  letter->id = id;
  letter->flags = store_statement_dup_text (statement, LETTER_FLAGS);
  letter->received = store_statement_int64 (statement, LETTER_RECEIVED);
  letter->message_id = store_statement_dup_text (statement, LETTER_MESSAGE_ID);
  letter->size = (gsize) store_statement_int64 (statement, LETTER_SIZE);
  return letter;
}
