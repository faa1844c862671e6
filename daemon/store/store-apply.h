/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carrying out one change inside a transaction. A change that names a folder or message that is not
 * there does nothing: it went while the batch was on its way. One that says nothing new writes
 * nothing.
 */
#pragma once

#include "store-change.h"
#include "store-transaction.h"

gboolean store_apply_change (StoreTransaction *transaction, StoreChange *change, GError **error);

/* store-apply-account.c */
gboolean store_apply_put_account (StoreTransaction *transaction, StoreChange *change,
                                  GError **error);
gboolean store_apply_remove_account (StoreTransaction *transaction, StoreChange *change,
                                     GError **error);
gboolean store_apply_account_synced (StoreTransaction *transaction, StoreChange *change,
                                     GError **error);
gboolean store_apply_account_started (StoreTransaction *transaction, StoreChange *change,
                                      GError **error);
/* Removes what mail.db has of ACCOUNT. */
gboolean store_apply_remove_mail (StoreTransaction *transaction, const char *account,
                                  GError **error);
gboolean store_apply_account_exists (StoreTransaction *transaction, const char *account,
                                     gboolean *exists, GError **error);

/* store-apply-folder.c */
gboolean store_apply_put_folder (StoreTransaction *transaction, StoreChange *change,
                                 GError **error);
gboolean store_apply_rename_folder (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);
gboolean store_apply_remove_folder (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);
gboolean store_apply_choose_folder (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);
gboolean store_apply_set_folder_audited (StoreTransaction *transaction, StoreChange *change,
                                         GError **error);
/* With all its messages, which store-sweep.h deletes later. */
gboolean store_apply_drop_folder (StoreTransaction *transaction, gint64 folder, GError **error);

/* store-apply-message.c */
gboolean store_apply_add_message (StoreTransaction *transaction, StoreChange *change,
                                  GError **error);
gboolean store_apply_set_flags (StoreTransaction *transaction, StoreChange *change, GError **error);
gboolean store_apply_remove_messages (StoreTransaction *transaction, StoreChange *change,
                                      GError **error);
/* The row itself; its folder is noted by the caller. */
gboolean store_apply_remove_message (StoreTransaction *transaction, guint64 id, GError **error);
gboolean store_apply_update_flags (StoreTransaction *transaction, guint64 id, const char *flags,
                                   GError **error);
/* Not only its beginning is here. */
gboolean store_apply_is_whole (StoreTransaction *transaction, guint64 id, gboolean *whole,
                               GError **error);
gboolean store_apply_remove_range (StoreTransaction *transaction, gint64 folder, guint32 first,
                                   guint32 last, GError **error);

/* store-apply-cursor.c */
gboolean store_apply_set_cursor (StoreTransaction *transaction, StoreChange *change,
                                 GError **error);
gboolean store_apply_rebind_folder (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);

/* store-apply-indexed.c */
gboolean store_apply_set_indexed (StoreTransaction *transaction, StoreChange *change,
                                  GError **error);

/* store-apply-setting.c */
gboolean store_apply_set_setting (StoreTransaction *transaction, StoreChange *change,
                                  GError **error);

/* store-apply-blacklist.c */
gboolean store_apply_add_to_blacklist (StoreTransaction *transaction, StoreChange *change,
                                       GError **error);
gboolean store_apply_remove_from_blacklist (StoreTransaction *transaction, StoreChange *change,
                                            GError **error);
