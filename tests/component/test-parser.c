/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client and the process of parser/ against each other. This program is also the process:
 * with --parser the real one, with --frail one that a message can tell to misbehave.
 */
#include "error.h"
#include "parser-process.h"
#include "parser-wire.h"
#include "parser.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define MANY  10000
#define LARGE (48 * 1024 * 1024)

static const char *program;

/* What came of one request. */
typedef struct
{
  Summary *summary;
  char *text;
  MimePart *part;
  GError *error;
  gboolean is_done;
} Outcome;

static void
outcome_free (Outcome *outcome)
{
  g_clear_pointer (&outcome->summary, summary_free);
  g_clear_pointer (&outcome->part, mime_part_free);
  g_clear_error (&outcome->error);
  g_free (outcome->text);
  g_free (outcome);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outcome, outcome_free)

static void
on_summary (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;
  g_autoptr (GVariant) summary
      = parser_summarize_finish ((Parser *) source, result, &outcome->error);

  outcome->summary = summary ? summary_from_variant (summary) : NULL;
  outcome->is_done = TRUE;
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;

  outcome->text = parser_text_finish ((Parser *) source, result, &outcome->error);
  outcome->is_done = TRUE;
}

static void
on_html (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;

  outcome->text = parser_html_finish ((Parser *) source, result, &outcome->error);
  outcome->is_done = TRUE;
}

static void
on_part (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;

  outcome->part = parser_part_finish ((Parser *) source, result, &outcome->error);
  outcome->is_done = TRUE;
}

static void
wait_for (Outcome *outcome)
{
  while (!outcome->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static Parser *
new_parser (const char *mode, guint processes)
{
  const char *argv[] = { program, mode, NULL };

  return parser_new (argv, processes);
}

static GBytes *
message (const char *field, guint number)
{
  char *text = g_strdup_printf ("From: a%u@example.org\nSubject: Number %u\n%s\n\nText %u\n",
                                number, number, field, number);

  return g_bytes_new_take (text, strlen (text));
}

static Outcome *
summarize (Parser *parser, GBytes *raw)
{
  Outcome *outcome = g_new0 (Outcome, 1);

  parser_summarize_async (parser, raw, NULL, on_summary, outcome);
  wait_for (outcome);
  return outcome;
}

static GPtrArray *
ask_for_many (Parser *parser, guint count, const char *evil_field, guint evil)
{
  GPtrArray *outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) outcome_free);

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (GBytes) raw = message (i == evil ? evil_field : "X-Good: yes", i);
      Outcome *outcome = g_new0 (Outcome, 1);

      g_ptr_array_add (outcomes, outcome);
      parser_summarize_async (parser, raw, NULL, on_summary, outcome);
    }
  return outcomes;
}

static void
assert_unparsable (const Outcome *outcome)
{
  g_assert_no_error (outcome->error);
  g_assert_cmpstr (outcome->summary->subject, ==, "");
  g_assert_cmpint (outcome->summary->date, ==, 0);
  g_assert_cmpuint (outcome->summary->warnings->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (outcome->summary->warnings, 0), ==, "unparsable");
}

static void
assert_good (const Outcome *outcome, guint number)
{
  g_autofree char *subject = g_strdup_printf ("Number %u", number);
  g_autofree char *snippet = g_strdup_printf ("Text %u", number);

  g_assert_no_error (outcome->error);
  g_assert_cmpstr (outcome->summary->subject, ==, subject);
  g_assert_cmpstr (outcome->summary->snippet, ==, snippet);
  g_assert_cmpuint (outcome->summary->warnings->len, ==, 0);
}

/* All outcomes are good but the one numbered EVIL. */
static void
assert_all_but (GPtrArray *outcomes, guint evil)
{
  for (guint i = 0; i < outcomes->len; i++)
    {
      Outcome *outcome = g_ptr_array_index (outcomes, i);

      wait_for (outcome);
      if (i == evil)
        assert_unparsable (outcome);
      else
        assert_good (outcome, i);
    }
}

static void
test_many (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser", 2);
  g_autoptr (GPtrArray) outcomes = ask_for_many (parser, MANY, "", G_MAXUINT);

  g_assert_cmpuint (parser_backlog (parser), >, MANY * 50);
  assert_all_but (outcomes, G_MAXUINT);
  g_assert_cmpuint (parser_backlog (parser), ==, 0);
}

static void
test_text_and_part (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser", 1);
  g_autoptr (GBytes) raw = message ("X: y", 7);
  g_autoptr (Outcome) text = g_new0 (Outcome, 1);
  g_autoptr (Outcome) part = g_new0 (Outcome, 1);
  g_autoptr (Outcome) missing = g_new0 (Outcome, 1);

  parser_text_async (parser, raw, NULL, on_text, text);
  parser_part_async (parser, raw, "1", NULL, on_part, part);
  parser_part_async (parser, raw, "2", NULL, on_part, missing);
  wait_for (text);
  wait_for (part);
  wait_for (missing);
  g_assert_cmpstr (text->text, ==, "Text 7\n");
  g_assert_no_error (part->error);
  g_assert_cmpstr (part->part->type, ==, "text/plain");
  g_assert_cmpmem (g_bytes_get_data (part->part->content, NULL),
                   g_bytes_get_size (part->part->content), "Text 7\n", 7);
  g_assert_error (missing->error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND);
}

