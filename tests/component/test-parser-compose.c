/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages composed and replies made in the confined process, with what can go wrong between the
 * two. This program is also the process: with --parser the real one, with --frail one that obeys
 * the subject of a draft.
 */
#include "error.h"
#include "measured-streams.h"
#include "parser-process.h"
#include "parser-wire.h"
#include "parser.h"
#include "sanitizer.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LARGE       (25 * 1024 * 1024)
#define GROWTH_MOST (8 * 1024)

static const char *program;

typedef struct
{
  MimeDraft *draft;
  GPtrArray *contents;
  GOutputStream *output;
  GCancellable *cancellable;
  GError *error;
  gboolean is_done;
} Composing;

static Parser *
new_parser (const char *mode)
{
  const char *argv[] = { program, mode, NULL };

  return parser_new (argv, 2);
}

static Composing *
composing_new (const char *subject)
{
  Composing *composing = g_new0 (Composing, 1);

  composing->draft = mime_draft_new ();
  g_free (composing->draft->from);
  g_free (composing->draft->subject);
  g_free (composing->draft->message_id);
  composing->draft->from = g_strdup ("a@example.org");
  composing->draft->subject = g_strdup (subject);
  composing->draft->message_id = g_strdup ("1@example.org");
  composing->contents = g_ptr_array_new_with_free_func (g_object_unref);
  composing->output = g_memory_output_stream_new_resizable ();
  composing->cancellable = g_cancellable_new ();
  return composing;
}

