/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The changes of a batch that are about customers, tasks and what mail is linked to. As with all
 * changes of a batch, nothing is read here: the rules (crm-rule.h) are applied by the transaction,
 * so that two saves of one mail cannot both find it unsaved. Any of them may fail its batch with a
 * sentence. What it made or found has its id in StoreChanges.
 */
#pragma once

#include "store-batch.h"
#include "store-crm.h"

/* All take what they are given over. The responsible of a customer must be a login there is.
 * Updates leave alone what is NULL, and the kind unless HAS_KIND. EXISTS, NOT_FOUND. */
/* Of an _add: TOO_LARGE when there are so many already. Leads that are made of mail do not fail. */
#define STORE_EMPLOYEES_MOST 10000
#define STORE_CUSTOMERS_MOST 100000
#define STORE_TASKS_MOST     100000

void store_batch_add_employee (StoreBatch *batch, StoreEmployee *employee);
void store_batch_update_employee (StoreBatch *batch, StoreEmployee *employee);
void store_batch_add_customer (StoreBatch *batch, StoreCustomer *customer);
void store_batch_update_customer (StoreBatch *batch, StoreCustomer *customer, gboolean has_kind);

/* FAILED while customers have the employee as their responsible one. */
void store_batch_remove_employee (StoreBatch *batch, const char *login);
/* With its records: mail that nothing else is linked to is unprocessed again. */
void store_batch_remove_customer (StoreBatch *batch, gint64 customer);

/* TOO_LARGE when there would be more than MOST. */
#define STORE_EXCEPTIONS_MOST 10000
void store_batch_add_exception (StoreBatch *batch, const char *address);
void store_batch_remove_exception (StoreBatch *batch, const char *address);

/* Makes a record of MESSAGE unless there is one. CRM_EMPLOYEE_SENDER, CRM_EXCLUDED, NOT_SUPPORTED.
 */
void store_batch_save_message (StoreBatch *batch, guint64 message);
/* NOT_FOUND when there is no record and no exception to be made either. */
void store_batch_exclude_message (StoreBatch *batch, guint64 message, gboolean add_exception);

/* Of the TASK, title and responsible may be NULL: those of the mail. */
void store_batch_add_task (StoreBatch *batch, guint64 message, StoreTask *task);
void store_batch_complete_task (StoreBatch *batch, gint64 task);
void store_batch_remove_task (StoreBatch *batch, gint64 task);
