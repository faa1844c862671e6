/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft-round.h"

#include "draft-reading.h"
#include "drafts-private.h"
#include "store-reader-outbox.h"
#include "summary.h"

typedef struct
{
  Drafts *drafts;
  Account *account;
  gint64 folder; /* row */
  guint32 uidvalidity;
  guint32 uidnext; /* what has a lower UID was there for the last check to see */
  gint64 draft;    /* the one it is about; those before it are done with */
  guint32 first;   /* UID from which on the folder is looked at */
  GPtrArray *found;
  guint64 theirs; /* id of the message that is taken over */
  DraftPlace place;
} Round;

static void
round_free (gpointer data)
{
  Round *round = data;

  g_clear_pointer (&round->found, g_ptr_array_unref);
  g_free ((char *) round->place.message_id);
  g_object_unref (round->account);
  g_object_unref (round->drafts);
  g_free (round);
}

static void look_next (GTask *task);

static void
on_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (drafts_change_finish (result, &error))
    look_next (task);
  else
    g_task_return_error (task, error);
}

static void
change (GTask *task, DraftChange function)
{
  Round *round = g_task_get_task_data (task);

  drafts_change_async (round->drafts, round->draft, function, round, NULL, on_changed,
                       g_object_ref (task));
}

static DraftFate
remove_draft (StoreDraft *draft, StoreBatch *batch, gpointer data)
{
  Round *round = data;

  if (draft->revision > draft->placed || !drafts_check_free (round->drafts, draft->id, NULL))
    return DRAFT_LEAVE;
  return DRAFT_REMOVE;
}

static DraftFate
forget_place (StoreDraft *draft, StoreBatch *batch, gpointer data)
{
  draft->placed = 0;
  draft->uid = 0;
  summary_take (&draft->placed_id, g_strdup (""));
  return DRAFT_PUT;
}

static DraftFate
rebind (StoreDraft *draft, StoreBatch *batch, gpointer data)
{
  const Round *round = data;

  draft->uidvalidity = round->place.uidvalidity;
  draft->uid = round->place.uid;
  return DRAFT_PUT;
}

/* No draft of ours has put that there. */
static gboolean
is_foreign (Drafts *drafts, const StoreFound *found)
{
  g_autoptr (GPtrArray) rows = drafts_list (drafts);

  for (guint i = 0; i < rows->len; i++)
    {
      const StoreDraft *row = rows->pdata[i];
      if (*found->message_id
          && (g_str_equal (row->placed_id, found->message_id)
              || g_str_equal (row->placing_id, found->message_id)))
        return FALSE;
    }
  return TRUE;
}

static const StoreFound *
find_named (GPtrArray *found, const char *message_id)
{
  for (guint i = 0; *message_id && i < found->len; i++)
    if (g_str_equal (((StoreFound *) found->pdata[i])->message_id, message_id))
      return found->pdata[i];
  return NULL;
}

static gboolean
has_uid (GPtrArray *found, guint32 uid)
{
  for (guint i = 0; i < found->len; i++)
    if (((StoreFound *) found->pdata[i])->uid == uid)
      return TRUE;
  return FALSE;
}

/* Most clients put a changed draft there anew, some of them under another Message-ID. */
static const StoreFound *
find_theirs (const Round *round, const StoreDraft *draft)
{
  const StoreFound *named = find_named (round->found, draft->placed_id);
  g_autoptr (DraftContent) content = draft_content_from_bytes (draft->content);

  for (guint i = round->found->len; !named && i > 0; i--)
    {
      const StoreFound *one = round->found->pdata[i - 1];
      if (*one->subject && g_str_equal (one->subject, content->draft->subject)
          && is_foreign (round->drafts, one))
        named = one;
    }
  return named;
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Round *round = g_task_get_task_data (task);
  const StoreDraft *draft = drafts_row (round->drafts, round->draft);
  GError *error = NULL;

  if (!drafts_finish (POSTHORN_DRAFTS (source), result, &error))
    g_task_return_error (task, error);
  else if (draft && draft->placed < draft->revision)
    change (task, forget_place);
  else
    look_next (task);
}

/* What the person chose for sending it stays. */
static void
take (GTask *task, MimeDraft *written, GPtrArray *contents)
{
  const Round *round = g_task_get_task_data (task);
  const StoreDraft *draft = drafts_row (round->drafts, round->draft);
  DraftContent *content = draft ? draft_content_from_bytes (draft->content) : draft_content_new ();
  gboolean is_conflict = !draft || draft->revision > draft->placed;

  mime_draft_free (content->draft);
  content->draft = written;
  drafts_take_async (round->drafts, is_conflict ? 0 : round->draft, account_get_id (round->account),
                     content, contents, &round->place, on_taken, g_object_ref (task));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *contents = NULL;
  MimeDraft *written = draft_reading_finish (result, &contents, &error);

  /* Ours is put there once more beside what cannot be read. */
  if (written)
    take (task, written, contents);
  else
    change (task, forget_place);
}

