/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-crm.h"

#include "error.h"
#include "store-apply-remote.h"
#include "store-batch-crm.h"
#include "store-row-crm.h"
#include "store-sql-names.h"

#define NO_SUBJECT "(no subject)"

/* Whoever sees to the customer sees to the task, else the owner of the mailbox. Transfer full. */
static char *
default_responsible (StoreTransaction *transaction, StoreCrmFacts *facts, GError **error)
{
  StoreLinkKey key = store_crm_facts_key (facts);
  g_autoptr (GError) failure = NULL;
  g_autoptr (StoreRecord) record = store_row_read_record (transaction->state, &key, &failure);

  if (failure)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return g_strdup (record ? record->responsible : store_crm_facts_mailbox (facts)->owner);
}

static const char *
title_of (const StoreTask *task, StoreCrmFacts *facts)
{
  const char *subject = store_crm_facts_subject (facts);

  if (task->title)
    return task->title;
  return *subject ? subject : NO_SUBJECT;
}

static gboolean
insert (StoreTransaction *transaction, StoreCrmFacts *facts, const StoreTask *task,
        const char *responsible, GError **error)
{
  StoreLinkKey key = store_crm_facts_key (facts);
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_TASK_INSERT);

  store_link_key_bind (statement, &key);
  store_statement_bind_text (statement, ":title", title_of (task, facts));
  store_statement_bind_text (statement, ":responsible", responsible);
  store_statement_bind_int64 (statement, ":due", task->due);
  store_statement_bind_int64 (statement, ":created", transaction->now);
  if (!store_statement_run (statement, error))
    return FALSE;
  transaction->made = store_database_last_id (transaction->state);
  transaction->is_new = TRUE;
  return store_apply_intent_made (transaction, STORE_REMOTE_TASK, transaction->made, error)
         && store_links_follow (transaction, &key, error);
}

gboolean
store_apply_add_task (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  g_autoptr (StoreCrmFacts) facts = store_crm_facts_read (transaction, change->message, error);
  g_autofree char *responsible = g_strdup (change->task->responsible);

  if (!facts)
    return FALSE;
  if (responsible && !store_apply_expect_login (transaction, responsible, error))
    return FALSE;
  if (!store_apply_expect_room (transaction, STATE_TASK_COUNT, STORE_TASKS_MOST, "tasks", error))
    return FALSE;
  if (!responsible)
    responsible = default_responsible (transaction, facts, error);
  return responsible && insert (transaction, facts, change->task, responsible, error);
}

/* NULL with ERROR when there is no task ID. */
static StoreTask *
expect_task (StoreTransaction *transaction, gint64 id, StoreLinkKey **key, GError **error)
{
  StoreTask *task = NULL;

  if (store_row_find_task (transaction->state, id, &task, key, error) && !task)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "There is no task %" G_GINT64_FORMAT "; ListTasks tells which there are", id);
  return task;
}

gboolean
store_apply_complete_task (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  g_autoptr (StoreLinkKey) key = NULL;
  g_autoptr (StoreTask) task = expect_task (transaction, change->id, &key, error);
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_TASK_COMPLETE);

  if (!task || task->completed)
    return task != NULL;
  store_statement_bind_int64 (statement, ":id", change->id);
  store_statement_bind_int64 (statement, ":now", transaction->now);
  return store_statement_run (statement, error)
         && store_apply_intent_changed (transaction, STORE_REMOTE_TASK, change->id, error);
}

gboolean
store_apply_delete_task (StoreTransaction *transaction, gint64 id, const StoreLinkKey *key,
                         GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_TASK_DELETE);

  store_statement_bind_int64 (statement, ":id", id);
  return store_apply_intent_gone (transaction, STORE_REMOTE_TASK, id, error)
         && store_statement_run (statement, error) && store_links_follow (transaction, key, error);
}

gboolean
store_apply_remove_task (StoreTransaction *transaction, StoreCrmChange *change, GError **error)
{
  g_autoptr (StoreLinkKey) key = NULL;
  g_autoptr (StoreTask) task = expect_task (transaction, change->id, &key, error);

  return task && store_apply_delete_task (transaction, change->id, key, error);
}
