/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft-reading.h"

#include "mailbox.h"
#include "summary.h"

typedef struct
{
  Parser *parser;
  GBytes *raw;
  MimeReply *original;
  MimeDraft *draft;
  GPtrArray *contents;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->parser);
  g_bytes_unref (reading->raw);
  g_clear_pointer (&reading->original, mime_reply_free);
  g_clear_pointer (&reading->draft, mime_draft_free);
  g_clear_pointer (&reading->contents, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
has_address (GPtrArray *addresses, const MailAddress *wanted)
{
  for (guint i = 0; i < addresses->len; i++)
    if (g_ascii_strcasecmp (((MailAddress *) addresses->pdata[i])->address, wanted->address) == 0)
      return TRUE;
  return FALSE;
}

static void
take_addresses (GStrv *field, GPtrArray *addresses, const MimeReply *except)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *text = mailbox_format (addresses->pdata[i]);
      gboolean is_known = except
                          && (has_address (except->to, addresses->pdata[i])
                              || has_address (except->cc, addresses->pdata[i]));
      if (!is_known)
        g_strv_builder_add (builder, text);
    }
  g_strfreev (*field);
  *field = g_strv_builder_end (builder);
}

static void read_parts (GTask *task);

static void
on_part (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  const MimeReplyPart *part = reading->original->parts->pdata[reading->contents->len];
  GError *error = NULL;
  g_autoptr (MimePart) content = parser_part_finish ((Parser *) source, result, &error);

  if (!content)
    {
      g_task_return_error (task, error);
      return;
    }
  mime_draft_add_part (reading->draft, part->name, part->type, part->content_id, part->is_plain);
  g_ptr_array_add (reading->contents, g_memory_input_stream_new_from_bytes (content->content));
  read_parts (task);
}

static void
read_parts (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  GPtrArray *parts = reading->original->parts;
  guint next = reading->contents->len;

  if (next < parts->len)
    parser_part_async (reading->parser, reading->raw, ((MimeReplyPart *) parts->pdata[next])->part,
                       NULL, on_part, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

/* The parser tells of Bcc only among all recipients. */
static void
on_envelope (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MimeEnvelope) envelope = parser_envelope_finish ((Parser *) source, result, &error);

  if (!envelope)
    {
      g_task_return_error (task, error);
      return;
    }
  if (envelope->senders->len > 0)
    summary_take (&reading->draft->from, mailbox_format (envelope->senders->pdata[0]));
  take_addresses (&reading->draft->bcc, envelope->recipients, reading->original);
  read_parts (task);
}

static void
take_original (Reading *reading)
{
  MimeDraft *draft = reading->draft;
  const MimeReply *original = reading->original;

  take_addresses (&draft->to, original->to, NULL);
  take_addresses (&draft->cc, original->cc, NULL);
  summary_take (&draft->subject, g_strdup (original->subject));
  summary_take (&draft->text, g_strdup (original->quotation_text));
  summary_take (&draft->html, g_strdup (original->quotation_html));
  summary_take (&draft->in_reply_to, g_strdup (original->in_reply_to));
  summary_take (&draft->references, g_strdup (original->references));
}

static void
on_original (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;

  reading->original = parser_reply_finish ((Parser *) source, result, &error);
  if (!reading->original)
    {
      g_task_return_error (task, error);
      return;
    }
  take_original (reading);
  parser_envelope_async (reading->parser, reading->raw, NULL, on_envelope, g_object_ref (task));
}

void
draft_reading_async (Parser *parser, GBytes *raw, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Reading *reading = g_new0 (Reading, 1);
  MimeReplyOptions options = { .kind = MIME_EDIT };

  reading->parser = g_object_ref (parser);
  reading->raw = g_bytes_ref (raw);
  reading->draft = mime_draft_new ();
  reading->contents = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, reading, reading_free);
  parser_reply_async (parser, raw, &options, NULL, on_original, g_object_ref (task));
}

MimeDraft *
draft_reading_finish (GAsyncResult *result, GPtrArray **contents, GError **error)
{
  Reading *reading = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *contents = g_steal_pointer (&reading->contents);
  return g_steal_pointer (&reading->draft);
}
