/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log of what happened to messages, in mail.db: whatever a batch does to a message takes the
 * next revision, a number that only grows, in the transaction that does it. The log has one row a
 * message and is cut at some 100,000 rows; whoever wants to go on from before the cut lists again.
 *
 * The upper bits of a revision are a generation, counted in state.db, which is never lost: it is
 * another one when mail.db was made anew, and when mail.db was not closed properly and may have
 * lost revisions that were told already.
 */
#pragma once

#include "store-changes.h"
#include "store-transaction.h"

/* When the databases are opened: finds the generation to go on with. */
gboolean store_revisions_open (StoreTransaction *transaction, GError **error);

/* Logs what CHANGES lists and puts the revision into it. Writes nothing when that is nothing. */
gboolean store_revisions_record (StoreTransaction *transaction, StoreChanges *changes,
                                 GError **error);
