/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What DAV servers give, in the confined process. With --parser this program is that process.
 */
#include "error.h"
#include "parser-dav.h"
#include "parser-process.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1767268800) /* 2026-01-01T12:00:00Z */
#define TASK(inside)                                                                               \
  "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:u1\r\n" inside "END:VTODO\r\nEND:VCALENDAR\r\n"

static const char *program;

static Parser *
start (void)
{
  const char *argv[] = { program, "--parser", NULL };

  return parser_new (argv, 1);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static DavAnswer *
read_answer (Parser *parser, const char *text, GError **error)
{
  g_autoptr (GBytes) octets = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;

  parser_dav_answer_async (parser, octets, NULL, take_result, &result);
  return parser_dav_answer_finish (parser, wait_for (&result), error);
}

static DavTask *
read_task (Parser *parser, const char *text, GError **error)
{
  g_autoptr (GBytes) octets = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;

  parser_dav_task_async (parser, octets, NULL, take_result, &result);
  return parser_dav_task_finish (parser, wait_for (&result), error);
}

static char *
write_task (Parser *parser, const char *text, const DavTaskDraft *draft, GError **error)
{
  g_autoptr (GBytes) octets = text ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr (GAsyncResult) result = NULL;

  parser_dav_write_async (parser, octets, draft, NOW, NULL, take_result, &result);
  return parser_dav_write_finish (parser, wait_for (&result), error);
}

static void
test_answer (void)
{
  g_autoptr (Parser) parser = start ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DavAnswer) answer = read_answer (
      parser,
      "<multistatus xmlns='DAV:'><response><href>/x/</href><propstat><prop>"
      "<C:address-data xmlns:C='urn:ietf:params:xml:ns:carddav'>BEGIN:VCARD\nFN:Ann\nEND:VCARD"
      "</C:address-data></prop></propstat></response></multistatus>",
      &error);
  const DavItem *item;

  g_assert_no_error (error);
  item = g_ptr_array_index (answer->items, 0);
  g_assert_cmpstr (item->card->name, ==, "Ann");
}

/* What libraries would open for it, they may not: all else goes on. */
static void
test_files (void)
{
  g_autoptr (Parser) parser = start ();
  g_autoptr (DavTask) task
      = read_task (parser, TASK ("DUE;TZID=Europe/Berlin:20260101T120000\r\nSUMMARY:x\r\n"), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (task->title, ==, "x");
  g_assert_null (read_answer (
      parser, "<!DOCTYPE m SYSTEM \"file:///etc/passwd\"><m:multistatus xmlns:m=\"DAV:\"/>",
      &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_null (read_answer (
      parser, "<?xml version=\"1.0\" encoding=\"EBCDIC-US\"?><m:multistatus xmlns:m=\"DAV:\"/>",
      &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
}

static void
test_refused (void)
{
  g_autoptr (Parser) parser = start ();
  g_autoptr (GError) page = NULL;
  g_autoptr (GError) event = NULL;
  g_autoptr (GError) nothing = NULL;

  g_assert_null (read_answer (parser, "<html>Sign in</html>", &page));
  g_assert_error (page, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
  g_assert_null (read_task (
      parser, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:e\nEND:VEVENT\nEND:VCALENDAR\n", &event));
  g_assert_error (event, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (event->message, "no task"));
  g_assert_null (read_task (parser, "", &nothing));
  g_assert_error (nothing, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
}

static void
test_write (void)
{
  g_autoptr (Parser) parser = start ();
  DavTaskDraft draft = { (char *) "u1", (char *) "Call", (char *) "", (char *) "a@b", 0, NOW, 0 };
  g_autofree char *text = write_task (parser, NULL, &draft, NULL);
  g_autofree char *completed = NULL;
  g_autoptr (DavTask) task = NULL;

  g_assert_nonnull (strstr (text, "URL:mid:a@b\r\n"));
  draft.completed = NOW;
  completed = write_task (parser, text, &draft, NULL);
  task = read_task (parser, completed, NULL);
  g_assert_cmpint (task->completed, ==, NOW);
  g_assert_cmpstr (task->title, ==, "Call");
}

static void
test_cannot_be_changed (void)
{
  g_autoptr (Parser) parser = start ();
  DavTaskDraft draft = { (char *) "u1", (char *) "", (char *) "", (char *) "", 0, NOW, NOW };
  g_autoptr (GError) error = NULL;

  g_assert_null (write_task (parser, "BEGIN:VCALENDAR\r\n", &draft, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
}

int
main (int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], "--parser") == 0)
    return parser_process_run ();
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parser-dav/answer", test_answer);
  g_test_add_func ("/parser-dav/files", test_files);
  g_test_add_func ("/parser-dav/refused", test_refused);
  g_test_add_func ("/parser-dav/write", test_write);
  g_test_add_func ("/parser-dav/cannot-be-changed", test_cannot_be_changed);
  return g_test_run ();
}
