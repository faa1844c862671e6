/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-row-crm.h"

#include "store-sql-names.h"

enum
{
  CUSTOMER_ID,
  CUSTOMER_KIND,
  CUSTOMER_NAME,
  CUSTOMER_RESPONSIBLE,
};

enum
{
  RECORD_ID,
  RECORD_CUSTOMER,
  RECORD_ADDRESS,
  RECORD_RESPONSIBLE,
  RECORD_SUBJECT,
  RECORD_OUTGOING,
  RECORD_SAVED,
  RECORD_TELLING, /* three columns */
  RECORD_KEY = RECORD_TELLING + 3,
};

enum
{
  TASK_ID,
  TASK_KEY, /* three columns */
  TASK_TITLE = TASK_KEY + 3,
  TASK_RESPONSIBLE,
  TASK_DUE,
  TASK_CREATED,
  TASK_COMPLETED,
  TASK_TELLING, /* three columns */
};

StoreEmployee *
store_row_employee (StoreStatement *statement)
{
  StoreEmployee *employee = g_new0 (StoreEmployee, 1);

  employee->login = store_statement_dup_text (statement, 0);
  employee->name = store_statement_dup_text (statement, 1);
  return employee;
}

StoreCustomer *
store_row_customer (StoreStatement *statement)
{
  StoreCustomer *customer = g_new0 (StoreCustomer, 1);

  customer->id = store_statement_int64 (statement, CUSTOMER_ID);
  customer->kind
      = (CrmKind) CLAMP (store_statement_int64 (statement, CUSTOMER_KIND), CRM_CONTACT, CRM_LEAD);
  customer->name = store_statement_dup_text (statement, CUSTOMER_NAME);
  customer->responsible = store_statement_dup_text (statement, CUSTOMER_RESPONSIBLE);
  return customer;
}

static void
read_telling (StoreStatement *statement, int first_column, StoreTelling *telling)
{
  telling->remote = store_statement_dup_text (statement, first_column);
  telling->is_waiting = store_statement_int64 (statement, first_column + 1) != 0;
  telling->problem = store_statement_dup_text (statement, first_column + 2);
}

StoreRecord *
store_row_record (StoreStatement *statement)
{
  StoreRecord *record = g_new0 (StoreRecord, 1);

  record->id = store_statement_int64 (statement, RECORD_ID);
  record->customer = store_statement_int64 (statement, RECORD_CUSTOMER);
  record->address = store_statement_dup_text (statement, RECORD_ADDRESS);
  record->responsible = store_statement_dup_text (statement, RECORD_RESPONSIBLE);
  record->subject = store_statement_dup_text (statement, RECORD_SUBJECT);
  record->outgoing = store_statement_int64 (statement, RECORD_OUTGOING) != 0;
  record->saved = store_statement_int64 (statement, RECORD_SAVED);
  read_telling (statement, RECORD_TELLING, &record->telling);
  return record;
}

StoreTask *
store_row_task (StoreStatement *statement, StoreLinkKey *key)
{
  StoreTask *task = g_new0 (StoreTask, 1);

  *key = store_link_key_read (statement, TASK_KEY);
  task->id = store_statement_int64 (statement, TASK_ID);
  task->message_id = g_strdup (key->message_id);
  task->title = store_statement_dup_text (statement, TASK_TITLE);
  task->responsible = store_statement_dup_text (statement, TASK_RESPONSIBLE);
  task->due = store_statement_int64 (statement, TASK_DUE);
  task->created = store_statement_int64 (statement, TASK_CREATED);
  task->completed = store_statement_int64 (statement, TASK_COMPLETED);
  read_telling (statement, TASK_TELLING, &task->telling);
  return task;
}

StoreRecord *
store_row_read_record (StoreDatabase *state, const StoreLinkKey *key, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (state, STATE_RECORD);

  store_link_key_bind (statement, key);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  return store_row_record (statement);
}

gboolean
store_row_find_record (StoreDatabase *state, gint64 id, StoreRecord **record, StoreLinkKey **key,
                       GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (state, STATE_RECORD_OF_ID);
  StoreLinkKey found;
  StoreStep step;

  store_statement_bind_int64 (statement, ":id", id);
  step = store_statement_step (statement, error);
  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE;
  found = store_link_key_read (statement, RECORD_KEY);
  *key = store_link_key_copy (&found);
  *record = store_row_record (statement);
  return TRUE;
}

gboolean
store_row_find_task (StoreDatabase *state, gint64 id, StoreTask **task, StoreLinkKey **key,
                     GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (state, STATE_TASK);
  StoreLinkKey found;
  StoreStep step;

  store_statement_bind_int64 (statement, ":id", id);
  step = store_statement_step (statement, error);
  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE;
  *task = store_row_task (statement, &found);
  *key = store_link_key_copy (&found);
  return TRUE;
}
