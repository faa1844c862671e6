/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Customers, tasks and what mail is linked to them: what a person does there is checked, saved in
 * one transaction each, and in force when the callback runs. The rules are policy/crm-rule.h's, and
 * are applied by that transaction. state.db always has the whole of it, so that another system
 * only has to follow what is here, and to be followed, which is crm-sync's business. It knows no
 * bus.
 *
 * Properties (each notifies): "backend" s, "state" s, "last-error" (ss) as GVariant, "exceptions"
 * as, sorted. Signal: "changes" (StoreChanges) when links of messages have changed.
 */
#pragma once

#include "crm-sync.h"
#include "store-batch-crm.h"
#include "store.h"

#include <gio/gio.h>

#define TYPE_CRM (crm_get_type ())
G_DECLARE_FINAL_TYPE (Crm, crm, POSTHORN, CRM, GObject)

Crm *crm_new (Store *store, CrmSync *sync);

/* Reads the exceptions from the store; blocks, only at start. */
gboolean crm_load (Crm *crm, GError **error);

/* People as they were entered; taken over. Errors: G_IO_ERROR_INVALID_ARGUMENT naming the key, and
 * those of store-batch-crm.h. */
void crm_add_employee_async (Crm *crm, StoreEmployee *employee, GAsyncReadyCallback callback,
                             gpointer data);
void crm_update_employee_async (Crm *crm, StoreEmployee *employee, GAsyncReadyCallback callback,
                                gpointer data);
void crm_remove_employee_async (Crm *crm, const char *login, GAsyncReadyCallback callback,
                                gpointer data);
void crm_add_customer_async (Crm *crm, StoreCustomer *customer, GAsyncReadyCallback callback,
                             gpointer data);
void crm_update_customer_async (Crm *crm, StoreCustomer *customer, gboolean has_kind,
                                GAsyncReadyCallback callback, gpointer data);
void crm_remove_customer_async (Crm *crm, gint64 customer, GAsyncReadyCallback callback,
                                gpointer data);

/* All entries or none. */
void crm_change_exceptions_async (Crm *crm, const char *const *entries, gboolean is_addition,
                                  GAsyncReadyCallback callback, gpointer data);

void crm_exclude_async (Crm *crm, guint64 message, gboolean add_exception,
                        GAsyncReadyCallback callback, gpointer data);
void crm_add_task_async (Crm *crm, guint64 message, StoreTask *task, GAsyncReadyCallback callback,
                         gpointer data);
void crm_complete_task_async (Crm *crm, gint64 task, GAsyncReadyCallback callback, gpointer data);
void crm_remove_task_async (Crm *crm, gint64 task, GAsyncReadyCallback callback, gpointer data);

/* For all of these. MADE (may be NULL): the id of what was added. */
gboolean crm_change_finish (Crm *crm, GAsyncResult *result, gint64 *made, GError **error);

/* IS_NEW: the record was made by this. */
void crm_save_async (Crm *crm, guint64 message, GAsyncReadyCallback callback, gpointer data);
StoreRecord *crm_save_finish (Crm *crm, GAsyncResult *result, gboolean *is_new, GError **error);

Store *crm_get_store (Crm *crm); /* for reading; borrowed, as is the next */
CrmSync *crm_get_sync (Crm *crm);
