/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-view.h"

#include "message-rebinding.h"

#include <string.h>

FolderView *
folder_view_new (void)
{
  FolderView *view = g_new0 (FolderView, 1);

  view->counters = (SyncRemote){ -1, -1, -1, -1 };
  view->flags = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  view->uids = uid_set_new ();
  view->vanished = uid_set_new ();
  view->identities = g_array_new (FALSE, FALSE, sizeof (MessageIdentity));
  view->strings = g_string_chunk_new (1024);
  return view;
}

void
folder_view_free (FolderView *view)
{
  g_hash_table_unref (view->flags);
  uid_set_free (view->uids);
  uid_set_free (view->vanished);
  g_array_unref (view->identities);
  g_string_chunk_free (view->strings);
  g_free (view);
}

static void
observe_code (FolderView *view, const ImapResponse *response)
{
  switch (response->code)
    {
    case IMAP_CODE_UIDVALIDITY:
      view->counters.uidvalidity = (gint64) response->number;
      break;
    case IMAP_CODE_UIDNEXT:
      view->counters.uidnext = (gint64) response->number;
      break;
    case IMAP_CODE_HIGHESTMODSEQ:
      view->counters.highestmodseq = (gint64) response->number;
      break;
    default:
      break;
    }
}

/* Without EARLIER the server takes the messages out of the count that EXISTS gave. */
static void
observe_vanished (FolderView *view, const ImapResponse *response)
{
  uid_set_union (view->vanished, response->uids);
  if (!response->earlier)
    view->counters.messages -= (gint64) uid_set_count (response->uids);
}

static void
keep_identity (FolderView *view, const ImapFetch *fetch, const char *message_id)
{
  MessageIdentity identity = {
    .uid = fetch->uid,
    .received = fetch->internal_date,
    .size = fetch->size > 0 ? (guint64) fetch->size : 0,
    .message_id = g_string_chunk_insert (view->strings, message_id),
  };
  g_array_append_val (view->identities, identity);
}

/* "Message-ID: <a@b>" with any folding → "a@b". */
static char *
message_id_of (GBytes *header)
{
  gsize length = 0;
  const char *text = header ? g_bytes_get_data (header, &length) : NULL;
  const char *open = length ? memchr (text, '<', length) : NULL;
  const char *close = open ? memchr (open, '>', length - (gsize) (open - text)) : NULL;

  return close ? g_strndup (open + 1, (gsize) (close - open - 1)) : g_strdup ("");
}

static void
observe_fetch (FolderView *view, const ImapFetch *fetch)
{
  g_autofree char *message_id = NULL;

  if (fetch->uid == 0 || !fetch->flags)
    return;
  g_hash_table_insert (view->flags, GUINT_TO_POINTER (fetch->uid), g_strdup (fetch->flags));
  uid_set_add (view->uids, fetch->uid);
  if (!fetch->header)
    return;
  message_id = message_id_of (fetch->header);
  keep_identity (view, fetch, message_id);
}

void
folder_view_observe (FolderView *view, const ImapResponse *response)
{
  switch (response->type)
    {
    case IMAP_RESPONSE_STATUS:
      observe_code (view, response);
      break;
    case IMAP_RESPONSE_EXISTS:
      view->counters.messages = (gint64) response->number;
      break;
    case IMAP_RESPONSE_EXPUNGE:
      view->counters.messages--;
      break;
    case IMAP_RESPONSE_VANISHED:
      observe_vanished (view, response);
      break;
    case IMAP_RESPONSE_SEARCH:
      uid_set_union (view->uids, response->uids);
      break;
    case IMAP_RESPONSE_FETCH:
      observe_fetch (view, response->fetch);
      break;
    default:
      break;
    }
}

void
folder_view_forget_changes (FolderView *view)
{
  g_hash_table_remove_all (view->flags);
  uid_set_subtract (view->vanished, view->vanished);
}
