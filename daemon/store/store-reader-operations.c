/* SPDX-License-Identifier: GPL-3.0-or-later */
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
read_place (StoreReader *reader, gint64 operation, gint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->mail, MAIL_MESSAGE_PLACE);
  StoreOperationMessage *message;

  store_statement_bind_int64 (statement, ":id", id);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  message = g_new0 (StoreOperationMessage, 1);
  message->operation = operation;
  message->id = (guint64) id;
  message->folder = store_statement_int64 (statement, 0);
  message->uid = (guint32) MAX (store_statement_int64 (statement, 1), 0);
  message->message_id = store_statement_dup_text (statement, 2);
  return message;
}

static gboolean
read_messages (StoreReader *reader, StoreOperation *operation, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (reader->state, STATE_OPERATION_MESSAGES);
  GError *failure = NULL;
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":operation", operation->id);
  while (!failure && (step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      StoreOperationMessage *message
          = read_place (reader, operation->id, store_statement_int64 (statement, 0), &failure);
      if (message)
        g_ptr_array_add (operation->messages, message);
    }
  if (!failure)
    return step == STORE_STEP_DONE;
  g_propagate_error (error, failure);
  return FALSE;
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
  operation->messages = g_ptr_array_new_with_free_func (message_free);
  return operation;
}

static gboolean
read_joined (StoreReader *reader, StoreStatement *statement, GPtrArray *operations, GError **error)
{
  StoreStep step;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      g_autoptr (StoreOperation) operation = read_operation (statement);

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
  ok = read_joined (reader, statement, operations, error);
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