static void
on_raw (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Round *round = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (raw)
    draft_reading_async (drafts_get_services (round->drafts)->parser, raw, on_read,
                         g_object_ref (task));
  else
    change (task, forget_place);
}

static gpointer
read_raw (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_body (reader, ((Round *) data)->theirs, NULL, error);
}

static void
read_theirs (GTask *task, const StoreFound *theirs)
{
  Round *round = g_task_get_task_data (task);

  round->theirs = theirs->id;
  store_read_async (drafts_get_services (round->drafts)->store, read_raw, round, NULL,
                    (GDestroyNotify) g_bytes_unref, NULL, on_raw, g_object_ref (task));
}

static void
set_place (Round *round, const StoreFound *found)
{
  round->place.uidvalidity = round->uidvalidity;
  round->place.uid = found->uid;
  g_free ((char *) round->place.message_id);
  round->place.message_id = g_strdup (found->message_id);
}

/* Ours is not where it was put. */
static void
judge (GTask *task, const StoreDraft *draft)
{
  Round *round = g_task_get_task_data (task);
  const StoreFound *theirs = draft->is_gone ? NULL : find_theirs (round, draft);
  gboolean is_renumbered = draft->uidvalidity != round->uidvalidity;

  if (theirs)
    set_place (round, theirs);
  if (theirs && is_renumbered && g_str_equal (theirs->message_id, draft->placed_id))
    change (task, rebind);
  else if (theirs)
    read_theirs (task, theirs);
  else if (draft->revision > draft->placed || is_renumbered)
    change (task, forget_place);
  else
    change (task, remove_draft);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Round *round = g_task_get_task_data (task);
  const StoreDraft *draft = drafts_row (round->drafts, round->draft);
  GError *error = NULL;

  g_clear_pointer (&round->found, g_ptr_array_unref);
  round->found = store_read_finish (POSTHORN_STORE (source), result, &error);
  if (!round->found)
    {
      g_task_return_error (task, error);
      return;
    }
  /* A version on its way there is brought to its end first. */
  if (!draft || (draft->uidvalidity == round->uidvalidity && has_uid (round->found, draft->uid))
      || find_named (round->found, draft->placing_id))
    look_next (task);
  else
    judge (task, draft);
}

static gpointer
find (StoreReader *reader, gpointer data, GError **error)
{
  const Round *round = data;

  return store_reader_from_uid (reader, round->folder, round->first, error);
}

static gboolean
was_seen (const Round *round, const StoreDraft *draft)
{
  return draft->uid != 0
         && (draft->uidvalidity != round->uidvalidity || draft->uid < round->uidnext);
}

/* NULL: none is left. */
static const StoreDraft *
next_of (const Round *round)
{
  const StoreDraft *next = NULL;
  g_autoptr (GPtrArray) rows = drafts_list (round->drafts);

  for (guint i = 0; i < rows->len; i++)
    {
      const StoreDraft *row = rows->pdata[i];
      if (row->id > round->draft && was_seen (round, row) && (!next || row->id < next->id)
          && g_str_equal (row->account, account_get_id (round->account)))
        next = row;
    }
  return next;
}

static void
look_next (GTask *task)
{
  Round *round = g_task_get_task_data (task);
  const StoreDraft *draft = next_of (round);

  if (!draft)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  round->draft = draft->id;
  round->first = draft->uidvalidity == round->uidvalidity ? draft->uid : 1;
  store_read_async (drafts_get_services (round->drafts)->store, find, round, NULL,
                    (GDestroyNotify) g_ptr_array_unref, NULL, on_found, g_object_ref (task));
}

void
draft_round_async (Drafts *drafts, Account *account, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Folder *folder = account_folder_by_role (account, "drafts");
  const StoreFolder *row = folder ? folder_get_row (folder) : NULL;
  Round *round = g_new0 (Round, 1);

  round->drafts = g_object_ref (drafts);
  round->account = g_object_ref (account);
  g_task_set_task_data (task, round, round_free);
  if (!row || row->uidvalidity == 0 || !row->selected)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  round->folder = row->id;
  round->uidvalidity = row->uidvalidity;
  round->uidnext = row->uidnext;
  look_next (task);
}

gboolean
draft_round_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
