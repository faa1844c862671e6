/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager.h"
#include "draft-placing.h"
#include "drafts-private.h"
#include "error.h"
#include "given-stream.h"
#include "mailbox.h"
#include "outbox-intake.h"
#include "outbox-reply.h"
#include "store-octets.h"
#include "summary.h"

#define DRAFTS_MOST  1000
#define CONTENT_MOST (32 * 1024 * 1024) /* octets that are written, of all: they are in memory */
#define PART_MOST    (G_GUINT64_CONSTANT (256) * 1024 * 1024)
#define PARTS_MOST   (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024) /* of all */

/* What comes in: its attachments lie in state.db before the draft that names them does. */
typedef struct
{
  Drafts *drafts; /* borrowed from the task */
  gint64 id;      /* 0 = a new one */
  gint64 base;    /* revision of which CONTENT has made the next */
  gboolean is_late;
  char *account;
  DraftContent *content;
  GPtrArray *contents; /* NULL: the parts stay */
  GPtrArray *writers;
  DraftPlace place; /* where the server has it like that; uid 0 = it has not */
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *keeping = data;

  g_free (keeping->account);
  draft_content_free (keeping->content);
  g_clear_pointer (&keeping->contents, g_ptr_array_unref);
  g_ptr_array_unref (keeping->writers);
  g_free ((char *) keeping->place.message_id);
  g_free (keeping);
}

static void
keep_parts (const Keeping *keeping, StoreDraft *draft, StoreBatch *batch)
{
  g_array_set_size (draft->parts, 0);
  for (guint i = 0; i < keeping->writers->len; i++)
    {
      StoreOctetsWriter *writer = keeping->writers->pdata[i];
      StoreDraftPart part = { .size = store_octets_writer_size (writer) };
      part.octets = store_octets_writer_keep (writer, batch);
      g_array_append_val (draft->parts, part);
    }
}

static void
note_place (StoreDraft *draft, const DraftPlace *place)
{
  draft->placed = draft->revision;
  draft->uidvalidity = place->uidvalidity;
  draft->uid = place->uid;
  summary_take (&draft->placed_id, g_strdup (place->message_id));
}

static DraftFate
keep (StoreDraft *draft, StoreBatch *batch, gpointer data)
{
  Keeping *keeping = data;

  /* What was made of an older one would take back what has been written since. */
  keeping->is_late = draft->revision != keeping->base
                     || (keeping->id && !drafts_check_free (keeping->drafts, keeping->id, NULL));
  if (keeping->is_late)
    return DRAFT_LEAVE;
  if (keeping->account)
    summary_take (&draft->account, g_strdup (keeping->account));
  g_bytes_unref (draft->content);
  draft->content = draft_content_to_bytes (keeping->content);
  if (keeping->contents)
    keep_parts (keeping, draft, batch);
  draft->changed = g_get_real_time () / G_USEC_PER_SEC;
  draft->revision++;
  if (keeping->place.uid != 0)
    note_place (draft, &keeping->place);
  return DRAFT_PUT;
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Drafts *drafts = POSTHORN_DRAFTS (source);
  GError *error = NULL;
  gint64 id = drafts_change_finish (result, &error);
  const StoreDraft *row = drafts_row (drafts, id);

  if (error)
    {
      g_task_return_error (task, error);
      return;
    }
  if (row)
    drafts_wake (drafts, row->account);
  g_task_return_int (task, (gssize) id);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  const Keeping *keeping = g_task_get_task_data (task);

  /* Another program's version is looked at again by the next round. */
  if (!keeping->is_late || keeping->place.uid != 0)
    {
      on_changed (source, result, task);
      return;
    }
  g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_BUSY,
                           "Draft %" G_GINT64_FORMAT " was changed, submitted or discarded while "
                           "this change of it came: list it again",
                           keeping->id);
  g_object_unref (task);
}

static void write_parts (GTask *task);

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) < 0)
    g_task_return_error (task, error);
  else
    write_parts (task);
}

static guint64
parts_size (const StoreDraft *draft)
{
  guint64 size = 0;

  for (guint i = 0; i < draft->parts->len; i++)
    size += g_array_index (draft->parts, StoreDraftPart, i).size;
  return size;
}

