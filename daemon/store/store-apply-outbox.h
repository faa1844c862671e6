/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carrying out what store-batch-outbox.h can say; as store-apply.h.
 */
#pragma once

#include "store-apply.h"

/* store-apply-writing.c */
gboolean store_apply_put_octets (StoreTransaction *transaction, StoreChange *change,
                                 GError **error);
gboolean store_apply_drop_octets (StoreTransaction *transaction, StoreChange *change,
                                  GError **error);
gboolean store_apply_put_signature (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);
gboolean store_apply_remove_signature (StoreTransaction *transaction, StoreChange *change,
                                       GError **error);
gboolean store_apply_put_draft (StoreTransaction *transaction, StoreChange *change, GError **error);
gboolean store_apply_discard_draft (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);
gboolean store_apply_remove_draft (StoreTransaction *transaction, StoreChange *change,
                                   GError **error);
/* OCTETS is what the row of ID refers to by STATEMENT; 0 = nothing, or there is no such row. */
gboolean store_apply_find_octets (StoreTransaction *transaction, guint statement, guint64 id,
                                  gint64 *octets, GError **error);
/* Deletes OCTETS unless something refers to them. */
gboolean store_apply_release_octets (StoreTransaction *transaction, gint64 octets, GError **error);

/* store-apply-outbox.c */
gboolean store_apply_put_outbox (StoreTransaction *transaction, StoreChange *change,
                                 GError **error);
gboolean store_apply_remove_outbox (StoreTransaction *transaction, StoreChange *change,
                                    GError **error);
gboolean store_apply_end_handover (StoreTransaction *transaction, StoreChange *change,
                                   GError **error);
