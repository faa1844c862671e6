/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-sync-private.h"

gboolean
folder_sync_has (const FolderSync *sync, ImapCapabilities capability)
{
  return (sync->options.capabilities & capability) != 0;
}

gboolean
folder_sync_must_guess (const FolderSync *sync)
{
  return sync->guessing && !sync->guess_sent && sync->options.expected > 0;
}

static ImapCommand *
open_command (FolderSync *sync)
{
  const StoreFolder *folder = sync->folder;
  guint64 modseq = folder->uidnext > 0 ? folder->highestmodseq : 0;

  return imap_command_select (folder->path, TRUE, sync->options.capabilities, folder->uidvalidity,
                              modseq, NULL);
}

static ImapCommand *
flags_command (FolderSync *sync)
{
  return imap_command_fetch_flags (
      sync->method == SYNC_BY_CHANGEDSINCE ? sync->folder->highestmodseq : 0);
}

/* Without ESEARCH the answer would be one line that grows with the folder. */
static ImapCommand *
search_command (FolderSync *sync)
{
  return folder_sync_has (sync, IMAP_CAPABILITY_ESEARCH) ? imap_command_search_all ()
                                                         : imap_command_fetch_flags (0);
}

static ImapCommand *
fetch_command (FolderSync *sync)
{
  g_autoptr (UidSet) batch
      = uid_set_take_newest (sync->missing, sync->first_sent ? BATCH : FIRST_BATCH);

  sync->first_sent = TRUE;
  uid_set_union (sync->requested, batch);
  return imap_command_fetch_messages (batch, sync->options.limit);
}

static ImapCommand *
guess_command (FolderSync *sync)
{
  sync->guess_sent = TRUE;
  return imap_command_fetch_all_messages (sync->options.limit);
}

ImapCommand *
folder_sync_command (FolderSync *sync)
{
  sync->n_outstanding++;
  if (sync->awaiting && folder_sync_must_guess (sync))
    return guess_command (sync);
  sync->awaiting = TRUE;
  switch (sync->state)
    {
    case STATE_OPEN:
      return open_command (sync);
    case STATE_FLAGS:
      return flags_command (sync);
    case STATE_IDENTIFY:
      return imap_command_fetch_identities ();
    case STATE_SINCE:
      return imap_command_search_since (sync->options.capabilities, sync->options.since);
    case STATE_FETCH:
      return fetch_command (sync);
    default:
      return search_command (sync);
    }
}