/* How large the next attachment may be. */
static guint64
room_for (const Keeping *keeping)
{
  g_autoptr (GPtrArray) rows = drafts_list (keeping->drafts);
  guint64 octets = 0;

  for (guint i = 0; i < keeping->writers->len; i++)
    octets += store_octets_writer_size (keeping->writers->pdata[i]);
  for (guint i = 0; i < rows->len; i++)
    octets += parts_size (rows->pdata[i]);
  return MIN (PART_MOST, PARTS_MOST - MIN (octets, PARTS_MOST));
}

static GInputStream *
given_part (const Keeping *keeping, guint index)
{
  const MimeDraftPart *part = keeping->content->draft->parts->pdata[index];

  return given_stream_new (keeping->contents->pdata[index], GIVEN_STREAM_PATIENCE, "attach",
                           part->name);
}

static void
write_parts (GTask *task)
{
  Keeping *keeping = g_task_get_task_data (task);
  Drafts *drafts = g_task_get_source_object (task);
  guint next = keeping->writers->len;
  StoreOctetsWriter *writer;
  g_autoptr (GInputStream) part = NULL;

  if (!keeping->contents || next == keeping->contents->len)
    {
      drafts_change_async (drafts, keeping->id, keep, keeping, NULL, on_kept, g_object_ref (task));
      return;
    }
  writer = store_octets_writer_new (drafts_get_services (drafts)->store, room_for (keeping));
  part = given_part (keeping, next);
  g_ptr_array_add (keeping->writers, writer);
  g_output_stream_splice_async (G_OUTPUT_STREAM (writer), part, G_OUTPUT_STREAM_SPLICE_NONE,
                                G_PRIORITY_DEFAULT, NULL, on_spliced, g_object_ref (task));
}

static char *
own_mailbox (Account *account)
{
  const StoreAccount *config = account_get_config (account);
  MailAddress own = { config->name, config->address };

  return mailbox_format (&own);
}

/* What could never be composed is refused while the person is still there. */
static gboolean
check (Account *account, const DraftContent *content, GError **error)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (mime_draft_to_variant (content->draft));
  g_autoptr (MimeDraft) draft = mime_draft_from_variant (value);
  g_autoptr (GError) fault = NULL;

  if (!*draft->from)
    summary_take (&draft->from, own_mailbox (account));
  summary_take (&draft->message_id, g_strdup ("draft@posthorn.invalid"));
  if (mime_draft_check (draft, &fault))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, fault->message);
  return FALSE;
}

/* The draft ID, 0 for a new one, becomes CONTENT. */
static gboolean
check_room (Drafts *drafts, gint64 id, const DraftContent *content, GError **error)
{
  g_autoptr (GPtrArray) rows = drafts_list (drafts);
  g_autoptr (GBytes) bytes = draft_content_to_bytes (content);
  gsize octets = g_bytes_get_size (bytes);

  for (guint i = 0; i < rows->len; i++)
    if (((StoreDraft *) rows->pdata[i])->id != id)
      octets += g_bytes_get_size (((StoreDraft *) rows->pdata[i])->content);
  if (octets <= CONTENT_MOST && (id || rows->len < DRAFTS_MOST))
    return TRUE;
  g_set_error (
      error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
      "There is room for %d drafts with %d octets of text together: submit or discard some "
      "first, or write less",
      DRAFTS_MOST, CONTENT_MOST);
  return FALSE;
}

static GTask *
keeping_new (Drafts *drafts, DraftContent *content, GPtrArray *contents,
             GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (drafts, NULL, callback, data);
  Keeping *keeping = g_new0 (Keeping, 1);

  keeping->drafts = drafts;
  keeping->content = content;
  keeping->contents = contents;
  keeping->writers = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, keeping, keeping_free);
  return task;
}

void
drafts_save_async (Drafts *drafts, Account *account, DraftContent *content, GPtrArray *contents,
                   GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = keeping_new (drafts, content, contents, callback, data);
  Keeping *keeping = g_task_get_task_data (task);
  GError *error = NULL;

  keeping->account = g_strdup (account_get_id (account));
  if (check (account, content, &error) && check_room (drafts, 0, content, &error))
    write_parts (task);
  else
    g_task_return_error (task, error);
}

