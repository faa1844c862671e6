/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "given-stream.h"

#include "error.h"
#include "shown-text.h"

#define NAME_SHOWN 80

#define TYPE_GIVEN_STREAM (given_stream_get_type ())
G_DECLARE_FINAL_TYPE (GivenStream, given_stream, POSTHORN, GIVEN_STREAM, GFilterInputStream)

struct _GivenStream
{
  GFilterInputStream parent;
  guint patience;
  char *called;       /* how an error names it */
  GCancellable *stop; /* of the read under way */
  guint timer;
  gboolean is_late;
};

G_DEFINE_FINAL_TYPE (GivenStream, given_stream, G_TYPE_FILTER_INPUT_STREAM)

static gboolean
on_late (gpointer data)
{
  GivenStream *stream = data;

  stream->timer = 0;
  stream->is_late = TRUE;
  g_cancellable_cancel (stream->stop);
  return G_SOURCE_REMOVE;
}

static void
fail (GTask *task, const GivenStream *stream, const GError *cause)
{
  if (stream->is_late)
    g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT,
                             "%s gave nothing for %u seconds; check where it comes from and try "
                             "again",
                             stream->called, stream->patience);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s cannot be read: %s",
                             stream->called, cause->message);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GivenStream *stream = g_task_get_source_object (task);
  g_autoptr (GError) cause = NULL;
  gssize count = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &cause);

  g_clear_handle_id (&stream->timer, g_source_remove);
  g_clear_object (&stream->stop);
  if (count < 0)
    fail (task, stream, cause);
  else
    g_task_return_int (task, count);
}

static void
read_async (GInputStream *base, void *buffer, gsize count, int priority, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer data)
{
  GivenStream *stream = POSTHORN_GIVEN_STREAM (base);
  GTask *task = g_task_new (stream, cancellable, callback, data);

  stream->stop = g_cancellable_new ();
  stream->timer = g_timeout_add_seconds (stream->patience, on_late, stream);
  g_input_stream_read_async (g_filter_input_stream_get_base_stream (&stream->parent), buffer, count,
                             priority, stream->stop, on_read, task);
}

static gssize
read_finish (GInputStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
given_stream_finalize (GObject *object)
{
  g_free (POSTHORN_GIVEN_STREAM (object)->called);
  G_OBJECT_CLASS (given_stream_parent_class)->finalize (object);
}

static void
given_stream_class_init (GivenStreamClass *class)
{
  G_OBJECT_CLASS (class)->finalize = given_stream_finalize;
  G_INPUT_STREAM_CLASS (class)->read_async = read_async;
  G_INPUT_STREAM_CLASS (class)->read_finish = read_finish;
}

static void
given_stream_init (GivenStream *stream)
{
}

GInputStream *
given_stream_new (GInputStream *base, guint patience, const char *key, const char *name)
{
  GivenStream *stream = g_object_new (TYPE_GIVEN_STREAM, "base-stream", base, NULL);
  g_autofree char *shown = name ? shown_text (name, NAME_SHOWN) : NULL;

  stream->patience = patience;
  stream->called
      = shown ? g_strdup_printf ("%s: «%s»", key, shown) : g_strdup_printf ("%s: it", key);
  return G_INPUT_STREAM (stream);
}
