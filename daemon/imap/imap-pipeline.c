/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-pipeline.h"

#include "buffer.h"
#include "imap-command-pieces.h"

typedef struct
{
  guint serial;
  ImapCommand *command;
  guint next; /* the piece to write next */
  gboolean begun;
  gboolean waiting; /* for "+" */
  gboolean written;
  gboolean cancelled; /* by "*" */
  gboolean idling;    /* "+" has come, and DONE was not written */
  gboolean ending;    /* DONE is wanted */
} Entry;

struct _ImapPipeline
{
  GQueue entries; /* Entry, in the order of sending */
  Buffer output;
  gsize owed;      /* octets of a large literal that nobody has given yet */
  GBytes *given;   /* some of them that have not been taken; NULL: none */
  gboolean is_cut; /* its command is over: it was refused in the middle */
  guint last_serial;
  gboolean literal_plus;
};

ImapPipeline *
imap_pipeline_new (void)
{
  ImapPipeline *pipeline = g_new0 (ImapPipeline, 1);

  g_queue_init (&pipeline->entries);
  return pipeline;
}

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  imap_command_free (entry->command);
  g_free (entry);
}

void
imap_pipeline_free (ImapPipeline *pipeline)
{
  if (pipeline == NULL)
    return;
  g_queue_clear_full (&pipeline->entries, free_entry);
  buffer_clear (&pipeline->output);
  g_clear_pointer (&pipeline->given, g_bytes_unref);
  g_free (pipeline);
}

void
imap_pipeline_set_literal_plus (ImapPipeline *pipeline, gboolean on)
{
  pipeline->literal_plus = on;
}

static void
format_tag (char tag[16], guint serial)
{
  g_snprintf (tag, 16, "A%u", serial);
}

static void
begin (ImapPipeline *pipeline, Entry *entry)
{
  char tag[16];

  if (entry->begun)
    return;
  format_tag (tag, entry->serial);
  buffer_append_text (&pipeline->output, tag);
  buffer_append_text (&pipeline->output, " ");
  entry->begun = TRUE;
}

/* What goes before the octets of PIECE; TRUE when these must wait for "+". */
static gboolean
announce (ImapPipeline *pipeline, const ImapPiece *piece)
{
  gboolean is_large = piece->kind == IMAP_PIECE_STREAMED;
  gboolean waits = is_large || !pipeline->literal_plus;
  gsize length = is_large ? piece->size : piece->octets.length;
  char size[32];

  if (piece->kind == IMAP_PIECE_TEXT)
    return FALSE;
  if (piece->kind != IMAP_PIECE_LITERAL && !is_large)
    {
      buffer_append_text (&pipeline->output, "\r\n");
      return TRUE;
    }
  g_snprintf (size, sizeof size, "{%" G_GSIZE_FORMAT "%s}\r\n", length, waits ? "" : "+");
  buffer_append_text (&pipeline->output, size);
  return waits;
}

static void
write_piece (ImapPipeline *pipeline, Entry *entry)
{
  const ImapPiece *piece = imap_command_piece (entry->command, entry->next);

  if (piece->kind == IMAP_PIECE_STREAMED)
    pipeline->owed = piece->size;
  else
    buffer_append (&pipeline->output, piece->octets.data, piece->octets.length);
  entry->next++;
}

/* TRUE when the whole of ENTRY is written. */
static gboolean
write_entry (ImapPipeline *pipeline, Entry *entry)
{
  if (entry->idling)
    return FALSE;
  begin (pipeline, entry);
  while (!entry->waiting && entry->next < imap_command_n_pieces (entry->command))
    {
      entry->waiting = announce (pipeline, imap_command_piece (entry->command, entry->next));
      if (!entry->waiting)
        write_piece (pipeline, entry);
    }
  if (!entry->waiting)
    buffer_append_text (&pipeline->output, "\r\n");
  entry->written = !entry->waiting;
  return entry->written;
}

static gboolean
is_in_literal (const ImapPipeline *pipeline)
{
  return pipeline->owed > 0 || pipeline->given;
}

/* Nothing can be said in the middle of a literal. */
static void
write_entries (ImapPipeline *pipeline)
{
  for (GList *link = pipeline->entries.head; link != NULL; link = link->next)
    {
      Entry *entry = link->data;

      if (!entry->written && (is_in_literal (pipeline) || !write_entry (pipeline, entry)))
        return;
    }
}

guint
imap_pipeline_send (ImapPipeline *pipeline, ImapCommand *command)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->serial = ++pipeline->last_serial;
  entry->command = command;
  g_queue_push_tail (&pipeline->entries, entry);
  write_entries (pipeline);
  return entry->serial;
}

static Entry *
find_waiting (const ImapPipeline *pipeline)
{
  for (GList *link = pipeline->entries.head; link != NULL; link = link->next)
    {
      Entry *entry = link->data;

      if (entry->waiting)
        return entry;
    }
  return NULL;
}