static void
test_html (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser", 1);
  g_autoptr (GBytes) raw = message ("Content-Type: text/html\n\n"
                                    "<img src=https://example.org/x><script>y</script>",
                                    7);
  g_autoptr (Outcome) hidden = g_new0 (Outcome, 1);
  g_autoptr (Outcome) shown = g_new0 (Outcome, 1);

  parser_html_async (parser, raw, FALSE, NULL, on_html, hidden);
  parser_html_async (parser, raw, TRUE, NULL, on_html, shown);
  wait_for (hidden);
  wait_for (shown);
  g_assert_true (
      g_str_has_prefix (hidden->text, "<div data-posthorn-removed-remote=\"1\"><img>\n"));
  g_assert_true (g_str_has_prefix (shown->text, "<div data-posthorn-removed-remote=\"0\">"
                                                "<img src=\"https://example.org/x\">\n"));
}

static void
test_large (void)
{
  g_autoptr (Parser) parser = new_parser ("--parser", 1);
  g_autofree guchar *content = g_malloc0 (LARGE);
  g_autofree char *base64 = g_base64_encode (content, LARGE);
  g_autofree char *text = g_strconcat ("Subject: Large\nContent-Type: image/png\n"
                                       "Content-Transfer-Encoding: base64\n\n",
                                       base64, NULL);
  g_autoptr (GBytes) raw = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) small = message ("X: y", 1);
  g_autoptr (Outcome) part = g_new0 (Outcome, 1);
  g_autoptr (Outcome) whole = summarize (parser, raw);
  g_autoptr (Outcome) after = NULL;
  const Attachment *attachment = g_ptr_array_index (whole->summary->attachments, 0);

  g_assert_cmpuint (attachment->size, ==, LARGE);
  parser_part_async (parser, raw, "1", NULL, on_part, part);
  wait_for (part);
  g_assert_no_error (part->error);
  g_assert_cmpmem (g_bytes_get_data (part->part->content, NULL),
                   g_bytes_get_size (part->part->content), content, LARGE);
  after = summarize (parser, small);
  assert_good (after, 1);
}

static void
test_deadly (gconstpointer field)
{
  for (guint processes = 1; processes <= 2; processes++)
    {
      g_autoptr (Parser) parser = new_parser ("--frail", processes);
      g_autoptr (GPtrArray) outcomes = ask_for_many (parser, 100, field, 40);

      assert_all_but (outcomes, 40);
      g_assert_cmpuint (parser_backlog (parser), ==, 0);
    }
}

static void
test_hanging (void)
{
  g_autoptr (Parser) parser = new_parser ("--frail", 1);
  g_autoptr (GPtrArray) outcomes = NULL;

  g_object_set (parser, "patience", 1, NULL);
  outcomes = ask_for_many (parser, 10, "X-Hang: yes", 4);
  assert_all_but (outcomes, 4);
}

/* A text cannot be empty for want of a parser, so that is an error. */
static void
test_deadly_text (void)
{
  g_autoptr (Parser) parser = new_parser ("--frail", 1);
  g_autoptr (GBytes) raw = message ("X-Die: yes", 1);
  g_autoptr (Outcome) text = g_new0 (Outcome, 1);

  parser_text_async (parser, raw, NULL, on_text, text);
  wait_for (text);
  g_assert_error (text->error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
}

/* The program is broken, so no message is to blame. */
static void
assert_no_start (const char *const *argv)
{
  g_autoptr (Parser) parser = parser_new (argv, 2);
  g_autoptr (GPtrArray) outcomes = ask_for_many (parser, 50, "", G_MAXUINT);

  for (guint i = 0; i < outcomes->len; i++)
    {
      Outcome *outcome = g_ptr_array_index (outcomes, i);

      wait_for (outcome);
      g_assert_error (outcome->error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
      g_assert_nonnull (strstr (outcome->error->message, argv[0]));
    }
  g_assert_cmpuint (parser_backlog (parser), ==, 0);
}

static void
test_no_start (void)
{
  const char *const missing[] = { "/nonexistent/posthornd", "--parser", NULL };
  const char *const ending[] = { "/bin/true", NULL };
  const char *const echoing[] = { "/bin/cat", NULL };

  assert_no_start (missing);
  assert_no_start (ending);
  assert_no_start (echoing);
}

static void
test_cancel (void)
{
  g_autoptr (Parser) parser = new_parser ("--frail", 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) cancelled = g_ptr_array_new_with_free_func ((GDestroyNotify) outcome_free);
  g_autoptr (GPtrArray) outcomes = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GBytes) raw = message (i == 3 ? "X-Die: yes" : "X: y", i);
      Outcome *outcome = g_new0 (Outcome, 1);

      g_ptr_array_add (cancelled, outcome);
      parser_summarize_async (parser, raw, cancellable, on_summary, outcome);
    }
  outcomes = ask_for_many (parser, 20, "", G_MAXUINT);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < cancelled->len; i++)
    {
      Outcome *outcome = g_ptr_array_index (cancelled, i);

      wait_for (outcome);
      g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  assert_all_but (outcomes, G_MAXUINT);
  g_assert_cmpuint (parser_backlog (parser), ==, 0);
}