static void
composing_free (Composing *composing)
{
  mime_draft_free (composing->draft);
  g_ptr_array_unref (composing->contents);
  g_object_unref (composing->output);
  g_object_unref (composing->cancellable);
  g_clear_error (&composing->error);
  g_free (composing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Composing, composing_free)

/* CONTENT is taken. */
static void
attach (Composing *composing, const char *name, GInputStream *content)
{
  mime_draft_add_part (composing->draft, name, "", "", FALSE);
  g_ptr_array_add (composing->contents, content);
}

static void
on_composed (GObject *source, GAsyncResult *result, gpointer data)
{
  Composing *composing = data;
  gboolean is_fine = parser_compose_finish ((Parser *) source, result, &composing->error);

  g_assert_cmpint (is_fine, ==, composing->error == NULL);
  composing->is_done = TRUE;
}

static void
start (Parser *parser, Composing *composing)
{
  parser_compose_async (parser, composing->draft, composing->contents, composing->output,
                        composing->cancellable, on_composed, composing);
}

static void
wait_for (const gboolean *is_done)
{
  while (!*is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
run (Parser *parser, Composing *composing)
{
  start (parser, composing);
  wait_for (&composing->is_done);
}

static GBytes *
message_of (Composing *composing)
{
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (composing->output);

  g_output_stream_close (composing->output, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (memory);
}

static GInputStream *
stream_of (const char *text)
{
  return g_memory_input_stream_new_from_data (text, (gssize) strlen (text), NULL);
}

/* A pipe into which nobody writes. */
static GInputStream *
silent_stream (int *writing_end)
{
  int ends[2];

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  *writing_end = ends[1];
  return g_unix_input_stream_new (ends[0], TRUE);
}

static void
assert_part (GBytes *message, const char *name, const char *expected)
{
  g_autoptr (MimePart) part = mime_part (message, name, NULL);

  g_assert_cmpmem (g_bytes_get_data (part->content, NULL), g_bytes_get_size (part->content),
                   expected, strlen (expected));
}

static void
test_composed (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser");
  g_autoptr (Composing) composing = composing_new ("Two files");
  g_autoptr (GBytes) message = NULL;
  g_autoptr (Summary) summary = NULL;

  attach (composing, "a", stream_of ("first"));
  attach (composing, "b", stream_of (""));
  run (parser, composing);
  g_assert_no_error (composing->error);
  message = message_of (composing);
  summary = mime_summarize (message);
  g_assert_cmpstr (summary->subject, ==, "Two files");
  assert_part (message, "2", "first");
  assert_part (message, "3", "");
}

static void
test_refused (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser");
  g_autoptr (Composing) composing = composing_new ("a\nBcc: b@c.d");

  run (parser, composing);
  g_assert_error (composing->error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
  g_assert_true (g_str_has_prefix (composing->error->message, "subject: "));
}

/* The daemon's side and the process: neither holds more than some pieces of it. */
static void
test_large (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser");
  g_autoptr (Composing) composing = composing_new ("Large");
  Sink *sink = sink_new ();
  guint64 before = process_memory ("self");
  gint64 started = g_get_monotonic_time ();
  guint64 own;
  guint64 process;

  attach (composing, "zeros", zeros_new (LARGE));
  g_set_object (&composing->output, G_OUTPUT_STREAM (sink));
  g_object_unref (sink);
  run (parser, composing);
  g_assert_no_error (composing->error);
  g_assert_cmpuint (sink->written, >, (gsize) LARGE / 3 * 4);
  own = sink->own_most > before ? sink->own_most - before : 0;
  process = sink->process_most - sink->process_first;
  g_test_message ("25 MB in %d ms: grew by %d KiB here, %d KiB there (%d in all)",
                  (int) ((g_get_monotonic_time () - started) / 1000), (int) own, (int) process,
                  (int) sink->process_most);
  if (IS_SANITIZED)
    return;
  g_assert_cmpuint (sink->process_first, >, 0);
  g_assert_cmpuint (own, <, GROWTH_MOST);
  g_assert_cmpuint (process, <, GROWTH_MOST);
}

static void
test_source_fails (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser");
  g_autoptr (Composing) composing = composing_new ("x");
  GInputStream *closed = stream_of ("x");

  g_input_stream_close (closed, NULL, NULL);
  attach (composing, "report.pdf", closed);
  run (parser, composing);
  g_assert_error (composing->error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_true (g_str_has_prefix (composing->error->message, "attach: «report.pdf» cannot"));
}

static void
test_sink_fails (void)
{
  static char small[10];
  g_autoptr (Parser) parser = new_parser ("--parser");
  g_autoptr (Composing) composing = composing_new ("x");

  g_object_unref (composing->output);
  composing->output = g_memory_output_stream_new (small, sizeof small, NULL, NULL);
  run (parser, composing);
  g_assert_error (composing->error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_source_stalls (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser");
  g_autoptr (Composing) composing = composing_new ("x");
  int writing_end;

  g_object_set (parser, "stall", 1, NULL);
  attach (composing, "slow.pdf", silent_stream (&writing_end));
  run (parser, composing);
  g_assert_error (composing->error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (composing->error->message, "«slow.pdf»"));
  close (writing_end);
}

static void
on_summary (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GVariant) value = parser_summarize_finish ((Parser *) source, result, NULL);
  g_autoptr (Summary) summary = summary_from_variant (value);

  g_assert_cmpstr (summary->subject, ==, "y");
  *(gboolean *) data = TRUE;
}

static guint
words_of (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return g_strv_length (words);
}

/* Sources that give nothing keep no parsing waiting; a third message waits for them, and any of
 * the three can be cancelled. */
static void
test_silent_sources (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser");
  g_autoptr (GBytes) raw = g_bytes_new_static ("Subject: y\n\nx\n", 14);
  Composing *composing[3];
  int writing_ends[3];
  gboolean is_parsed = FALSE;
  g_autofree char *processes = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (composing); i++)
    {
      composing[i] = composing_new ("x");
      attach (composing[i], "a", silent_stream (&writing_ends[i]));
      start (parser, composing[i]);
    }
  parser_summarize_async (parser, raw, NULL, on_summary, &is_parsed);
  wait_for (&is_parsed);
  processes = process_children ();
  g_assert_cmpuint (words_of (processes), ==, 2 + 1);
  g_cancellable_cancel (composing[2]->cancellable);
  wait_for (&composing[2]->is_done);
  g_assert_false (composing[0]->is_done || composing[1]->is_done);
  for (guint i = 0; i < G_N_ELEMENTS (composing); i++)
    {
      g_cancellable_cancel (composing[i]->cancellable);
      wait_for (&composing[i]->is_done);
      g_assert_error (composing[i]->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      close (writing_ends[i]);
      composing_free (composing[i]);
    }
}

static gboolean
on_readable (int descriptor, GIOCondition condition, gpointer data)
{
  gsize *taken = data;
  char octets[4096];
  ssize_t count = read (descriptor, octets, sizeof octets);

  g_assert_cmpint (count, >, 0);
  *taken += (gsize) count;
  return G_SOURCE_CONTINUE;
}

/* Whoever takes the message slowly, or for a time not at all, makes everybody else wait and
 * nothing grow: both pipes are full then. */
static void
test_slow_sink (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser");
  g_autoptr (Composing) composing = composing_new ("x");
  g_autoptr (GBytes) raw = g_bytes_new_static ("Subject: y\n\nx\n", 14);
  gboolean is_parsed = FALSE;
  gsize taken = 0;
  int ends[2];
  guint source;

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  g_set_object (&composing->output, NULL);
  composing->output = g_unix_output_stream_new (ends[1], TRUE);
  g_object_set (parser, "patience", 1, "stall", 1, NULL);
  attach (composing, "zeros", zeros_new (LARGE / 25));
  start (parser, composing);
  parser_summarize_async (parser, raw, NULL, on_summary, &is_parsed);
  wait_for (&is_parsed);
  g_assert_false (composing->is_done);
  source = g_unix_fd_add (ends[0], G_IO_IN, on_readable, &taken);
  wait_for (&composing->is_done);
  g_assert_no_error (composing->error);
  g_assert_cmpuint (taken, >, LARGE / 25);
  g_source_remove (source);
  close (ends[0]);
}

/* More than may run at once all come to their end, in whatever order. */
static void
test_many (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser");
  Composing *composing[10];

  for (guint i = 0; i < G_N_ELEMENTS (composing); i++)
    {
      composing[i] = composing_new ("x");
      attach (composing[i], "a", stream_of ("content"));
      start (parser, composing[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (composing); i++)
    {
      wait_for (&composing[i]->is_done);
      g_assert_no_error (composing[i]->error);
      composing_free (composing[i]);
    }
}

/* However the process fails, it is one clear error, and the next message does not feel it. */
static void
test_frail (gconstpointer subject)
{
  g_autoptr (Parser) parser = new_parser ("--frail");
  g_autoptr (Composing) composing = composing_new (subject);
  g_autoptr (Composing) next = composing_new ("good");

  g_object_set (parser, "patience", 1, NULL);
  attach (composing, "a", zeros_new (1024 * 1024));
  run (parser, composing);
  g_assert_error (composing->error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
  g_assert_true (g_str_has_prefix (composing->error->message, "The message could not be composed"));
  run (parser, next);
  g_assert_no_error (next->error);
}

static void
test_no_start (void)
{
  static const char *const programs[] = { "/nonexistent/parser", "/bin/true", "/bin/cat" };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      const char *argv[] = { programs[i], NULL };
      g_autoptr (Parser) parser = parser_new (argv, 1);
      g_autoptr (Composing) composing = composing_new ("x");

      run (parser, composing);
      g_assert_error (composing->error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
      g_assert_nonnull (strstr (composing->error->message, programs[i]));
    }
}

typedef struct
{
  MimeReply *reply;
  gboolean is_done;
} Replying;

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  Replying *replying = data;

  replying->reply = parser_reply_finish ((Parser *) source, result, NULL);
  replying->is_done = TRUE;
}

static void
test_reply (void)
{
  static const char text[] = "From: b@x.y\nTo: me@x.y\nSubject: s\nMessage-ID: <1@x>\n\nHi\n";
  static const char *const own[] = { "me@x.y", NULL };
  MimeReplyOptions options = { MIME_REPLY_ALL, own, 0 };
  g_autoptr (Parser) parser = new_parser ("--parser");
  g_autoptr (GBytes) raw = g_bytes_new_static (text, strlen (text));
  Replying replying = { NULL, FALSE };

  parser_reply_async (parser, raw, &options, NULL, on_reply, &replying);
  wait_for (&replying.is_done);
  g_assert_cmpstr (replying.reply->identity, ==, "me@x.y");
  g_assert_cmpstr (replying.reply->subject, ==, "Re: s");
  g_assert_cmpstr (replying.reply->in_reply_to, ==, "1@x");
  g_assert_cmpuint (replying.reply->to->len, ==, 1);
  g_assert_cmpstr (replying.reply->quotation_text, ==, "b@x.y wrote:\n> Hi\n");
  mime_reply_free (replying.reply);
}

/* From here on: the process. */

static gboolean
read_all (void *octets, gsize length)
{
  for (gsize done = 0; done < length;)
    {
      ssize_t count = read (STDIN_FILENO, (char *) octets + done, length - done);

      if (count <= 0)
        return FALSE;
      done += (gsize) count;
    }
  return TRUE;
}

static void
send_frame (ParserKind kind, const void *octets, gsize length, gsize claimed)
{
  ParserHead head = { kind, 0, 0, claimed };

  if (write (STDOUT_FILENO, &head, sizeof head) < 0
      || (length > 0 && write (STDOUT_FILENO, octets, length) < 0))
    _exit (1);
}

static void
obey (const char *subject)
{
  ParserWant beyond = { 7, 10 };
  ParserWant too_much = { 0, G_MAXUINT32 };

  send_frame (PARSER_OUTPUT, "some", 4, 4);
  if (strcmp (subject, "die") == 0)
    raise (SIGKILL);
  if (strcmp (subject, "hang") == 0)
    pause ();
  if (strcmp (subject, "endless") == 0)
    send_frame (PARSER_OUTPUT, NULL, 0, G_MAXUINT64 / 2);
  if (strcmp (subject, "want-beyond") == 0)
    send_frame (PARSER_WANT, &beyond, sizeof beyond, sizeof beyond);
  if (strcmp (subject, "want-too-much") == 0)
    send_frame (PARSER_WANT, &too_much, sizeof too_much, sizeof too_much);
  if (strcmp (subject, "rubbish") == 0)
    send_frame (PARSER_FAILURE, "rubbish", 7, 7);
  if (strcmp (subject, "unknown") == 0)
    send_frame (99, NULL, 0, 0);
  if (strcmp (subject, "good") == 0)
    send_frame (PARSER_ANSWER, NULL, 0, 0);
}

static int
frail (void)
{
  ParserHead head;
  g_autofree char *octets = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (MimeDraft) draft = NULL;

  send_frame (PARSER_READY, NULL, 0, 0);
  if (!read_all (&head, sizeof head))
    return 1;
  octets = g_malloc (head.length);
  if (!read_all (octets, head.length))
    return 1;
  bytes = g_bytes_new_static (octets, head.length);
  variant = parser_wire_decode (bytes, MIME_DRAFT_TYPE);
  draft = mime_draft_from_variant (variant);
  obey (draft->subject);
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const deeds[]
      = { "die", "hang", "endless", "want-beyond", "want-too-much", "rubbish", "unknown", "end" };

  program = argv[0];
  if (argc == 2 && strcmp (argv[1], "--parser") == 0)
    return parser_process_run ();
  if (argc == 2 && strcmp (argv[1], "--frail") == 0)
    return frail ();
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/parser-compose/composed", test_composed);
  g_test_add_func ("/parser-compose/refused", test_refused);
  g_test_add_func ("/parser-compose/large", test_large);
  g_test_add_func ("/parser-compose/source-fails", test_source_fails);
  g_test_add_func ("/parser-compose/sink-fails", test_sink_fails);
  g_test_add_func ("/parser-compose/source-stalls", test_source_stalls);
  g_test_add_func ("/parser-compose/silent-sources", test_silent_sources);
  g_test_add_func ("/parser-compose/slow-sink", test_slow_sink);
  g_test_add_func ("/parser-compose/many", test_many);
  g_test_add_func ("/parser-compose/no-start", test_no_start);
  g_test_add_func ("/parser-compose/reply", test_reply);
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      g_autofree char *path = g_strconcat ("/parser-compose/frail/", deeds[i], NULL);

      g_test_add_data_func (path, deeds[i], test_frail);
    }
  return g_test_run ();
}
