/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser-composition.h"

#include "error.h"
#include "parser-wire.h"
#include "shown-text.h"

#include <string.h>

#define NAME_SHOWN 80

struct _ParserComposition
{
  const ParserComposing *composing;
  GTask *task;
  GBytes *request; /* the draft in its frame */
  GPtrArray *names;
  GPtrArray *contents;
  GOutputStream *output;
  GSource *cancelled;
  GSubprocess *process; /* NULL before it runs */
  GInputStream *from;
  GOutputStream *to;
  GCancellable *stop;  /* ends what is waited for */
  GError *stopped_by;  /* why, unless the task was cancelled */
  const char *waiting; /* the name of the source that is waited for, or NULL */
  gint64 deadline;     /* of what is waited for, monotonic; 0 = none */
  guint tick_source;
  ParserHead head;
  guint8 frame[sizeof (ParserHead) + PARSER_CHUNK];
};

static void listen (ParserComposition *composition);

static void
end (ParserComposition *composition, GError *error)
{
  if (composition->cancelled)
    g_source_destroy (composition->cancelled);
  if (composition->process)
    g_subprocess_force_exit (composition->process);
  if (error)
    g_task_return_error (composition->task, error);
  else
    g_task_return_boolean (composition->task, TRUE);
  composition->composing->ended (composition->composing->owner, composition);
}

/* ERROR, which is taken, came of what was waited for, or of being told to stop. */
static void
fail (ParserComposition *composition, GError *error)
{
  g_autoptr (GError) caught = error;

  if (composition->stopped_by)
    end (composition, g_error_copy (composition->stopped_by));
  else
    end (composition, g_steal_pointer (&caught));
}

static void
fail_process (ParserComposition *composition)
{
  fail (composition,
        g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
                     "The message could not be composed: the process \"%s\" ended or is not in "
                     "order; try again, and install Posthorn again if that does not help",
                     composition->composing->argv[0]));
}

/* An error of the pipes means no more than that the process has ended, but for being stopped. */
static void
fail_pipe (ParserComposition *composition, GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      fail (composition, error);
      return;
    }
  g_clear_error (&error);
  fail_process (composition);
}

static void
set_deadline (ParserComposition *composition, guint seconds)
{
  composition->deadline = seconds ? g_get_monotonic_time () + seconds * (gint64) G_USEC_PER_SEC : 0;
}

static GError *
late (const ParserComposition *composition)
{
  g_autofree char *name = NULL;

  if (!composition->waiting)
    return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
                        "The message could not be composed: the process \"%s\" does nothing; try "
                        "again",
                        composition->composing->argv[0]);
  name = shown_text (composition->waiting, NAME_SHOWN);
  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT,
                      "attach: «%s» gave nothing for %u seconds; check where it comes from and "
                      "send again",
                      name, composition->composing->stall);
}

static gboolean
on_tick (gpointer data)
{
  ParserComposition *composition = data;

  if (composition->deadline == 0 || g_get_monotonic_time () < composition->deadline)
    return G_SOURCE_CONTINUE;
  composition->deadline = 0;
  composition->stopped_by = late (composition);
  g_cancellable_cancel (composition->stop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  ParserComposition *composition = data;
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  if (!composition->process)
    {
      end (composition, error);
      return G_SOURCE_REMOVE;
    }
  if (!composition->stopped_by)
    composition->stopped_by = g_steal_pointer (&error);
  g_clear_error (&error);
  g_cancellable_cancel (composition->stop);
  return G_SOURCE_REMOVE;
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  ParserComposition *composition = data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (composition->to, result, NULL, &error))
    listen (composition);
  else
    fail_pipe (composition, error);
}

static void
tell (ParserComposition *composition, const void *octets, gsize length)
{
  set_deadline (composition, composition->composing->patience);
  g_output_stream_write_all_async (composition->to, octets, length, G_PRIORITY_DEFAULT,
                                   composition->stop, on_told, composition);
}

static void
on_content (GObject *source, GAsyncResult *result, gpointer data)
{
  ParserComposition *composition = data;
  GError *error = NULL;
  gssize count = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);
  ParserHead head = { PARSER_CONTENT, composition->head.id, 0, (guint64) MAX (count, 0) };
  const char *waiting = g_steal_pointer (&composition->waiting);

  if (count < 0)
    {
      g_autofree char *name = shown_text (waiting, NAME_SHOWN);

      g_prefix_error (&error, "attach: «%s» cannot be read: ", name);
      fail (composition, error);
      return;
    }
  memcpy (composition->frame, &head, sizeof head);
  tell (composition, composition->frame, sizeof head + head.length);
}

static void
give_content (ParserComposition *composition)
{
  ParserWant want;
  GInputStream *content;

  memcpy (&want, composition->frame, sizeof want);
  if (composition->head.length != sizeof want || want.part >= composition->contents->len
      || want.size == 0 || want.size > PARSER_CHUNK)
    {
      fail_process (composition);
      return;
    }
  content = g_ptr_array_index (composition->contents, want.part);
  composition->waiting = g_ptr_array_index (composition->names, want.part);
  set_deadline (composition, composition->composing->stall);
  g_input_stream_read_async (content, composition->frame + sizeof (ParserHead), want.size,
                             G_PRIORITY_DEFAULT, composition->stop, on_content, composition);
}

