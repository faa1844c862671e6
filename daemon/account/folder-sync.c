/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-sync-private.h"

#include "flags.h"
#include "folder-role.h"
#include "folder-view.h"
#include "message-rebinding.h"
#include "store-reader.h"

FolderSync *
folder_sync_new (const StoreFolder *folder, const FolderSyncOptions *options)
{
  FolderSync *sync = g_new0 (FolderSync, 1);

  sync->folder = store_folder_copy (folder);
  sync->options = *options;
  sync->guessing = options->since == 0
                   && sync_plan_can_guess (&(SyncCursor){ .uidvalidity = folder->uidvalidity,
                                                          .total = folder->at_server },
                                           options->expected);
  sync->view = folder_view_new ();
  sync->recent = uid_set_new ();
  sync->missing = uid_set_new ();
  sync->requested = uid_set_new ();
  return sync;
}

void
folder_sync_free (FolderSync *sync)
{
  if (!sync)
    return;
  store_folder_free (sync->folder);
  folder_view_free (sync->view);
  uid_set_free (sync->recent);
  uid_set_free (sync->missing);
  uid_set_free (sync->requested);
  store_batch_free (sync->batch);
  g_free (sync);
}

static gboolean
can_fetch (const FolderSync *sync)
{
  return !uid_set_is_empty (sync->missing) && sync->n_outstanding < PIPELINE;
}

gboolean
folder_sync_is_closed (const FolderSync *sync)
{
  if (sync->guessing)
    return sync->awaiting && !folder_sync_must_guess (sync);
  return sync->state == STATE_DONE
         || (sync->state == STATE_FETCH && uid_set_is_empty (sync->missing));
}

FolderSyncStep
folder_sync_step (const FolderSync *sync)
{
  switch (sync->state)
    {
    case STATE_REBIND:
      return FOLDER_SYNC_NEED_IDENTITIES;
    case STATE_COMPARE:
    case STATE_KNOWN:
      return FOLDER_SYNC_NEED_UIDS;
    case STATE_COMMIT:
      return FOLDER_SYNC_COMMIT;
    case STATE_FETCH:
      return can_fetch (sync) ? FOLDER_SYNC_SEND : FOLDER_SYNC_WAIT;
    case STATE_DONE:
      return FOLDER_SYNC_DONE;
    case STATE_OPEN:
      return sync->awaiting && !folder_sync_must_guess (sync) ? FOLDER_SYNC_WAIT : FOLDER_SYNC_SEND;
    default:
      return sync->awaiting ? FOLDER_SYNC_WAIT : FOLDER_SYNC_SEND;
    }
}

static gboolean
is_arrival (const FolderSync *sync, const ImapFetch *fetch)
{
  return sync->folder->uidnext > 0 && fetch->uid >= sync->folder->uidnext
         && sync->method != SYNC_BY_REBINDING && folder_role_counts (sync->folder->role)
         && !flags_contain (fetch->flags ? fetch->flags : "", FLAG_SEEN);
}

/* Whether this is a message that was asked for. */
static gboolean
take_fetch (FolderSync *sync, const ImapFetch *fetch, gboolean *arrived)
{
  if (!fetch->has_body)
    return FALSE;
  if (sync->guess_sent && fetch->uid > 0)
    {
      sync->n_guessed++;
      return TRUE;
    }
  if (!uid_set_contains (sync->requested, fetch->uid))
    return FALSE;
  uid_set_remove_range (sync->requested, fetch->uid, fetch->uid);
  *arrived = is_arrival (sync, fetch);
  return TRUE;
}

gboolean
folder_sync_observe (FolderSync *sync, const ImapResponse *response, gboolean *arrived)
{
  if (response->type == IMAP_RESPONSE_FETCH && take_fetch (sync, response->fetch, arrived))
    return TRUE;
  if (sync->state == STATE_SINCE && response->type == IMAP_RESPONSE_SEARCH)
    uid_set_union (sync->recent, response->uids);
  else
    folder_view_observe (sync->view, response);
  if (response->type == IMAP_RESPONSE_VANISHED)
    {
      uid_set_subtract (sync->missing, response->uids);
      uid_set_subtract (sync->requested, response->uids);
    }
  return FALSE;
}

