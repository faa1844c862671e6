/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-batch-crm.h"

#include "store-change.h"

void
store_crm_change_free (StoreCrmChange *change)
{
  if (!change)
    return;
  store_employee_free (change->employee);
  store_customer_free (change->customer);
  store_task_free (change->task);
  g_free (change->name);
  g_free (change);
}

static StoreCrmChange *
append (StoreBatch *batch, StoreCrmVerb verb)
{
  StoreCrmChange *change = g_new0 (StoreCrmChange, 1);

  change->verb = verb;
  store_batch_append (batch, STORE_CHANGE_CRM)->crm = change;
  return change;
}

void
store_batch_add_employee (StoreBatch *batch, StoreEmployee *employee)
{
  append (batch, STORE_CRM_ADD_EMPLOYEE)->employee = employee;
}

void
store_batch_update_employee (StoreBatch *batch, StoreEmployee *employee)
{
  append (batch, STORE_CRM_UPDATE_EMPLOYEE)->employee = employee;
}

void
store_batch_remove_employee (StoreBatch *batch, const char *login)
{
  append (batch, STORE_CRM_REMOVE_EMPLOYEE)->name = g_strdup (login);
}

void
store_batch_add_customer (StoreBatch *batch, StoreCustomer *customer)
{
  append (batch, STORE_CRM_ADD_CUSTOMER)->customer = customer;
}

void
store_batch_update_customer (StoreBatch *batch, StoreCustomer *customer, gboolean has_kind)
{
  StoreCrmChange *change = append (batch, STORE_CRM_UPDATE_CUSTOMER);

  change->customer = customer;
  change->has_kind = has_kind != FALSE;
}

void
store_batch_remove_customer (StoreBatch *batch, gint64 customer)
{
  append (batch, STORE_CRM_REMOVE_CUSTOMER)->id = customer;
}

void
store_batch_add_exception (StoreBatch *batch, const char *address)
{
  append (batch, STORE_CRM_ADD_EXCEPTION)->name = g_strdup (address);
}

void
store_batch_remove_exception (StoreBatch *batch, const char *address)
{
  append (batch, STORE_CRM_REMOVE_EXCEPTION)->name = g_strdup (address);
}

void
store_batch_save_message (StoreBatch *batch, guint64 message)
{
  append (batch, STORE_CRM_SAVE)->message = message;
}

void
store_batch_exclude_message (StoreBatch *batch, guint64 message, gboolean add_exception)
{
  StoreCrmChange *change = append (batch, STORE_CRM_EXCLUDE);

  change->message = message;
  change->add_exception = add_exception != FALSE;
}

void
store_batch_add_task (StoreBatch *batch, guint64 message, StoreTask *task)
{
  StoreCrmChange *change = append (batch, STORE_CRM_ADD_TASK);

  change->message = message;
  change->task = task;
}

void
store_batch_complete_task (StoreBatch *batch, gint64 task)
{
  append (batch, STORE_CRM_COMPLETE_TASK)->id = task;
}

void
store_batch_remove_task (StoreBatch *batch, gint64 task)
{
  append (batch, STORE_CRM_REMOVE_TASK)->id = task;
}
