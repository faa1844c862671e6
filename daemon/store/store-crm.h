/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Employees, customers, and what links mail to them, as state.db keeps them. Addresses are in
 * their normal form (normal-address.h). They know no SQL and no rule.
 */
#pragma once

#include "crm-rule.h"

typedef struct
{
  char *login;
  char *name;
  GStrv addresses; /* sorted, as are the customer's */
} StoreEmployee;

typedef struct
{
  gint64 id;
  CrmKind kind;
  char *name;
  char *responsible; /* login, "" = nobody in particular */
  GStrv addresses;
} StoreCustomer;

/* How a thing stands at the other system that is chosen. */
typedef struct
{
  char *remote;        /* its id there, "" = it is not known to be there */
  char *problem;       /* why it is refused there, "" = it is not */
  gboolean is_waiting; /* to be told there */
} StoreTelling;

/* That a mail is saved to CRM. */
typedef struct
{
  gint64 id;
  gint64 customer;
  char *address; /* the one on the other side of the mail */
  char *responsible;
  char *subject;
  gboolean outgoing;
  gint64 saved; /* Unix seconds */
  StoreTelling telling;
} StoreRecord;

typedef struct
{
  gint64 id;
  guint64 message; /* the id of one that is here now; 0 = none is */
  char *message_id;
  char *title;
  char *responsible;
  gint64 due;       /* Unix seconds, 0 = not due */
  gint64 created;   /* likewise */
  gint64 completed; /* likewise, 0 = open */
  StoreTelling telling;
} StoreTask;

void store_employee_free (StoreEmployee *employee);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreEmployee, store_employee_free)
void store_customer_free (StoreCustomer *customer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreCustomer, store_customer_free)
void store_record_free (StoreRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreRecord, store_record_free)
void store_task_free (StoreTask *task);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreTask, store_task_free)
