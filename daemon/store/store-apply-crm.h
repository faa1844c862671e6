/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carrying out what store-batch-crm.h can say, and what new mail of customers leads to by itself;
 * as store-apply.h. Unlike other changes, these fail when what they name is not there.
 */
#pragma once

#include "store-apply.h"
#include "store-crm-facts.h"

/* store-apply-crm.c */
gboolean store_apply_crm (StoreTransaction *transaction, StoreChange *change, GError **error);
gboolean store_apply_add_exception (StoreTransaction *transaction, const char *address,
                                    GError **error);
gboolean store_apply_insert_customer (StoreTransaction *transaction, CrmKind kind, const char *name,
                                      const char *responsible, const char *const *addresses,
                                      gint64 *id, GError **error);
/* As store_batch_update_customer(), whoever keeps it. NOT_FOUND. */
gboolean store_apply_write_customer (StoreTransaction *transaction, const StoreCustomer *customer,
                                     gboolean has_kind, GError **error);
/* One without records. */
gboolean store_apply_delete_customer (StoreTransaction *transaction, gint64 id, GError **error);
gboolean store_apply_employee_exists (StoreTransaction *transaction, const char *login,
                                      gboolean *exists, GError **error);
gboolean store_apply_write_employee (StoreTransaction *transaction, guint statement_name,
                                     const StoreEmployee *employee, GError **error);
gboolean store_apply_add_addresses (StoreTransaction *transaction, const char *login,
                                    const char *const *addresses, GError **error);
/* TOO_LARGE when STATEMENT_NAME counts MOST of WHAT already. */
gboolean store_apply_expect_room (StoreTransaction *transaction, guint statement_name, guint most,
                                  const char *what, GError **error);
/* NOT_FOUND unless somebody has LOGIN, or it is "". */
gboolean store_apply_expect_login (StoreTransaction *transaction, const char *login,
                                   GError **error);

/* store-apply-record.c */
gboolean store_apply_save (StoreTransaction *transaction, StoreCrmChange *change, GError **error);
gboolean store_apply_exclude (StoreTransaction *transaction, StoreCrmChange *change,
                              GError **error);
gboolean store_apply_remove_records (StoreTransaction *transaction, gint64 customer,
                                     GError **error);
/* As DECISION says, unless it is saved already. */
gboolean store_apply_record_mail (StoreTransaction *transaction, StoreCrmFacts *facts,
                                  const CrmDecision *decision, GError **error);
gboolean store_apply_delete_record (StoreTransaction *transaction, gint64 id,
                                    const StoreLinkKey *key, GError **error);

/* store-apply-task.c */
gboolean store_apply_add_task (StoreTransaction *transaction, StoreCrmChange *change,
                               GError **error);
gboolean store_apply_complete_task (StoreTransaction *transaction, StoreCrmChange *change,
                                    GError **error);
gboolean store_apply_remove_task (StoreTransaction *transaction, StoreCrmChange *change,
                                  GError **error);
gboolean store_apply_delete_task (StoreTransaction *transaction, gint64 id, const StoreLinkKey *key,
                                  GError **error);

/* store-apply-routing.c */
/* What is known of the way of a mail only while it arrives; borrowed. */
typedef struct
{
  GVariant *from, *reply_to, *senders, *to, *cc; /* a(ss) */
  const char *auto_submitted;
  gboolean is_bounce, is_routed; /* as in Summary */
} StoreWay;

/* Message ID has just arrived in ACCOUNT, and has not been diverted. */
gboolean store_apply_routing (StoreTransaction *transaction, guint64 id, const char *account,
                              const StoreWay *way, GError **error);
