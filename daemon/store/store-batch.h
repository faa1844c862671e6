/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list of typed changes that will be one transaction. Built in the main thread, carried out by
 * the writer; it reads nothing, so a change names its row completely. Counters of folders are kept
 * by the transaction itself. A change of a folder or message that went in the meantime does
 * nothing, a folder of an unknown account is an error, and a batch that says nothing new writes
 * nothing: times of checks alone wait for the next real change (store-synced.h).
 */
#pragma once

#include "store-account.h"
#include "summary.h"
#include "uid-set.h"

#include <glib.h>

typedef struct _StoreBatch StoreBatch;
StoreBatch *store_batch_new (void);
void store_batch_free (StoreBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreBatch, store_batch_free)
guint store_batch_n_changes (const StoreBatch *batch);
gsize store_batch_octets (const StoreBatch *batch);

/* Accounts (state.db). put inserts or replaces; remove also removes its folders and mail, which are
 * gone for every reader at once and from the disk a little later. WHEN is Unix seconds. */
void store_batch_put_account (StoreBatch *batch, const StoreAccount *account);
void store_batch_remove_account (StoreBatch *batch, const char *account);
void store_batch_set_account_synced (StoreBatch *batch, const char *account, gint64 when);

/* A check of ACCOUNT has begun. On disk at once, though not flushed, when that is more than five
 * minutes from what is on disk, so that after kill -9 the next check comes no more than that too
 * early; else it waits like other times. */
void store_batch_set_account_started (StoreBatch *batch, const char *account, gint64 when);

/* Folders. put inserts by (account, path) or updates delimiter, selectable and guessed role. The
 * person's choice lies in state.db under (account, path) and follows a rename; ROLE NULL and
 * SELECTED -1 leave that half of the choice alone. A role given is taken from its former holder. */
void store_batch_put_folder (StoreBatch *batch, const char *account, const char *path,
                             char delimiter, gboolean selectable, const char *guessed_role);
void store_batch_rename_folder (StoreBatch *batch, gint64 folder, const char *path);
void store_batch_remove_folder (StoreBatch *batch, gint64 folder);
void store_batch_choose_folder (StoreBatch *batch, const char *account, const char *path,
                                const char *role, int selected);
/* Compared in full with the server at WHEN. */
void store_batch_set_folder_audited (StoreBatch *batch, gint64 folder, gint64 when);

/* Messages. Adding a UID that is already there changes its flags and nothing else; with RAW NULL a
 * row without a body is made, and PARTIAL says that RAW is only the beginning. */
typedef struct
{
  guint32 uid;
  const char *flags; /* canonical */
  gint64 received;
  guint64 size;
  GVariant *summary; /* SUMMARY_TYPE; taken if floating */
  GBytes *raw;
  gboolean partial;
  gboolean arrived; /* new mail, to be announced */
  gint64 diverted;  /* to this folder at once, without a word; 0 = it stays */
} StoreNewMessage;
void store_batch_add_message (StoreBatch *batch, gint64 folder, const StoreNewMessage *message);
void store_batch_set_flags (StoreBatch *batch, gint64 folder, guint32 uid, const char *flags);
void store_batch_remove_messages (StoreBatch *batch, gint64 folder, const UidSet *uids);

/* The cursor; committed with the rows it speaks for. Changing UIDVALIDITY of a folder with mail
 * needs rebind. SYNCED 0 leaves the time of the last check alone. */
void store_batch_set_cursor (StoreBatch *batch, gint64 folder, guint32 uidvalidity, guint32 uidnext,
                             guint64 highestmodseq, gint64 synced);

/* UIDVALIDITY changed: message OLD_UIDS[i] is now NEW_UIDS[i], with its id, body and links; those
 * not named are gone. The cursor is reset to (UIDVALIDITY, 0, 0). Arrays of guint32. */
void store_batch_rebind_folder (StoreBatch *batch, gint64 folder, guint32 uidvalidity,
                                GArray *old_uids, GArray *new_uids);

/* The full text has message ID, or has it no more when it is GONE. */
void store_batch_set_indexed (StoreBatch *batch, guint64 id, gint64 received, gboolean gone);
/* A setting, and entries of the blacklist as policy/ spells them, of all of Posthorn (state.db). */
void store_batch_set_setting (StoreBatch *batch, const char *name, const char *value);
void store_batch_add_to_blacklist (StoreBatch *batch, const char *entry);
void store_batch_remove_from_blacklist (StoreBatch *batch, const char *entry);
