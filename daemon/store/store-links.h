/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What mail is linked to. state.db has the links, by what a mail is called everywhere; mail.db has
 * what follows from them for each message that is here, so that a list needs one database. It does
 * not know what a record or a task is.
 *
 * A transaction that changes links puts one new stamp into both databases. Where the stamps differ,
 * mail.db has missed something and is gone through.
 */
#pragma once

#include "store-message.h"
#include "store-transaction.h"

/* The name of a mail: its Message-ID, or, where it has none, the others. Borrows. */
typedef struct
{
  const char *message_id;
  gint64 received;
  guint64 size;
} StoreLinkKey;

StoreLinkKey store_link_key (const char *message_id, gint64 received, guint64 size);
void store_link_key_bind (StoreStatement *statement, const StoreLinkKey *key);
StoreLinkKey *store_link_key_copy (const StoreLinkKey *key); /* with a string of its own */
void store_link_key_free (StoreLinkKey *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreLinkKey, store_link_key_free)
/* From three columns of STATEMENT, valid until its next step. */
StoreLinkKey store_link_key_read (StoreStatement *statement, int first_column);

/* The messages of a mail: id, folder, links. Borrows KEY. */
StoreStatement *store_links_places (StoreDatabase *mail, const StoreLinkKey *key);

/* A mail is about to be added: what it is linked to. */
gboolean store_links_find (StoreTransaction *transaction, const StoreLinkKey *key,
                           StoreLinks *links, GError **error);

/* The links of a mail in state.db have just changed: all its messages follow. */
gboolean store_links_follow (StoreTransaction *transaction, const StoreLinkKey *key,
                             GError **error);

/* At the end of a transaction, and at start. */
gboolean store_links_stamp (StoreTransaction *transaction, GError **error);
gboolean store_links_reconcile (StoreTransaction *transaction, GError **error);
