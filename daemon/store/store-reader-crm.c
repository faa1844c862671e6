/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-reader-crm.h"

#include "error.h"
#include "store-links.h"
#include "store-reader-private.h"
#include "store-row-crm.h"
#include "store-row.h"
#include "store-sql-names.h"

GStrv
store_reader_column (StoreStatement *statement, GError **error)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_strv_builder_add (values, store_statement_text (statement, 0));
  return step == STORE_STEP_DONE ? g_strv_builder_end (values) : NULL;
}

GStrv
store_reader_exceptions (StoreReader *reader, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_EXCEPTIONS);

  return store_reader_column (statement, error);
}

static gboolean
add_employee_addresses (StoreReader *reader, StoreEmployee *employee, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (reader->state, STATE_EMPLOYEE_ADDRESSES);

  store_statement_bind_text (statement, ":login", employee->login);
  employee->addresses = store_reader_column (statement, error);
  return employee->addresses != NULL;
}

static GPtrArray *
read_employees (StoreReader *reader, GError **error)
{
  g_autoptr (GPtrArray) employees
      = g_ptr_array_new_with_free_func ((GDestroyNotify) store_employee_free);
  g_autoptr (StoreStatement) statement = store_database_use (reader->state, STATE_EMPLOYEES);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      StoreEmployee *employee = store_row_employee (statement);
      g_ptr_array_add (employees, employee);
      if (!add_employee_addresses (reader, employee, error))
        return NULL;
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&employees) : NULL;
}

GPtrArray *
store_reader_employees (StoreReader *reader, GError **error)
{
  GPtrArray *employees;

  if (!store_reader_begin (reader, error))
    return NULL;
  employees = read_employees (reader, error);
  store_reader_end (reader);
  return employees;
}

GStrv
store_reader_customer_addresses (StoreReader *reader, gint64 customer, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (reader->state, STATE_CUSTOMER_ADDRESSES);

  store_statement_bind_int64 (statement, ":customer", customer);
  return store_reader_column (statement, error);
}

static StoreStatement *
customers_statement (StoreReader *reader, const StoreCustomerFilter *filter)
{
  StoreStatement *statement = store_database_use (
      reader->state, filter->address ? STATE_CUSTOMERS_OF_ADDRESS : STATE_CUSTOMERS);

  if (filter->address)
    store_statement_bind_text (statement, ":address", filter->address);
  store_statement_bind_int64 (statement, ":kind", filter->kind);
  store_statement_bind_text (statement, ":responsible", filter->responsible);
  store_statement_bind_int64 (statement, ":limit", filter->limit);
  store_statement_bind_int64 (statement, ":offset", filter->offset);
  return statement;
}

static GPtrArray *
read_customers (StoreReader *reader, const StoreCustomerFilter *filter, GError **error)
{
  g_autoptr (GPtrArray) customers
      = g_ptr_array_new_with_free_func ((GDestroyNotify) store_customer_free);
  g_autoptr (StoreStatement) statement = customers_statement (reader, filter);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      StoreCustomer *customer = store_row_customer (statement);
      g_ptr_array_add (customers, customer);
      customer->addresses = store_reader_customer_addresses (reader, customer->id, error);
      if (!customer->addresses)
        return NULL;
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&customers) : NULL;
}

GPtrArray *
store_reader_customers (StoreReader *reader, const StoreCustomerFilter *filter, GError **error)
{
  GPtrArray *customers;

  if (!store_reader_begin (reader, error))
    return NULL;
  customers = read_customers (reader, filter, error);
  store_reader_end (reader);
  return customers;
}

static StoreLinkKey
key_of (const StoreMessage *message)
{
  return store_link_key (message->message_id, message->received, message->size);
}

static StoreMessage *
expect_message (StoreReader *reader, guint64 id, GError **error)
{
  g_autoptr (GPtrArray) messages = store_reader_get (reader, &id, 1, STORE_COLUMNS_HEAD, error);

  return messages ? g_ptr_array_steal_index (messages, 0) : NULL;
}

