/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "message-intake.h"

/* Octets gathered and not yet committed at which the wire is paused, and goes on again. */
#define PAUSE_AT  (8 * 1024 * 1024)
#define RESUME_AT (4 * 1024 * 1024)
/* A batch under this size waits while something is still being parsed. */
#define BATCH_OCTETS     (1024 * 1024)
#define BATCH_MAX_OCTETS (4 * 1024 * 1024)

/* What waits, in the order it came: a message, or a folder's cursor (raw NULL). */
typedef struct
{
  MessageIntake *intake; /* NULL: freed meanwhile */
  gint64 folder;
  guint32 uid;
  char *flags;
  gint64 received;
  guint64 size;
  gboolean partial;
  gboolean arrived;
  GBytes *raw;
  GVariant *summary; /* SUMMARY_TYPE; NULL: still being parsed */
  FolderCursor cursor;
} IntakeItem;

struct _MessageIntake
{
  Store *store;
  Parser *parser;
  MessageIntakeCallbacks callbacks;
  gpointer data;
  GCancellable *cancellable;
  GByteArray *body; /* of the message that is just coming in, NULL between two */
  GQueue items;     /* IntakeItem, oldest first */
  gsize octets;     /* of raw messages in items and in the running commit */
  gsize committing; /* of these, in the running commit */
  gboolean running; /* a commit is under way */
  gboolean paused;
  gboolean stopped;
};

static void
item_free (IntakeItem *item)
{
  g_free (item->flags);
  g_clear_pointer (&item->raw, g_bytes_unref);
  g_clear_pointer (&item->summary, g_variant_unref);
  g_free (item);
}

MessageIntake *
message_intake_new (Store *store, Parser *parser, const MessageIntakeCallbacks *callbacks,
                    gpointer data)
{
  MessageIntake *intake = g_new0 (MessageIntake, 1);

  intake->store = g_object_ref (store);
  intake->parser = g_object_ref (parser);
  intake->callbacks = *callbacks;
  intake->data = data;
  intake->cancellable = g_cancellable_new ();
  g_queue_init (&intake->items);
  return intake;
}

/* An item still at the parser is freed by its callback. */
static void
drop_item (gpointer data)
{
  IntakeItem *item = data;

  item->intake = NULL;
  if (!item->raw || item->summary)
    item_free (item);
}

static void
drop_items (MessageIntake *intake)
{
  g_queue_clear_full (&intake->items, drop_item);
  g_cancellable_cancel (intake->cancellable);
}

void
message_intake_stop (MessageIntake *intake)
{
  intake->stopped = TRUE;
  drop_items (intake);
}

void
message_intake_free (MessageIntake *intake)
{
  drop_items (intake);
  g_object_unref (intake->cancellable);
  g_object_unref (intake->store);
  g_object_unref (intake->parser);
  g_clear_pointer (&intake->body, g_byte_array_unref);
  g_free (intake);
}

static void
set_paused (MessageIntake *intake, gboolean paused)
{
  if (intake->paused == paused)
    return;
  intake->paused = paused;
  intake->callbacks.paused (paused, intake->data);
}

static gboolean
is_ready (const IntakeItem *item)
{
  return !item->raw || item->summary;
}

static void
add_cursor (StoreBatch *batch, gint64 folder, const FolderCursor *cursor)
{
  store_batch_set_cursor (batch, folder, cursor->uidvalidity, cursor->uidnext,
                          cursor->highestmodseq, cursor->synced);
  store_batch_set_folder_audited (batch, folder, cursor->audited);
}

static gint64
divert (MessageIntake *intake, const IntakeItem *item)
{
  g_autoptr (Summary) summary = summary_from_variant (item->summary);

  return intake->callbacks.divert (item->folder, summary, intake->data);
}

static void
add_to_batch (MessageIntake *intake, StoreBatch *batch, const IntakeItem *item)
{
  StoreNewMessage message = {
    .uid = item->uid,
    .flags = item->flags,
    .received = item->received,
    .size = item->size,
    .summary = item->summary,
    .raw = item->raw,
    .partial = item->partial,
    .arrived = item->arrived,
  };

  if (item->arrived && item->summary)
    message.diverted = divert (intake, item);
  if (item->raw)
    store_batch_add_message (batch, item->folder, &message);
  else
    add_cursor (batch, item->folder, &item->cursor);
}

/* Octets of the parsed messages at the head of the queue; ALL is set when that is everything. */
static gsize
ready_octets (MessageIntake *intake, gboolean *all)
{
  gsize octets = 0;
  GList *link = intake->items.head;

  for (; link && is_ready (link->data) && octets < BATCH_MAX_OCTETS; link = link->next)
    {
      IntakeItem *item = link->data;
      octets += item->raw ? g_bytes_get_size (item->raw) : 0;
    }
  *all = link == NULL;
  return octets;
}

