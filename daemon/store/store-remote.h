/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What another system has of customers, employees and tasks, as it tells it. Its ids are opaque
 * text, and each kind has ids of its own. They know no SQL and no system in particular.
 */
#pragma once

#include "store-crm.h"

typedef enum
{
  STORE_REMOTE_CUSTOMER,
  STORE_REMOTE_EMPLOYEE,
  STORE_REMOTE_RECORD,
  STORE_REMOTE_TASK,
} StoreRemoteKind;

/* Whoever has one of its addresses here is the one; the login is that of a new one. */
typedef struct
{
  char *remote;
  StoreEmployee *employee;
} StoreRemoteEmployee;

typedef struct
{
  char *remote;
  char *version;            /* an ETag or the like, "" = it has none */
  char *responsible_remote; /* of an employee told before, "" = nobody's, NULL = not told */
  StoreCustomer *customer;  /* without id and responsible; malformed addresses are left out */
} StoreRemoteCustomer;

/* Found here by its id, or by its marker when that is not known yet; others are passed over. Title
 * and due follow the other side, completed wins while a change made here is not told. */
typedef struct
{
  char *remote;
  char *version;
  char *marker;     /* "" = not told */
  char *title;      /* NULL = not told */
  gint64 due;       /* Unix seconds, 0 = not due */
  gint64 completed; /* likewise, 0 = open */
} StoreRemoteTask;

typedef struct
{
  StoreRemoteKind kind;
  char *remote;
} StoreRemoteName;

StoreRemoteName *store_remote_name_new (StoreRemoteKind kind, const char *remote);
void store_remote_name_free (StoreRemoteName *name);
void store_remote_employee_free (StoreRemoteEmployee *employee);
void store_remote_customer_free (StoreRemoteCustomer *customer);
void store_remote_task_free (StoreRemoteTask *task);
