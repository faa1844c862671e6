/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-batch-remote.h"

#include "store-change.h"

void
store_remote_change_free (StoreRemoteChange *change)
{
  if (!change)
    return;
  g_free (change->backend);
  g_free (change->text);
  store_remote_employee_free (change->employee);
  store_remote_customer_free (change->customer);
  store_remote_task_free (change->task);
  store_remote_name_free (change->name);
  store_remote_pushed_free (change->pushed);
  g_free (change);
}

static StoreRemoteChange *
append (StoreBatch *batch, StoreRemoteVerb verb, const char *backend)
{
  StoreRemoteChange *change = g_new0 (StoreRemoteChange, 1);

  change->verb = verb;
  change->backend = g_strdup (backend);
  store_batch_append (batch, STORE_CHANGE_REMOTE)->remote = change;
  return change;
}

void
store_batch_choose_remote (StoreBatch *batch, const char *backend)
{
  append (batch, STORE_REMOTE_CHOOSE, backend);
}

void
store_batch_configure_remote (StoreBatch *batch, const char *backend, const char *settings)
{
  append (batch, STORE_REMOTE_CONFIGURE, backend)->text = g_strdup (settings);
}

void
store_batch_restart_remote (StoreBatch *batch, const char *backend)
{
  append (batch, STORE_REMOTE_RESTART, backend);
}

void
store_batch_begin_pull (StoreBatch *batch, const char *backend, const char *place)
{
  append (batch, STORE_REMOTE_BEGIN_PULL, backend)->text = g_strdup (place);
}

void
store_batch_tell_employee (StoreBatch *batch, const char *backend, StoreRemoteEmployee *employee)
{
  append (batch, STORE_REMOTE_TELL_EMPLOYEE, backend)->employee = employee;
}

void
store_batch_tell_customer (StoreBatch *batch, const char *backend, StoreRemoteCustomer *customer)
{
  append (batch, STORE_REMOTE_TELL_CUSTOMER, backend)->customer = customer;
}

void
store_batch_tell_task (StoreBatch *batch, const char *backend, StoreRemoteTask *task)
{
  append (batch, STORE_REMOTE_TELL_TASK, backend)->task = task;
}

void
store_batch_tell_unchanged (StoreBatch *batch, const char *backend, StoreRemoteName *name)
{
  append (batch, STORE_REMOTE_TELL_UNCHANGED, backend)->name = name;
}

void
store_batch_tell_gone (StoreBatch *batch, const char *backend, StoreRemoteName *name)
{
  append (batch, STORE_REMOTE_TELL_GONE, backend)->name = name;
}

void
store_batch_turn_page (StoreBatch *batch, const char *backend, const char *cursor,
                       gboolean has_more)
{
  StoreRemoteChange *change = append (batch, STORE_REMOTE_TURN_PAGE, backend);

  change->text = g_strdup (cursor);
  change->has_more = has_more != FALSE;
}

static StoreRemoteChange *
append_intent (StoreBatch *batch, StoreRemoteVerb verb, const char *backend,
               const StoreIntent *intent)
{
  StoreRemoteChange *change = append (batch, verb, backend);

  change->kind = intent->kind;
  change->local = intent->local;
  change->wanted = intent->wanted;
  change->is_removal = intent->is_removal;
  change->of_customer = intent->customer ? intent->customer->id : 0;
  return change;
}

void
store_batch_begin_intent (StoreBatch *batch, const char *backend, const StoreIntent *intent)
{
  append_intent (batch, STORE_REMOTE_BEGIN_INTENT, backend, intent);
}

void
store_batch_told_intent (StoreBatch *batch, const char *backend, const StoreIntent *intent,
                         StoreRemotePushed *pushed)
{
  append_intent (batch, STORE_REMOTE_TOLD_INTENT, backend, intent)->pushed = pushed;
}

void
store_batch_refused_intent (StoreBatch *batch, const char *backend, const StoreIntent *intent,
                            const char *problem)
{
  append_intent (batch, STORE_REMOTE_REFUSED_INTENT, backend, intent)->text = g_strdup (problem);
}
