/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carrying out what store-batch-remote.h can say, and noting what is to be told to another system
 * in the transaction that makes it so. As store-apply.h: what is told of things that are not here
 * does nothing.
 */
#pragma once

#include "store-apply.h"
#include "store-links.h"

/* store-apply-intent.c: a record or task was made, has changed, or is about to go. */
gboolean store_apply_intent_made (StoreTransaction *transaction, StoreRemoteKind kind, gint64 id,
                                  GError **error);
gboolean store_apply_intent_changed (StoreTransaction *transaction, StoreRemoteKind kind, gint64 id,
                                     GError **error);
gboolean store_apply_intent_gone (StoreTransaction *transaction, StoreRemoteKind kind, gint64 id,
                                  GError **error);

/* Something here: a LOGIN names an employee, an ID everything else. */
typedef struct
{
  StoreRemoteKind kind;
  gint64 id;
  const char *login;
} StoreRemoteLocal;

void store_remote_local_bind (StoreStatement *statement, const StoreRemoteLocal *local);
/* NOT_SUPPORTED, calling it WHAT, when the system that is chosen has it. */
gboolean store_apply_expect_kept_here (StoreTransaction *transaction, const StoreRemoteLocal *local,
                                       const char *what, GError **error);
/* No system is known to have it any more. */
gboolean store_apply_forget_everywhere (StoreTransaction *transaction,
                                        const StoreRemoteLocal *local, GError **error);

/* store-apply-remote.c */
gboolean store_apply_remote (StoreTransaction *transaction, StoreChange *change, GError **error);
/* BACKEND knows LOCAL as REMOTE. */
gboolean store_apply_remote_known (StoreTransaction *transaction, const char *backend,
                                   const StoreRemoteLocal *local, const char *remote,
                                   const char *version, GError **error);

/* store-apply-colleague.c */
gboolean store_apply_told_employee (StoreTransaction *transaction, StoreRemoteChange *change,
                                    GError **error);

/* store-apply-told.c */
gboolean store_apply_told_customer (StoreTransaction *transaction, StoreRemoteChange *change,
                                    GError **error);
gboolean store_apply_told_task (StoreTransaction *transaction, StoreRemoteChange *change,
                                GError **error);
gboolean store_apply_told_gone (StoreTransaction *transaction, StoreRemoteChange *change,
                                GError **error);
/* What an intent led to. */
gboolean store_apply_told_intent (StoreTransaction *transaction, StoreRemoteChange *change,
                                  GError **error);