static StoreBatch *
take_batch (MessageIntake *intake)
{
  StoreBatch *batch = store_batch_new ();
  IntakeItem *item;

  while ((item = g_queue_peek_head (&intake->items)) && is_ready (item)
         && intake->committing < BATCH_MAX_OCTETS)
    {
      add_to_batch (intake, batch, item);
      intake->committing += item->raw ? g_bytes_get_size (item->raw) : 0;
      item_free (g_queue_pop_head (&intake->items));
    }
  return batch;
}

static void on_committed (GObject *source, GAsyncResult *result, gpointer data);

/* One commit at a time: what is parsed while it runs makes up the next one. */
static void
commit_ready (MessageIntake *intake)
{
  gboolean all;
  gsize octets;

  if (intake->running || intake->stopped || !intake->items.head
      || !is_ready (intake->items.head->data))
    return;
  octets = ready_octets (intake, &all);
  if (octets < BATCH_OCTETS && !all)
    return;
  intake->running = TRUE;
  store_commit_async (intake->store, take_batch (intake), on_committed, intake);
}

static void
intake_fail (MessageIntake *intake, const GError *error)
{
  message_intake_stop (intake);
  intake->callbacks.failed (error, intake->data);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  MessageIntake *intake = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  intake->octets -= intake->committing;
  intake->committing = 0;
  if (changes)
    intake->callbacks.committed (changes, intake->data);
  else if (!intake->stopped)
    intake_fail (intake, error);
  if (intake->octets <= RESUME_AT && !intake->stopped)
    set_paused (intake, FALSE);
  /* Not before: the callbacks must not think that all is done and let go of the intake. */
  intake->running = FALSE;
  commit_ready (intake);
  if (message_intake_is_drained (intake))
    intake->callbacks.drained (intake->data);
}

gboolean
message_intake_is_drained (MessageIntake *intake)
{
  return !intake->running && g_queue_is_empty (&intake->items);
}

void
message_intake_literal (MessageIntake *intake, const ImapEvent *event)
{
  if (event->first || !intake->body)
    {
      g_clear_pointer (&intake->body, g_byte_array_unref);
      intake->body = g_byte_array_sized_new ((guint) event->literal_size);
    }
  g_byte_array_append (intake->body, event->data, (guint) event->length);
}

static void
warn_of_truncation (IntakeItem *item)
{
  g_autoptr (Summary) summary = NULL;

  if (summary_variant_warns (item->summary, "truncated"))
    return;
  summary = summary_from_variant (item->summary);
  g_ptr_array_add (summary->warnings, g_strdup ("truncated"));
  g_variant_unref (item->summary);
  item->summary = g_variant_ref_sink (summary_to_variant (summary));
}

static void
on_summarized (GObject *source, GAsyncResult *result, gpointer data)
{
  IntakeItem *item = data;
  MessageIntake *intake = item->intake;
  g_autoptr (GError) error = NULL;

  item->summary = parser_summarize_finish (POSTHORN_PARSER (source), result, &error);
  if (!intake)
    {
      item_free (item);
      return;
    }
  if (!item->summary)
    {
      g_queue_remove (&intake->items, item);
      item_free (item);
      intake_fail (intake, error);
      return;
    }
  if (item->partial)
    warn_of_truncation (item);
  if (summary_variant_warns (item->summary, "unparsable"))
    intake->callbacks.unparsable (item->folder, item->uid, intake->data);
  commit_ready (intake);
}

static GBytes *
take_body (MessageIntake *intake)
{
  GByteArray *body = g_steal_pointer (&intake->body);
  return body ? g_byte_array_free_to_bytes (body) : g_bytes_new (NULL, 0);
}

void
message_intake_message (MessageIntake *intake, gint64 folder, const ImapFetch *fetch, gsize limit,
                        gboolean arrived)
{
  IntakeItem *item;

  if (intake->stopped)
    return;
  item = g_new0 (IntakeItem, 1);
  item->intake = intake;
  item->folder = folder;
  item->uid = fetch->uid;
  item->flags = g_strdup (fetch->flags ? fetch->flags : "");
  item->received = fetch->internal_date;
  item->raw = take_body (intake);
  item->size = g_bytes_get_size (item->raw);
  item->partial = item->size >= limit;
  if (item->partial && fetch->size > 0)
    item->size = (guint64) fetch->size;
  item->arrived = arrived;
  g_queue_push_tail (&intake->items, item);
  intake->octets += g_bytes_get_size (item->raw);
  parser_summarize_async (intake->parser, item->raw, intake->cancellable, on_summarized, item);
  if (intake->octets >= PAUSE_AT)
    set_paused (intake, TRUE);
}

void
message_intake_cursor (MessageIntake *intake, gint64 folder, const FolderCursor *cursor)
{
  IntakeItem *item;

  if (intake->stopped)
    return;
  item = g_new0 (IntakeItem, 1);
  item->folder = folder;
  item->cursor = *cursor;
  g_queue_push_tail (&intake->items, item);
  commit_ready (intake);
}
