/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-pour.h"

#include "smtp-data.h"

#define PIECE (64 * 1024)

typedef struct
{
  GInputStream *rest;
  GOutputStream *output;
  SmtpData *data;
  GByteArray *lines; /* to be written */
  gboolean at_end;
} Pouring;

static void
pouring_free (gpointer data)
{
  Pouring *pouring = data;

  g_object_unref (pouring->rest);
  g_object_unref (pouring->output);
  smtp_data_free (pouring->data);
  g_byte_array_unref (pouring->lines);
  g_free (pouring);
}

static void on_read (GObject *source, GAsyncResult *result, gpointer data);

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Pouring *pouring = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_task_return_error (task, error);
  else if (pouring->at_end)
    g_task_return_boolean (task, TRUE);
  else
    g_input_stream_read_bytes_async (pouring->rest, PIECE, G_PRIORITY_DEFAULT, NULL, on_read,
                                     g_object_ref (task));
}

static void
take (GTask *task, GBytes *piece)
{
  Pouring *pouring = g_task_get_task_data (task);
  gsize length = 0;
  const guint8 *octets = g_bytes_get_data (piece, &length);

  g_byte_array_set_size (pouring->lines, 0);
  smtp_data_feed (pouring->data, octets, length, pouring->lines);
  pouring->at_end = length == 0;
  if (pouring->at_end)
    smtp_data_end (pouring->data, pouring->lines);
  g_output_stream_write_all_async (pouring->output, pouring->lines->data, pouring->lines->len,
                                   G_PRIORITY_DEFAULT, NULL, on_written, g_object_ref (task));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GBytes) piece
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (piece)
    take (task, piece);
  else
    g_task_return_error (task, error);
}

void
outbox_pour_async (GBytes *head, GInputStream *rest, GOutputStream *output,
                   GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Pouring *pouring = g_new0 (Pouring, 1);

  pouring->rest = g_object_ref (rest);
  pouring->output = g_object_ref (output);
  pouring->data = smtp_data_new (SMTP_DATA_WITH_BCC);
  pouring->lines = g_byte_array_new ();
  g_task_set_task_data (task, pouring, pouring_free);
  take (task, head);
}

gboolean
outbox_pour_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
