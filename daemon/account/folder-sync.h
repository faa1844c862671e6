/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bringing one folder up to date, as a step function: which command comes next, what its answers
 * mean, what has to be committed before going on. It sends nothing, commits nothing and waits for
 * nothing; check.c does. The order is: open, learn what changed, commit that, compare the count
 * with the server's, fetch what is missing newest first (RFC 4549, RFC 7162).
 */
#pragma once

#include "imap-command.h"
#include "imap-response.h"
#include "store-batch.h"
#include "store-folder.h"
#include "sync-plan.h"

#include <glib.h>

typedef struct _FolderSync FolderSync;

typedef enum
{
  FOLDER_SYNC_SEND,            /* folder_sync_command() has a command for the wire */
  FOLDER_SYNC_WAIT,            /* answers are owed */
  FOLDER_SYNC_NEED_UIDS,       /* folder_sync_set_local_uids() */
  FOLDER_SYNC_NEED_IDENTITIES, /* folder_sync_set_local_identities() */
  FOLDER_SYNC_COMMIT,          /* folder_sync_take_batch(), commit, folder_sync_committed() */
  FOLDER_SYNC_DONE,
} FolderSyncStep;

typedef struct
{
  ImapCapabilities capabilities;
  gsize limit;     /* octets of a body that are asked for; a longer message is cut there */
  gint64 since;    /* messages that came before that day (Unix seconds) stay; 0 = none do */
  gboolean audit;  /* compare UIDs and flags in full, whatever the server's counters say */
  gint64 expected; /* messages by STATUS; -1 = not known, or not to be guessed by */
} FolderSyncOptions;

FolderSync *folder_sync_new (const StoreFolder *folder, const FolderSyncOptions *options);
void folder_sync_free (FolderSync *sync);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FolderSync, folder_sync_free)

FolderSyncStep folder_sync_step (const FolderSync *sync);

ImapCommand *folder_sync_command (FolderSync *sync); /* transfer full */

/* An untagged response. TRUE: it is a fetched message (FETCH with a body) that was asked for;
 * ARRIVED says whether it is new mail. */
gboolean folder_sync_observe (FolderSync *sync, const ImapResponse *response, gboolean *arrived);

/* The answer to the oldest command not yet answered; OK FALSE = NO or BAD. FALSE: the folder cannot
 * be synchronised now, and step is DONE. */
gboolean folder_sync_advance (FolderSync *sync, gboolean ok);

void folder_sync_set_local_uids (FolderSync *sync, const UidSet *uids);
void folder_sync_set_local_identities (FolderSync *sync, GPtrArray *identities);

StoreBatch *folder_sync_take_batch (FolderSync *sync); /* transfer full */
/* TOTAL: messages in the folder after the commit. */
void folder_sync_committed (FolderSync *sync, guint total);

/* TRUE: nothing will be sent any more but what has been, so that another folder may be opened
 * behind it. A small folder that is new is fetched whole on the guess that STATUS still holds,
 * without waiting for its opening; UIDVALIDITY must then be stored before its messages. */
gboolean folder_sync_is_closed (const FolderSync *sync);
guint32 folder_sync_guessed_uidvalidity (const FolderSync *sync); /* 0 = no guess, or unknown */
/* In step DONE: the server has refused nothing and yet not everything came. The guess was wrong, or
 * messages have gone meanwhile; a new synchronisation of the folder tells. */
gboolean folder_sync_must_repeat (const FolderSync *sync);

/* Messages still to come. */
guint64 folder_sync_n_missing (const FolderSync *sync);

/* In step DONE: the cursor to commit behind the messages. FALSE: some messages asked for did not
 * come (UNDELIVERED of them), or the folder vanished: the cursor stays as it was. */
gboolean folder_sync_cursor (const FolderSync *sync, guint32 *uidvalidity, guint32 *uidnext,
                             guint64 *highestmodseq, guint64 *undelivered);