static GPtrArray *
read_records (StoreReader *reader, guint64 id, GError **error)
{
  g_autoptr (StoreMessage) message = expect_message (reader, id, error);
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify) store_record_free);
  g_autoptr (GError) failure = NULL;
  StoreLinkKey key;
  StoreRecord *record;

  if (!message)
    return NULL;
  key = key_of (message);
  record = store_row_read_record (reader->state, &key, &failure);
  if (record)
    g_ptr_array_add (records, record);
  if (!failure)
    return g_steal_pointer (&records);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

GPtrArray *
store_reader_records (StoreReader *reader, guint64 message, GError **error)
{
  GPtrArray *records;

  if (!store_reader_begin (reader, error))
    return NULL;
  records = read_records (reader, message, error);
  store_reader_end (reader);
  return records;
}

/* One that is in a folder; there may be copies. */
gboolean
store_reader_find_mail (StoreReader *reader, const StoreLinkKey *key, guint64 *id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_links_places (reader->mail, key);
  StoreStep step = STORE_STEP_DONE;

  while (*id == 0 && (step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      guint64 found = (guint64) store_statement_int64 (statement, 0);
      g_autoptr (GError) failure = NULL;
      g_autoptr (StoreMessage) message
          = store_row_read_message (reader->mail, found, STORE_COLUMNS_HEAD, &failure);
      if (message)
        *id = found;
    }
  return step != STORE_STEP_FAILED;
}

static gboolean
add_tasks (StoreReader *reader, StoreStatement *statement, GPtrArray *tasks, GError **error)
{
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      StoreLinkKey key;
      StoreTask *task = store_row_task (statement, &key);
      g_ptr_array_add (tasks, task);
      if (!store_reader_find_mail (reader, &key, &task->message, error))
        return FALSE;
    }
  return step == STORE_STEP_DONE;
}

static GPtrArray *
read_tasks (StoreReader *reader, const StoreTaskFilter *filter, GError **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) store_task_free);
  g_autoptr (StoreMessage) message
      = filter->message ? expect_message (reader, filter->message, error) : NULL;
  g_autoptr (StoreStatement) statement
      = store_database_use (reader->state, message ? STATE_TASKS_OF_MAIL : STATE_TASKS);
  StoreLinkKey key = message ? key_of (message) : (StoreLinkKey){ 0 };

  if (filter->message && !message)
    return NULL;
  if (message)
    store_link_key_bind (statement, &key);
  store_statement_bind_int64 (statement, ":open", filter->open);
  store_statement_bind_text (statement, ":responsible", filter->responsible);
  store_statement_bind_int64 (statement, ":limit", filter->limit);
  store_statement_bind_int64 (statement, ":offset", filter->offset);
  return add_tasks (reader, statement, tasks, error) ? g_steal_pointer (&tasks) : NULL;
}

GPtrArray *
store_reader_tasks (StoreReader *reader, const StoreTaskFilter *filter, GError **error)
{
  GPtrArray *tasks;

  if (!store_reader_begin (reader, error))
    return NULL;
  tasks = read_tasks (reader, filter, error);
  store_reader_end (reader);
  return tasks;
}

gboolean
store_reader_add_responsible (StoreReader *reader, StoreMessage *message, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (reader->state, STATE_RESPONSIBLE_OF_MAIL);
  StoreLinkKey key = key_of (message);
  StoreStep step = STORE_STEP_DONE;

  if (message->links != STORE_LINKS_NONE)
    {
      store_link_key_bind (statement, &key);
      step = store_statement_step (statement, error);
    }
  message->responsible
      = step == STORE_STEP_ROW ? store_statement_dup_text (statement, 0) : g_strdup ("");
  return step != STORE_STEP_FAILED;
}
