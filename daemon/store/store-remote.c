/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-remote.h"

void
store_remote_name_free (StoreRemoteName *name)
{
  if (!name)
    return;
  g_free (name->remote);
  g_free (name);
}

StoreRemoteName *
store_remote_name_new (StoreRemoteKind kind, const char *remote)
{
  StoreRemoteName *name = g_new0 (StoreRemoteName, 1);

  name->kind = kind;
  name->remote = g_strdup (remote);
  return name;
}

void
store_remote_employee_free (StoreRemoteEmployee *employee)
{
  if (!employee)
    return;
  g_free (employee->remote);
  store_employee_free (employee->employee);
  g_free (employee);
}

void
store_remote_customer_free (StoreRemoteCustomer *customer)
{
  if (!customer)
    return;
  g_free (customer->remote);
  g_free (customer->version);
  g_free (customer->responsible_remote);
  store_customer_free (customer->customer);
  g_free (customer);
}

void
store_remote_task_free (StoreRemoteTask *task)
{
  if (!task)
    return;
  g_free (task->remote);
  g_free (task->version);
  g_free (task->marker);
  g_free (task->title);
  g_free (task);
}
