/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the server has said of the folder that is open: its counters, the flags and UIDs it named,
 * what vanished. It only gathers; folder-sync.c decides what follows from it.
 */
#pragma once

#include "imap-response.h"
#include "sync-plan.h"

#include <glib.h>

typedef struct
{
  SyncRemote counters; /* messages follows EXISTS, EXPUNGE and VANISHED */
  GHashTable *flags;   /* uid → canonical flags */
  UidSet *uids;        /* named by a search or by flags of all */
  UidSet *vanished;
  GArray *identities;    /* MessageIdentity; message_id lives in STRINGS */
  GStringChunk *strings; /* of identities */
} FolderView;

FolderView *folder_view_new (void);
void folder_view_free (FolderView *view);

/* STATUS codes, EXISTS, EXPUNGE, VANISHED, SEARCH, and what FETCH says of flags. */
void folder_view_observe (FolderView *view, const ImapResponse *response);

/* Forgets flags and vanished UIDs, which mean nothing without a cursor they start from. */
void folder_view_forget_changes (FolderView *view);