static void
on_output (GObject *source, GAsyncResult *result, gpointer data)
{
  ParserComposition *composition = data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (composition->output, result, NULL, &error))
    listen (composition);
  else
    fail (composition, error);
}

static void
take_failure (ParserComposition *composition)
{
  g_autoptr (GBytes) payload = g_bytes_new (composition->frame, composition->head.length);
  GError *error = parser_wire_decode_failure (payload);

  if (error)
    fail (composition, error);
  else
    fail_process (composition);
}

static void
hear (ParserComposition *composition)
{
  switch (composition->head.kind)
    {
    case PARSER_READY:
      listen (composition);
      return;
    case PARSER_WANT:
      give_content (composition);
      return;
    case PARSER_OUTPUT:
      set_deadline (composition, 0);
      g_output_stream_write_all_async (composition->output, composition->frame,
                                       composition->head.length, G_PRIORITY_DEFAULT,
                                       composition->stop, on_output, composition);
      return;
    case PARSER_ANSWER:
      end (composition, NULL);
      return;
    case PARSER_FAILURE:
      take_failure (composition);
      return;
    default:
      fail_process (composition);
    }
}

static void
on_payload (GObject *source, GAsyncResult *result, gpointer data)
{
  ParserComposition *composition = data;
  GError *error = NULL;
  gsize count;

  if (!g_input_stream_read_all_finish (composition->from, result, &count, &error))
    fail_pipe (composition, error);
  else if (count < composition->head.length)
    fail_process (composition);
  else
    hear (composition);
}

static void
on_head (GObject *source, GAsyncResult *result, gpointer data)
{
  ParserComposition *composition = data;
  const ParserHead *head = &composition->head;
  GError *error = NULL;
  gsize count;

  if (!g_input_stream_read_all_finish (composition->from, result, &count, &error))
    {
      fail_pipe (composition, error);
      return;
    }
  if (count < sizeof *head || head->argument_length != 0 || head->length > PARSER_CHUNK)
    {
      fail_process (composition);
      return;
    }
  g_input_stream_read_all_async (composition->from, composition->frame, head->length,
                                 G_PRIORITY_DEFAULT, composition->stop, on_payload, composition);
}

static void
listen (ParserComposition *composition)
{
  set_deadline (composition, composition->composing->patience);
  g_input_stream_read_all_async (composition->from, &composition->head, sizeof composition->head,
                                 G_PRIORITY_DEFAULT, composition->stop, on_head, composition);
}

static GBytes *
request_of (const MimeDraft *draft)
{
  g_autoptr (GBytes) octets = parser_wire_encode (mime_draft_to_variant (draft));
  gsize length = g_bytes_get_size (octets);
  ParserHead head = { PARSER_COMPOSE, 0, 0, length };
  GByteArray *request = g_byte_array_sized_new ((guint) (sizeof head + length));

  g_byte_array_append (request, (const guint8 *) &head, sizeof head);
  g_byte_array_append (request, g_bytes_get_data (octets, NULL), (guint) length);
  return g_byte_array_free_to_bytes (request);
}

static GPtrArray *
names_of (const MimeDraft *draft)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < draft->parts->len; i++)
    {
      const MimeDraftPart *part = g_ptr_array_index (draft->parts, i);

      g_ptr_array_add (names, g_strdup (part->name));
    }
  return names;
}

ParserComposition *
parser_composition_new (GTask *task, const MimeDraft *draft, GPtrArray *contents,
                        GOutputStream *output, const ParserComposing *composing)
{
  ParserComposition *composition = g_new0 (ParserComposition, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_assert (contents->len == draft->parts->len);
  composition->composing = composing;
  composition->task = g_object_ref (task);
  composition->request = request_of (draft);
  composition->names = names_of (draft);
  composition->contents = g_ptr_array_ref (contents);
  composition->output = g_object_ref (output);
  composition->stop = g_cancellable_new ();
  if (!cancellable)
    return composition;
  composition->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (composition->cancelled, G_SOURCE_FUNC (on_cancelled), composition, NULL);
  g_source_attach (composition->cancelled, g_main_context_get_thread_default ());
  return composition;
}

void
parser_composition_free (ParserComposition *composition)
{
  if (composition->tick_source)
    g_source_remove (composition->tick_source);
  if (composition->cancelled)
    {
      g_source_destroy (composition->cancelled);
      g_source_unref (composition->cancelled);
    }
  g_clear_object (&composition->process);
  g_clear_object (&composition->output);
  g_clear_object (&composition->stop);
  g_clear_error (&composition->stopped_by);
  g_bytes_unref (composition->request);
  g_ptr_array_unref (composition->names);
  g_ptr_array_unref (composition->contents);
  g_object_unref (composition->task);
  g_free (composition);
}

void
parser_composition_run (ParserComposition *composition)
{
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE;
  const char *const *argv = composition->composing->argv;
  GError *error = NULL;
  gsize length;
  const void *octets = g_bytes_get_data (composition->request, &length);

  composition->process = g_subprocess_newv (argv, flags, &error);
  if (!composition->process)
    {
      fail (composition,
            g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
                         "The mail composer \"%s\" does not start (%s); install Posthorn again",
                         argv[0], error->message));
      g_error_free (error);
      return;
    }
  composition->from = g_subprocess_get_stdout_pipe (composition->process);
  composition->to = g_subprocess_get_stdin_pipe (composition->process);
  composition->tick_source = g_timeout_add_seconds (1, on_tick, composition);
  tell (composition, octets, length);
}
