/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One batch on its way into the databases: both of them inside a transaction, and the note of what
 * was done to which message and folder. It knows how to begin, end and report, not what a change
 * means.
 *
 * The order at the end: mail.db writes all its pages, state.db commits (that is the only fsync),
 * mail.db commits. Killed between the commits, state.db is ahead, and store-reconcile.h brings
 * mail.db in line when the store is next opened: a removed account's mail goes, choices come into
 * force, ids given to messages that did not arrive wait for them.
 */
#pragma once

#include "store-changes.h"
#include "store-database.h"
#include "store-synced.h"

/* What a batch did to a message in all. */
typedef enum
{
  STORE_FATE_ADDED = 1,
  STORE_FATE_CHANGED,
  STORE_FATE_REMOVED,
} StoreFate;

typedef struct
{
  StoreDatabase *mail; /* borrowed, as is state */
  StoreDatabase *state;
  StoreSynced *pending; /* of the store; shared */
  StoreSynced *synced;  /* of this batch */
  gint64 now;
  gint64 mail_changes_before;
  gint64 state_changes_before;
  GHashTable *folders;     /* gint64 → account: those touched that exist */
  GHashTable *accounts;    /* those whose effective roles may be others now */
  GHashTable *messages;    /* guint64 → StoreFate */
  GArray *arrived;         /* guint64 */
  gboolean unlisted;       /* as in StoreChanges */
  GArray *removed_folders; /* gint64 */
  int has_operations;      /* whether any is pending; -1 = not looked up yet */
  GHashTable *mailboxes;   /* store-crm-facts.h; NULL: not read yet */
  int has_links;           /* whether anything is linked to mail; -1 = not looked up yet */
  gboolean links_changed;  /* store-links.h */
  gint64 made;             /* as in StoreChanges, as are the next */
  gboolean is_new;
  gboolean has_intents;
  guint left_out;
  gint64 n_customers; /* -1 = not counted yet */
  gint64 expecting;   /* the folder last looked up, 0 = none, and whether it expects mail */
  gboolean expects;
} StoreTransaction;

StoreTransaction *store_transaction_begin (StoreDatabase *mail, StoreDatabase *state,
                                           StoreSynced *pending, GError **error);

/* HALF is set when state.db was committed and mail.db was not. */
StoreChanges *store_transaction_commit (StoreTransaction *transaction, gboolean *half,
                                        GError **error);

/* Rolls back what was not committed. */
void store_transaction_free (StoreTransaction *transaction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreTransaction, store_transaction_free)

/* Puts the times of SYNCED into mail.db. */
gboolean store_transaction_write_synced (StoreTransaction *transaction, StoreSynced *synced,
                                         GError **error);

/* Notes that FOLDER is named by the batch. ACCOUNT is its account, NULL when there is no such
 * folder; borrowed, until the folder is forgotten. */
gboolean store_transaction_touch_folder (StoreTransaction *transaction, gint64 folder,
                                         const char **account, GError **error);
void store_transaction_note_folder (StoreTransaction *transaction, gint64 folder,
                                    const char *account);
void store_transaction_forget_folder (StoreTransaction *transaction, gint64 folder);
void store_transaction_note_account (StoreTransaction *transaction, const char *account);

void store_transaction_note_added (StoreTransaction *transaction, guint64 id);
void store_transaction_note_changed (StoreTransaction *transaction, guint64 id);
void store_transaction_note_removed (StoreTransaction *transaction, guint64 id);