void
drafts_take_async (Drafts *drafts, gint64 id, const char *account, DraftContent *content,
                   GPtrArray *contents, const DraftPlace *place, GAsyncReadyCallback callback,
                   gpointer data)
{
  g_autoptr (GTask) task = keeping_new (drafts, content, contents, callback, data);
  Keeping *keeping = g_task_get_task_data (task);

  keeping->id = id;
  keeping->base = id ? drafts_row (drafts, id)->revision : 0;
  keeping->account = g_strdup (account);
  keeping->place = *place;
  keeping->place.message_id = g_strdup (place->message_id);
  write_parts (task);
}

void
drafts_update_async (Drafts *drafts, gint64 id, DraftContent *content, GPtrArray *contents,
                     GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = keeping_new (drafts, content, contents, callback, data);
  Keeping *keeping = g_task_get_task_data (task);
  GError *error = NULL;
  const StoreDraft *row = drafts_find (drafts, id, &error);
  Account *account
      = row ? account_manager_find_account (drafts_get_manager (drafts), row->account, &error)
            : NULL;

  keeping->id = id;
  keeping->base = row ? row->revision : 0;
  if (account && drafts_check_free (drafts, id, &error) && check (account, content, &error)
      && check_room (drafts, id, content, &error))
    write_parts (task);
  else
    g_task_return_error (task, error);
}

static DraftFate
discard (StoreDraft *draft, StoreBatch *batch, gpointer data)
{
  draft->is_gone = TRUE;
  return draft->placed == 0 && draft->placing == 0 ? DRAFT_REMOVE : DRAFT_PUT;
}

void
drafts_discard_async (Drafts *drafts, gint64 id, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (drafts, NULL, callback, data);
  GError *error = NULL;

  if (drafts_check_free (drafts, id, &error))
    drafts_change_async (drafts, id, discard, NULL, NULL, on_changed, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

typedef struct
{
  gint64 id;
  char *account;
} Submission;

static void
submission_free (gpointer data)
{
  Submission *submission = data;

  g_free (submission->account);
  g_free (submission);
}

static void
on_taken_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Drafts *drafts = g_task_get_source_object (task);
  const Submission *submission = g_task_get_task_data (task);
  GError *error = NULL;
  gint64 message = outbox_intake_finish (POSTHORN_OUTBOX (source), result, &error);

  drafts_set_submitting (drafts, submission->id, FALSE);
  if (error)
    {
      g_task_return_error (task, error);
      return;
    }
  drafts_forget (drafts, submission->id);
  drafts_wake (drafts, submission->account);
  g_task_return_int (task, (gssize) message);
}

static void
submit (GTask *task, const StoreDraft *row, DraftContent *content, OutboxOrder *order)
{
  Drafts *drafts = g_task_get_source_object (task);
  Outbox *outbox = account_manager_get_outbox (drafts_get_manager (drafts));
  GPtrArray *streams = drafts_open_parts (drafts, row);
  MimeDraft *draft = g_steal_pointer (&content->draft);

  order->signature = content->signature;
  order->draft = row->id;
  drafts_set_submitting (drafts, row->id, TRUE);
  if (content->in_reply_to)
    outbox_continue_async (outbox, content->in_reply_to, draft, streams, order, on_taken_in,
                           g_object_ref (task));
  else
    outbox_compose_async (outbox, draft, streams, order, on_taken_in, g_object_ref (task));
}

void
drafts_submit_async (Drafts *drafts, gint64 id, gint64 send_at, gint64 undo_seconds,
                     GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (drafts, NULL, callback, data);
  GError *error = NULL;
  const StoreDraft *row = drafts_find (drafts, id, &error);
  Submission *submission = g_new0 (Submission, 1);
  g_autoptr (DraftContent) content = row ? draft_content_from_bytes (row->content) : NULL;
  OutboxOrder order = { NULL };

  submission->id = id;
  submission->account = g_strdup (row ? row->account : "");
  g_task_set_task_data (task, submission, submission_free);
  if (row && drafts_check_free (drafts, id, &error))
    order.account
        = account_manager_find_account (drafts_get_manager (drafts), row->account, &error);
  if (!order.account)
    {
      g_task_return_error (task, error);
      return;
    }
  order.send_at = send_at >= 0 ? send_at : content->send_at;
  order.undo_seconds = undo_seconds >= 0 ? (guint) undo_seconds : content->undo_seconds;
  submit (task, row, content, &order);
}

gint64
drafts_finish (Drafts *drafts, GAsyncResult *result, GError **error)
{
  gssize id = g_task_propagate_int (G_TASK (result), error);

  return MAX (id, 0);
}
