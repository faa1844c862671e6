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
/* A copy of ID, with an id of its own, shown in FOLDER of ACCOUNT until its server has it. */
gboolean store_apply_copy_message (StoreTransaction *transaction, guint64 id, const char *account,
                                   gint64 folder, guint64 *copy, GError **error);
/* ID is in FOLDER for its server now, but still lies elsewhere as well, in another account or, with
 * ALWAYS, in this one: that becomes a message of its own, which nobody sees, to be deleted there.
 */
gboolean store_apply_leave_original (StoreTransaction *transaction, guint64 id, gint64 folder,
                                     gboolean always, GError **error);
/* An operation of ACCOUNT on ID which is in force here already. */
gboolean store_apply_pend_flags (StoreTransaction *transaction, const char *account, guint64 id,
                                 char *added, char *removed, GError **error);
gboolean store_apply_pend_deletion (StoreTransaction *transaction, const char *account, guint64 id,
                                    GError **error);
/* Nothing is to be done to ID any more, and no copies are made of it. */
gboolean store_apply_forget_operations (StoreTransaction *transaction, guint64 id, GError **error);
/* The same, but for the flags and the copies that the server of HOME is to be told of. */
gboolean store_apply_forget_abroad (StoreTransaction *transaction, guint64 id, const char *home,
                                    GError **error);
/* What was begun to bring ID into FOLDER is done. */
gboolean store_apply_end_begun (StoreTransaction *transaction, guint64 id, gint64 folder,
                                GError **error);
/* A check has found ID at UID of FOLDER, where a push had begun to put it. */
gboolean store_apply_arrive (StoreTransaction *transaction, guint64 id, gint64 folder, guint32 uid,
                             GError **error);
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
/* The server has not said under which UID ID is in FOLDER: the next check of that finds it, or that
 * it is not there. */
gboolean store_apply_expect_message (StoreTransaction *transaction, guint64 id, gint64 folder,
                                     GError **error);
/* ID no longer lies at the server where it lay: it is gone, unless a move of it has begun. Then a
 * check may have come between the server and its answer, and it is expected where it was to go. */
gboolean store_apply_vanish_message (StoreTransaction *transaction, guint64 id, GError **error);
/* FOLDER is complete: what the server was told to put there, and has not, is gone. */
gboolean store_apply_drop_expected (StoreTransaction *transaction, gint64 folder, GError **error);
/* Whether the server may know of all that is pending to bring message ID where it is shown. */
gboolean store_apply_is_begun (StoreTransaction *transaction, guint64 id, gboolean *begun,
                               GError **error);
/* To where it still lies; a copy lies nowhere and goes. */
gboolean store_apply_return_message (StoreTransaction *transaction, guint64 id, GError **error);