static StoreBatch *
batch_of (FolderSync *sync)
{
  if (!sync->batch)
    sync->batch = store_batch_new ();
  return sync->batch;
}

/* Messages from here on were not known when the folder was last complete. */
static guint32
first_new_uid (const FolderSync *sync)
{
  return sync->folder->uidnext > 0 ? sync->folder->uidnext : G_MAXUINT32;
}

/* Flags of messages we have go into the batch; with DELTA new ones are missing, unless they have
 * been moved there from here and are known already. */
static void
apply_flags (FolderSync *sync, gboolean delta)
{
  GHashTableIter iter;
  gpointer key;
  gpointer flags;

  g_hash_table_iter_init (&iter, sync->view->flags);
  while (g_hash_table_iter_next (&iter, &key, &flags))
    {
      guint32 uid = GPOINTER_TO_UINT (key);
      if (delta && uid >= first_new_uid (sync))
        uid_set_add (sync->missing, uid);
      store_batch_set_flags (batch_of (sync), sync->folder->id, uid, flags);
    }
  g_hash_table_remove_all (sync->view->flags);
}

static void
enter_commit (FolderSync *sync)
{
  sync->state = STATE_COMMIT;
}

static gboolean
is_shrunk (const FolderSync *sync)
{
  return sync_plan_is_shrunk (sync->folder->at_server,
                              (guint64) MAX (sync->view->counters.messages, 0));
}

/* A delta from the server: trusted for what it names; the count is the proof. */
static void
enter_delta (FolderSync *sync)
{
  apply_flags (sync, TRUE);
  if (!uid_set_is_empty (sync->view->vanished) && !is_shrunk (sync))
    store_batch_remove_messages (batch_of (sync), sync->folder->id, sync->view->vanished);
  uid_set_subtract (sync->missing, sync->view->vanished);
  enter_commit (sync);
}

/* Rows that come before the folder is complete must already know their UIDVALIDITY. */
static void
begin_generation (FolderSync *sync)
{
  const StoreFolder *folder = sync->folder;
  guint32 uidvalidity = (guint32) sync->view->counters.uidvalidity;
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (folder->uidvalidity == uidvalidity)
    return;
  if (folder->uidvalidity == 0)
    store_batch_set_cursor (batch_of (sync), folder->id, uidvalidity, 0, 0, folder->last_sync);
  else
    store_batch_rebind_folder (batch_of (sync), folder->id, uidvalidity, none, none);
}

static void
enter_method (FolderSync *sync)
{
  switch (sync->method)
    {
    case SYNC_BY_SEARCH:
      begin_generation (sync);
      sync->state = sync->view->counters.messages > 0 ? STATE_SEARCH : STATE_COMPARE;
      break;
    case SYNC_BY_FLAGS:
    case SYNC_BY_CHANGEDSINCE:
      sync->state = sync->view->counters.messages > 0 ? STATE_FLAGS : STATE_COMPARE;
      break;
    case SYNC_BY_REBINDING:
      sync->state = sync->view->counters.messages > 0 ? STATE_IDENTIFY : STATE_REBIND;
      break;
    case SYNC_BY_VANISHED:
      enter_delta (sync);
      break;
    }
  if (sync->state == STATE_COMPARE && sync->folder->at_server == 0)
    enter_commit (sync);
}

static void
after_open (FolderSync *sync)
{
  sync->method
      = sync_plan_method (&(SyncCursor){ sync->folder->uidvalidity, sync->folder->uidnext,
                                         sync->folder->highestmodseq, sync->folder->at_server },
                          &sync->view->counters, folder_sync_has (sync, IMAP_CAPABILITY_CONDSTORE),
                          folder_sync_has (sync, IMAP_CAPABILITY_QRESYNC));
  if (sync->options.audit && sync->folder->at_server > 0 && sync->method != SYNC_BY_REBINDING)
    sync->method = SYNC_BY_FLAGS;
  /* Flags that opening brought along count only when they are the whole truth since the cursor. */
  if (sync->method != SYNC_BY_VANISHED)
    folder_view_forget_changes (sync->view);
  enter_method (sync);
}

