/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carrying out the changes that are about pending operations, and laying what is pending over what
 * servers say. In mail.db such a message is shown where the person has put it, and the table away
 * has where it still lies.
 */
#pragma once

#include "store-apply.h"

gboolean store_apply_begin_operation (StoreTransaction *transaction, StoreChange *change,
                                      GError **error);
gboolean store_apply_try_operation (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);
gboolean store_apply_end_operation (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);
gboolean store_apply_place_message (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);
gboolean store_apply_drop_messages (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);
gboolean store_apply_return_messages (StoreTransaction *transaction, StoreChange *change,
                                      GError **error);
/* Moves ID, which has just come, to FOLDER as a person would. */
gboolean store_apply_divert (StoreTransaction *transaction, guint64 id, gint64 folder,
                             GError **error);
/* What is pending lies over what the server says: FLAGS of ID as they are shown, transfer full. */
char *store_apply_overlaid_flags (StoreTransaction *transaction, guint64 id, const char *flags,
                                  GError **error);
/* A message that has come (again) is shown where a pending operation wants it. */
gboolean store_apply_overlay_place (StoreTransaction *transaction, guint64 id, GError **error);
/* Message ID lies at UID of FOLDER now, at the server. */
gboolean store_apply_settle_message (StoreTransaction *transaction, guint64 id, gint64 folder,
                                     guint32 uid, GError **error);
/* Whether FOLDER shows messages that the server does not have there yet. Asked for each message,
 * and found once for each folder in a transaction. */
gboolean store_apply_expects (StoreTransaction *transaction, gint64 folder, gboolean *expects,
                              GError **error);
/* The message that was moved to FOLDER here and has now appeared there; 0 = none. */
gboolean store_apply_find_expected (StoreTransaction *transaction, gint64 folder,
                                    const char *message_id, guint64 size, guint64 *id,
                                    GError **error);
/* FOLDER is complete: what the server was told to put there, and has not, is gone. */
gboolean store_apply_drop_expected (StoreTransaction *transaction, gint64 folder, GError **error);
/* Whether the server may know of all pending moves of message ID. */
gboolean store_apply_is_begun (StoreTransaction *transaction, guint64 id, gboolean *begun,
                               GError **error);
/* To where it still lies. */
gboolean store_apply_return_message (StoreTransaction *transaction, guint64 id, GError **error);
