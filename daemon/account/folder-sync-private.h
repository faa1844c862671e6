/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state of one folder's synchronisation, shared by the file that decides (folder-sync.c) and
 * the file that words the decisions as commands (folder-sync-command.c), and by nobody else.
 */
#pragma once

#include "folder-sync.h"
#include "folder-view.h"

/* The first batch is small so that a person sees the newest mail at once. */
#define FIRST_BATCH 50
#define BATCH       200
/* Batches on the wire at a time: the server never waits for us, and memory stays bounded. */
#define PIPELINE 3

typedef enum
{
  STATE_OPEN,     /* EXAMINE */
  STATE_SEARCH,   /* UID SEARCH ALL, or what does the same: the set of UIDs */
  STATE_FLAGS,    /* UID FETCH of all flags, or of those changed */
  STATE_IDENTIFY, /* UID FETCH of what re-binding matches by */
  STATE_REBIND,   /* needs the local identities */
  STATE_COMPARE,  /* needs the local UIDs: what is gone, what is missing */
  STATE_KNOWN,    /* needs the local UIDs: which new messages an interrupted check already has */
  STATE_CONFIRM,  /* the same a second time, for a folder that shrank */
  STATE_SINCE,    /* UID SEARCH SINCE: which of the missing are wanted */
  STATE_COMMIT,   /* changes are ready to be committed */
  STATE_FETCH,    /* bodies */
  STATE_DONE,
} State;

struct _FolderSync
{
  StoreFolder *folder;
  FolderSyncOptions options;
  State state;
  SyncMethod method;
  FolderView *view;
  guint n_outstanding;
  gboolean awaiting; /* the one command of a state other than FETCH has been sent */
  gboolean known;    /* missing holds nothing that is here */
  gboolean compared; /* the sets were compared: the count needs no further proof */
  gboolean failed;
  gboolean refused; /* the server would not give some of the bodies */
  gboolean first_sent;
  gboolean guessing;   /* fetch everything behind the opening, without waiting for it */
  gboolean guess_sent; /* that fetch is on its way, too */
  guint64 n_guessed;   /* messages it has brought */
  UidSet *recent;      /* came since the day that is wanted */
  UidSet *missing;     /* to be asked for */
  UidSet *requested;   /* asked for, not come yet */
  StoreBatch *batch;
};

gboolean folder_sync_has (const FolderSync *sync, ImapCapabilities capability);

/* The fetch of a folder that is new and small is still to be sent behind its opening. */
gboolean folder_sync_must_guess (const FolderSync *sync);