static void
after_search (FolderSync *sync)
{
  sync->state = STATE_COMPARE;
  if (sync->folder->at_server > 0)
    return;
  uid_set_union (sync->missing, sync->view->uids);
  sync->compared = TRUE;
  enter_commit (sync);
}

static void
after_flags (FolderSync *sync)
{
  if (sync->method == SYNC_BY_CHANGEDSINCE)
    {
      enter_delta (sync);
      return;
    }
  sync->state = STATE_COMPARE;
}

static void
enter_fetch (FolderSync *sync)
{
  sync->state = uid_set_is_empty (sync->missing) ? STATE_DONE : STATE_FETCH;
}

static void
after_since (FolderSync *sync)
{
  uid_set_intersect (sync->missing, sync->recent);
  enter_fetch (sync);
}

static void
after_fetch (FolderSync *sync, gboolean ok)
{
  sync->refused |= !ok;
  if (sync->n_outstanding == 0 && uid_set_is_empty (sync->missing))
    sync->state = STATE_DONE;
}

/* Both answers are here: EXISTS must equal what has come. */
static void
after_guess (FolderSync *sync, gboolean ok)
{
  if (!ok || sync->view->counters.uidvalidity <= 0)
    sync->failed = TRUE;
  if (sync->n_outstanding == 0)
    sync->state = STATE_DONE;
}

static gboolean
is_wrong_guess (const FolderSync *sync)
{
  return sync->guessing && sync->view->counters.messages != (gint64) sync->n_guessed;
}

gboolean
folder_sync_must_repeat (const FolderSync *sync)
{
  return !sync->failed && !sync->refused
         && (is_wrong_guess (sync) || !uid_set_is_empty (sync->requested));
}

guint32
folder_sync_guessed_uidvalidity (const FolderSync *sync)
{
  return sync->guessing ? (guint32) MAX (sync->view->counters.uidvalidity, 0) : 0;
}

static void
fail (FolderSync *sync)
{
  sync->failed = TRUE;
  sync->state = STATE_DONE;
}

/* Without UIDVALIDITY a UID means nothing (RFC 9051, 2.3.1.1). */
static gboolean
is_usable (const FolderSync *sync, gboolean ok)
{
  return ok && (sync->state != STATE_OPEN || sync->view->counters.uidvalidity > 0);
}

gboolean
folder_sync_advance (FolderSync *sync, gboolean ok)
{
  sync->n_outstanding--;
  if (sync->guessing)
    {
      after_guess (sync, ok);
      return ok;
    }
  sync->awaiting = FALSE;
  /* A batch that was refused is missing still; the others go on (promise: one evil mail does not
   * stop a folder). */
  if (sync->state != STATE_FETCH && !is_usable (sync, ok))
    {
      fail (sync);
      return FALSE;
    }
  switch (sync->state)
    {
    case STATE_OPEN:
      after_open (sync);
      break;
    case STATE_FLAGS:
      after_flags (sync);
      break;
    case STATE_IDENTIFY:
      sync->state = STATE_REBIND;
      break;
    case STATE_SINCE:
      after_since (sync);
      break;
    case STATE_FETCH:
      after_fetch (sync, ok);
      break;
    default:
      after_search (sync);
    }
  return TRUE;
}

/* What the server has and we lack is missing; what we have and it lacks is gone, once a folder
 * that shrank has been asked about twice. */
static void
compare (FolderSync *sync, const UidSet *uids)
{
  g_autoptr (UidSet) gone = uid_set_copy (uids);

  uid_set_subtract (gone, sync->view->uids);
  if (is_shrunk (sync) && !sync->compared && !uid_set_is_empty (gone))
    {
      sync->compared = TRUE;
      sync->state = STATE_CONFIRM;
      return;
    }
  sync->compared = TRUE;
  uid_set_union (sync->missing, sync->view->uids);
  uid_set_subtract (sync->missing, uids);
  if (!uid_set_is_empty (gone))
    store_batch_remove_messages (batch_of (sync), sync->folder->id, gone);
  apply_flags (sync, FALSE);
  enter_commit (sync);
}