static char *
process_of (Parser *parser)
{
  g_autoptr (GBytes) raw = message ("X-Process: which", 1);
  g_autoptr (Outcome) outcome = summarize (parser, raw);

  return g_strdup (outcome->summary->subject);
}

static void
test_processes_are_kept (void)
{
  g_autoptr (Parser) parser = new_parser ("--frail", 2);
  g_autofree char *first = process_of (parser);
  g_autofree char *second = process_of (parser);

  g_assert_cmpstr (first, ==, second);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for_end (const char *process)
{
  guint tick = g_timeout_add (10, on_tick, NULL);

  while (kill ((pid_t) g_ascii_strtoll (process, NULL, 10), 0) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

static void
test_idle_processes_end (void)
{
  g_autoptr (Parser) parser = new_parser ("--frail", 2);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_object_set (parser, "linger", 0, NULL);
  first = process_of (parser);
  wait_for_end (first);
  second = process_of (parser);
  g_assert_cmpstr (first, !=, second);
}

/* From here on: the processes. */

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
write_all (const void *octets, gsize length)
{
  if (write (STDOUT_FILENO, octets, length) != (ssize_t) length)
    _exit (1);
}

static void
send_frame (ParserKind kind, guint32 id, GBytes *payload)
{
  ParserHead head = { kind, id, 0, payload ? g_bytes_get_size (payload) : 0 };

  write_all (&head, sizeof head);
  if (payload)
    write_all (g_bytes_get_data (payload, NULL), head.length);
}

static void
send_summary (guint32 id, const char *text)
{
  g_autoptr (GBytes) raw = g_bytes_new_static (text, strlen (text));
  g_autoptr (Summary) summary = mime_summarize (raw);
  g_autoptr (GBytes) payload = NULL;

  if (strstr (text, "X-Slash"))
    g_ptr_array_add (summary->attachments, attachment_new ("1", "../a", "a/b", 1, FALSE));
  if (strstr (text, "X-Process"))
    summary_take (&summary->subject, g_strdup_printf ("%d", (int) getpid ()));
  payload = parser_wire_encode (summary_to_variant (summary));
  send_frame (PARSER_ANSWER, strstr (text, "X-Number") ? id + 1 : id, payload);
}

static void
send_rubbish (guint32 id)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("rubbish without any form", 24);

  send_frame (PARSER_ANSWER, id, payload);
}

static void
send_endless (guint32 id)
{
  ParserHead head = { PARSER_ANSWER, id, 0, G_MAXUINT64 / 2 };

  write_all (&head, sizeof head);
}

static void
obey (guint32 id, const char *text)
{
  if (strstr (text, "X-Die"))
    raise (SIGKILL);
  if (strstr (text, "X-Exit"))
    _exit (0);
  if (strstr (text, "X-Hang"))
    pause ();
  if (strstr (text, "X-Endless"))
    send_endless (id);
  if (strstr (text, "X-Rubbish"))
    send_rubbish (id);
  else
    send_summary (id, text);
}

static int
frail (void)
{
  ParserHead head;

  mime_init ();
  send_frame (PARSER_READY, 0, NULL);
  while (read_all (&head, sizeof head))
    {
      g_autofree char *text = g_malloc0 (head.length + 1);

      if (!read_all (text, head.length))
        return 1;
      obey (head.id, text);
    }
  return 0;
}

typedef struct
{
  const char *mode;
  int (*run) (void);
} Mode;

static const Mode modes[] = {
  { "--parser", parser_process_run },
  { "--frail", frail },
};

int
main (int argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes) && argc == 2; i++)
    if (strcmp (argv[1], modes[i].mode) == 0)
      return modes[i].run ();
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parser/many", test_many);
  g_test_add_func ("/parser/text-and-part", test_text_and_part);
  g_test_add_func ("/parser/html", test_html);
  g_test_add_func ("/parser/large", test_large);
  g_test_add_data_func ("/parser/death", "X-Die: yes", test_deadly);
  g_test_add_data_func ("/parser/end", "X-Exit: yes", test_deadly);
  g_test_add_data_func ("/parser/rubbish", "X-Rubbish: yes", test_deadly);
  g_test_add_data_func ("/parser/wrong-number", "X-Number: yes", test_deadly);
  g_test_add_data_func ("/parser/endless-answer", "X-Endless: yes", test_deadly);
  g_test_add_data_func ("/parser/name-with-slash", "X-Slash: yes", test_deadly);
  g_test_add_func ("/parser/hanging", test_hanging);
  g_test_add_func ("/parser/deadly-text", test_deadly_text);
  g_test_add_func ("/parser/no-start", test_no_start);
  g_test_add_func ("/parser/cancel", test_cancel);
  g_test_add_func ("/parser/processes-are-kept", test_processes_are_kept);
  g_test_add_func ("/parser/idle-processes-end", test_idle_processes_end);
  return g_test_run ();
}