static gboolean
cancel_authenticate (ImapPipeline *pipeline)
{
  Entry *entry = g_queue_peek_head (&pipeline->entries);

  if (entry == NULL || entry->cancelled
      || g_strcmp0 (imap_command_name (entry->command), "AUTHENTICATE") != 0)
    return FALSE;
  buffer_append_text (&pipeline->output, "*\r\n");
  entry->cancelled = TRUE;
  return TRUE;
}

static void
write_end (ImapPipeline *pipeline, Entry *entry)
{
  entry->idling = FALSE;
  write_piece (pipeline, entry);
  write_entries (pipeline);
}

static void
begin_idling (ImapPipeline *pipeline, Entry *entry)
{
  entry->idling = TRUE;
  if (entry->ending)
    write_end (pipeline, entry);
}

gboolean
imap_pipeline_continue (ImapPipeline *pipeline)
{
  Entry *entry = find_waiting (pipeline);

  if (entry == NULL)
    return cancel_authenticate (pipeline);
  entry->waiting = FALSE;
  if (imap_command_piece (entry->command, entry->next)->kind == IMAP_PIECE_END)
    {
      begin_idling (pipeline, entry);
      return FALSE;
    }
  write_piece (pipeline, entry);
  write_entries (pipeline);
  return TRUE;
}

/* The first IDLE that nobody has ended. */
static Entry *
find_idle (const ImapPipeline *pipeline)
{
  for (GList *link = pipeline->entries.head; link != NULL; link = link->next)
    {
      Entry *entry = link->data;
      guint count = imap_command_n_pieces (entry->command);

      if (!entry->ending && imap_command_piece (entry->command, count - 1)->kind == IMAP_PIECE_END)
        return entry;
    }
  return NULL;
}

gboolean
imap_pipeline_end_idle (ImapPipeline *pipeline)
{
  Entry *entry = find_idle (pipeline);

  if (entry == NULL)
    return FALSE;
  entry->ending = TRUE;
  if (!entry->idling)
    return FALSE;
  write_end (pipeline, entry);
  return TRUE;
}

gboolean
imap_pipeline_is_idling (const ImapPipeline *pipeline)
{
  const Entry *entry = g_queue_peek_head ((GQueue *) &pipeline->entries);

  return entry != NULL && entry->idling;
}

static GList *
find_tag (ImapPipeline *pipeline, const char *tag)
{
  for (GList *link = pipeline->entries.head; link != NULL; link = link->next)
    {
      const Entry *entry = link->data;
      char expected[16];

      format_tag (expected, entry->serial);
      if (g_strcmp0 (tag, expected) == 0)
        return entry->begun ? link : NULL;
    }
  return NULL;
}

guint
imap_pipeline_complete (ImapPipeline *pipeline, const char *tag, ImapStatus status)
{
  GList *link = find_tag (pipeline, tag);
  Entry *entry = link != NULL ? link->data : NULL;
  gboolean in_literal = is_in_literal (pipeline) && entry && entry->begun && !entry->written;
  guint serial;

  if (entry == NULL || ((entry->waiting || in_literal) && status == IMAP_STATUS_OK))
    return 0;
  /* The rest of the literal was announced and is still owed, with the end of its line. */
  pipeline->is_cut |= in_literal;
  serial = entry->serial;
  g_queue_delete_link (&pipeline->entries, link);
  free_entry (entry);
  write_entries (pipeline);
  return serial;
}

gsize
imap_pipeline_wanted (const ImapPipeline *pipeline)
{
  return pipeline->given ? 0 : pipeline->owed;
}

void
imap_pipeline_give (ImapPipeline *pipeline, GBytes *octets)
{
  gsize length = g_bytes_get_size (octets);

  g_return_if_fail (!pipeline->given && length > 0 && length <= pipeline->owed);
  pipeline->given = g_bytes_ref (octets);
  pipeline->owed -= length;
}

static GBytes *
take_given (ImapPipeline *pipeline)
{
  GBytes *given = g_steal_pointer (&pipeline->given);

  if (pipeline->owed > 0)
    return given;
  if (pipeline->is_cut)
    buffer_append_text (&pipeline->output, "\r\n");
  pipeline->is_cut = FALSE;
  write_entries (pipeline);
  return given;
}

GBytes *
imap_pipeline_take_output (ImapPipeline *pipeline)
{
  GBytes *output = buffer_steal (&pipeline->output);

  return output || !pipeline->given ? output : take_given (pipeline);
}

gboolean
imap_pipeline_is_in_literal (const ImapPipeline *pipeline)
{
  return is_in_literal (pipeline);
}

guint
imap_pipeline_n_outstanding (const ImapPipeline *pipeline)
{
  return pipeline->entries.length;
}