/* Here EXISTS must equal what we have and will have (promise 4); where it does not, the sets are
 * compared. */
static void
prove_count (FolderSync *sync)
{
  guint64 expected = sync->folder->at_server + uid_set_count (sync->missing);

  if (!sync->compared && expected != (guint64) sync->view->counters.messages)
    {
      sync->state = STATE_SEARCH;
      return;
    }
  if (sync->options.since > 0 && !uid_set_is_empty (sync->missing))
    sync->state = STATE_SINCE;
  else
    enter_fetch (sync);
}

void
folder_sync_set_local_uids (FolderSync *sync, const UidSet *uids)
{
  if (sync->state == STATE_COMPARE)
    {
      compare (sync, uids);
      return;
    }
  uid_set_subtract (sync->missing, uids);
  sync->known = TRUE;
  prove_count (sync);
}

static GArray *
local_identities (GPtrArray *identities)
{
  GArray *local = g_array_sized_new (FALSE, FALSE, sizeof (MessageIdentity), identities->len);

  for (guint i = 0; i < identities->len; i++)
    {
      StoreIdentity *row = identities->pdata[i];
      MessageIdentity identity = { row->uid, row->received, row->size, row->message_id };
      g_array_append_val (local, identity);
    }
  return local;
}

void
folder_sync_set_local_identities (FolderSync *sync, GPtrArray *identities)
{
  g_autoptr (GArray) local = local_identities (identities);
  g_autoptr (GArray) old_uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) new_uids = g_array_new (FALSE, FALSE, sizeof (guint32));

  message_rebinding_match (local, sync->view->identities, old_uids, new_uids);
  store_batch_rebind_folder (batch_of (sync), sync->folder->id,
                             (guint32) sync->view->counters.uidvalidity, old_uids, new_uids);
  uid_set_union (sync->missing, sync->view->uids);
  for (guint i = 0; i < new_uids->len; i++)
    {
      guint32 uid = g_array_index (new_uids, guint32, i);
      uid_set_remove_range (sync->missing, uid, uid);
    }
  apply_flags (sync, FALSE);
  sync->compared = TRUE;
  enter_commit (sync);
}

StoreBatch *
folder_sync_take_batch (FolderSync *sync)
{
  StoreBatch *batch = batch_of (sync);

  sync->batch = NULL;
  return batch;
}

void
folder_sync_committed (FolderSync *sync, guint total)
{
  sync->folder->at_server = total;
  if (!sync->compared && !sync->known && total > 0 && !uid_set_is_empty (sync->missing))
    sync->state = STATE_KNOWN;
  else
    prove_count (sync);
}

guint64
folder_sync_n_missing (const FolderSync *sync)
{
  return uid_set_count (sync->missing) + uid_set_count (sync->requested);
}

/* Servers that do not say UIDNEXT: one above the highest we know of. */
static guint32
next_uid (const FolderSync *sync)
{
  if (sync->view->counters.uidnext > 0)
    return (guint32) sync->view->counters.uidnext;
  return MAX (uid_set_max (sync->view->uids) + 1, sync->folder->uidnext);
}

gboolean
folder_sync_cursor (const FolderSync *sync, guint32 *uidvalidity, guint32 *uidnext,
                    guint64 *highestmodseq, guint64 *undelivered)
{
  *undelivered = uid_set_count (sync->requested);
  if (sync->failed || *undelivered > 0 || is_wrong_guess (sync))
    return FALSE;
  *uidvalidity = (guint32) sync->view->counters.uidvalidity;
  *uidnext = next_uid (sync);
  *highestmodseq
      = folder_sync_has (sync, IMAP_CAPABILITY_CONDSTORE) && sync->view->counters.highestmodseq > 0
            ? (guint64) sync->view->counters.highestmodseq
            : 0;
  return TRUE;
}
