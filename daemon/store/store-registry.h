/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ids of messages on the bus, kept in state.db so that they outlive a move by another client,
 * a refetch and the loss of mail.db: small numbers, never given to another message.
 */
#pragma once

#include "store-transaction.h"

/* The id for a message that is about to be added: the one it had when it was last here, else a new
 * one. Copies of one message that are here at the same time have ids of their own. */
gboolean store_registry_take (StoreTransaction *transaction, const char *account,
                              const char *message_id, gint64 received, guint64 size, guint64 *id,
                              GError **error);

/* A new id for a copy of message ID in ACCOUNT; message ID is in ACCOUNT from now on. */
gboolean store_registry_copy (StoreTransaction *transaction, guint64 id, const char *account,
                              guint64 *copy, GError **error);
gboolean store_registry_set_account (StoreTransaction *transaction, guint64 id, const char *account,
                                     GError **error);

/* Whether a message has ID; one that waits to be swept away does not count. */
gboolean store_registry_is_live (StoreTransaction *transaction, guint64 id, gboolean *live,
                                 GError **error);

/* The message is gone. Its id waits 30 days for it to come back; ids that waited longer are
 * forgotten now and then. */
gboolean store_registry_release (StoreTransaction *transaction, guint64 id, GError **error);
gboolean store_registry_prune (StoreTransaction *transaction, GError **error);

/* No id was given out that is not above ID. */
gboolean store_registry_advance (StoreTransaction *transaction, guint64 id, GError **error);

/* mail.db is new: every id waits from now on. */
gboolean store_registry_release_all (StoreTransaction *transaction, GError **error);
