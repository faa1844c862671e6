/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A change of a batch that is about customers, tasks and links, as the writer's thread gets it. It
 * knows no SQL.
 */
#pragma once

#include "store-crm.h"

typedef enum
{
  STORE_CRM_ADD_EMPLOYEE,
  STORE_CRM_UPDATE_EMPLOYEE,
  STORE_CRM_REMOVE_EMPLOYEE,
  STORE_CRM_ADD_CUSTOMER,
  STORE_CRM_UPDATE_CUSTOMER,
  STORE_CRM_REMOVE_CUSTOMER,
  STORE_CRM_ADD_EXCEPTION,
  STORE_CRM_REMOVE_EXCEPTION,
  STORE_CRM_SAVE,
  STORE_CRM_EXCLUDE,
  STORE_CRM_ADD_TASK,
  STORE_CRM_COMPLETE_TASK,
  STORE_CRM_REMOVE_TASK,
} StoreCrmVerb;

/* Each verb uses the fields it needs; the others are 0. */
typedef struct
{
  StoreCrmVerb verb;
  StoreEmployee *employee;
  StoreCustomer *customer;
  StoreTask *task;
  char *name;      /* a login, or the address of an exception */
  gint64 id;       /* of a customer or task */
  guint64 message; /* on the bus */
  gboolean has_kind, add_exception;
} StoreCrmChange;

void store_crm_change_free (StoreCrmChange *change);
