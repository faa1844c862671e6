/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-crm.h"

static void
clear_telling (StoreTelling *telling)
{
  g_free (telling->remote);
  g_free (telling->problem);
}

void
store_employee_free (StoreEmployee *employee)
{
  if (!employee)
    return;
  g_free (employee->login);
  g_free (employee->name);
  g_strfreev (employee->addresses);
  g_free (employee);
}

void
store_customer_free (StoreCustomer *customer)
{
  if (!customer)
    return;
  g_free (customer->name);
  g_free (customer->responsible);
  g_strfreev (customer->addresses);
  g_free (customer);
}

void
store_record_free (StoreRecord *record)
{
  if (!record)
    return;
  g_free (record->address);
  g_free (record->responsible);
  g_free (record->subject);
  clear_telling (&record->telling);
  g_free (record);
}

void
store_task_free (StoreTask *task)
{
  if (!task)
    return;
  g_free (task->message_id);
  g_free (task->title);
  g_free (task->responsible);
  clear_telling (&task->telling);
  g_free (task);
}
