/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-client.h"

#include <stdlib.h>

#define MEBIBYTE (1024 * 1024)
#define BIG_BODY (30 * MEBIBYTE)

static void
assert_open_fails (ServerScript script, PosthornError code, const char *word)
{
  g_autoptr (ScriptedServer) server = server_start (script, NULL);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_NONE);
  ImapSessionOptions options = session_options ();
  g_autoptr (GError) error = NULL;

  g_assert_null (session_open (&endpoint, &options, &error));
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
}

static void
script_bye_greeting (ScriptedServer *server)
{
  server_say (server, "* BYE come back on Monday\r\n");
}

static void
test_bye_greeting (void)
{
  assert_open_fails (script_bye_greeting, POSTHORN_ERROR_SERVER_UNAVAILABLE, "Monday");
}

static void
script_no_login (ScriptedServer *server)
{
  server_say (server, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
  server_answer (server, "AUTHENTICATE", "NO [AUTHENTICATIONFAILED] not you");
  server_wait_for_end (server);
}

static void
test_no_login (void)
{
  assert_open_fails (script_no_login, POSTHORN_ERROR_AUTH_FAILED, "not you");
}

/* Some servers hang up first; what they say then is the reason. */
static void
script_bye_login (ScriptedServer *server)
{
  g_autofree char *tag = NULL;

  server_say (server, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
  tag = server_expect (server, "AUTHENTICATE");
  server_say (server, "* BYE maintenance\r\n");
}

static void
test_bye_login (void)
{
  assert_open_fails (script_bye_login, POSTHORN_ERROR_SERVER_UNAVAILABLE, "maintenance");
}

static void
script_silence (ScriptedServer *server)
{
  server_wait_for_end (server);
}

static void
script_hang_up (ScriptedServer *server)
{
}

static void
test_no_greeting (void)
{
  assert_open_fails (script_hang_up, POSTHORN_ERROR_SERVER_UNAVAILABLE, "closed");
}

static void
test_refused (void)
{
  ScriptedServer *server = server_start (script_silence, NULL);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_NONE);
  ImapSessionOptions options = session_options ();
  g_autoptr (GError) error = NULL;

  server_stop (server);
  g_assert_null (session_open (&endpoint, &options, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "refused"));
}

static void
script_stall (ScriptedServer *server)
{
  server_log_in (server);
  server_wait_for_end (server);
}

static void
script_dropped (ScriptedServer *server)
{
  g_autofree char *tag = NULL;

  server_log_in (server);
  tag = server_expect (server, "UID FETCH");
  server_say (server, "* 1 FETCH (UID 1 BODY[] {1000}\r\nSubject: half");
}

static void
test_dropped (void)
{
  session_assert_fetch_fails (script_dropped, POSTHORN_ERROR_SERVER_UNAVAILABLE, "closed");
}

static void
script_bye_work (ScriptedServer *server)
{
  g_autofree char *tag = NULL;

  server_log_in (server);
  tag = server_expect (server, "UID FETCH");
  server_say (server, "* BYE disk on fire\r\n");
  server_wait_for_end (server);
}

static void
test_bye_work (void)
{
  session_assert_fetch_fails (script_bye_work, POSTHORN_ERROR_SERVER_UNAVAILABLE, "disk on fire");
}

static void
script_refusals (ScriptedServer *server)
{
  server_log_in (server);
  server_answer (server, "NOOP", "OK [HIGHESTMODSEQ 7] fine");
  server_answer (server, "NOOP", "NO [OVERQUOTA] full");
  server_answer (server, "NOOP", "NO [NONEXISTENT] none");
  server_answer (server, "NOOP", "NO [LIMIT] slower");
  server_answer (server, "NOOP", "NO simply no");
  server_answer (server, "NOOP", "BAD what");
  server_wait_for_end (server);
}

static void
assert_refused (ImapSession *session, PosthornError code, ImapStatus status, const char *text)
{
  g_autoptr (ImapResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (session_run (session, imap_command_simple ("NOOP"), &response, &error));
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, "NOOP"));
  g_assert_nonnull (strstr (error->message, text));
  g_assert_cmpint (response->status, ==, status);
}

static void
test_refusals (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_refusals, NULL);
  ImapSession *session = session_open_plain (server);
  g_autoptr (ImapResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (session_run (session, imap_command_simple ("NOOP"), &response, &error));
  g_assert_no_error (error);
  g_assert_cmpint (response->code, ==, IMAP_CODE_HIGHESTMODSEQ);
  assert_refused (session, POSTHORN_ERROR_OVER_QUOTA, IMAP_STATUS_NO, "full");
  assert_refused (session, POSTHORN_ERROR_NOT_FOUND, IMAP_STATUS_NO, "none");
  assert_refused (session, POSTHORN_ERROR_THROTTLED, IMAP_STATUS_NO, "slower");
  assert_refused (session, POSTHORN_ERROR_SERVER_REJECTED, IMAP_STATUS_NO, "simply no");
  assert_refused (session, POSTHORN_ERROR_SERVER_REJECTED, IMAP_STATUS_BAD, "what");
  g_assert_true (imap_session_is_open (session));
  session_give_up (session);
}

/* Three commands come in one segment, and are answered only then. */
static void
script_pipeline (ScriptedServer *server)
{
  char buffer[1000];
  gssize length;

  server_log_in (server);
  length = g_input_stream_read (server->in, buffer, sizeof buffer - 1, server->cancellable, NULL);
  buffer[MAX (length, 0)] = '\0';
  g_auto (GStrv) lines = g_strsplit (buffer, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *tag = g_strndup (lines[i], strcspn (lines[i], " "));
      g_autofree char *answer = g_strconcat (tag, " OK done\r\n", NULL);

      g_assert_true (g_str_has_suffix (lines[i], " NOOP"));
      server_say (server, answer);
    }
  server_wait_for_end (server);
}

static void
test_pipeline (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_pipeline, NULL);
  ImapSession *session = session_open_plain (server);
  GAsyncResult *results[3] = { NULL };

  for (guint i = 0; i < 3; i++)
    imap_session_run_async (session, imap_command_simple ("NOOP"), NULL, take_result, &results[i]);
  for (guint i = 0; i < 3; i++)
    {
      wait_for_result (&results[i]);
      g_assert_true (imap_session_run_finish (session, results[i], NULL, NULL));
      g_object_unref (results[i]);
    }
  session_give_up (session);
}

static void
script_big_body (ScriptedServer *server)
{
  g_autofree char *filler = g_strnfill (MEBIBYTE, 'm');
  g_autofree char *tag = NULL;
  g_autofree char *end = NULL;
  g_autofree char *start = g_strdup_printf ("* 1 FETCH (UID 1 BODY[] {%d}\r\n", BIG_BODY);

  server_log_in (server);
  tag = server_expect (server, "UID FETCH");
  end = g_strdup_printf (")\r\n%s OK done\r\n", tag);
  server_say (server, start);
  for (guint i = 0; i < BIG_BODY / MEBIBYTE; i++)
    server_say (server, filler);
  server_say (server, end);
  server_wait_for_end (server);
}

typedef struct
{
  guint64 octets;
  guint responses;
  gboolean pause;
} Received;

static void
on_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  Received *received = data;

  if (event->type == IMAP_EVENT_RESPONSE)
    received->responses++;
  if (event->type != IMAP_EVENT_LITERAL)
    return;
  received->octets += event->length;
  if (received->pause)
    imap_session_set_paused (session, TRUE);
}

static gsize
resident_octets (void)
{
  g_autofree char *text = NULL;
  gsize pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  pages = g_ascii_strtoull (strchr (text, ' '), NULL, 10);
  return pages * 4096;
}

static void
test_big_body (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_big_body, NULL);
  ImapSession *session = session_open_plain (server);
  g_autoptr (GAsyncResult) result = NULL;
  Received received = { 0 };
  gsize before = resident_octets ();
  gsize peak = 0;

  imap_session_set_handler (session, on_event, &received);
  imap_session_run_async (session, session_fetch_all (), NULL, take_result, &result);
  while (!result)
    {
      g_main_context_iteration (NULL, TRUE);
      peak = MAX (peak, resident_octets ());
    }
  g_assert_true (imap_session_run_finish (session, result, NULL, NULL));
  g_assert_cmpuint (received.octets, ==, BIG_BODY);
  g_assert_cmpuint (received.responses, ==, 1);
  g_assert_cmpuint (peak - before, <, 8 * MEBIBYTE);
  g_clear_object (&result);
  session_give_up (session);
}

static gboolean
set_flag (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_milliseconds (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, set_flag, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* Paused at the first octets for longer than the stall timeout: nothing more is delivered, the
 * server cannot write on, and nobody calls it a stall; then all the rest comes. */
static void
test_pause (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_big_body, NULL);
  ImapSession *session = session_open_impatient (server);
  g_autoptr (GAsyncResult) result = NULL;
  Received received = { .pause = TRUE };
  guint64 octets;

  imap_session_set_handler (session, on_event, &received);
  imap_session_run_async (session, session_fetch_all (), NULL, take_result, &result);
  while (received.octets == 0)
    g_main_context_iteration (NULL, TRUE);
  octets = received.octets;
  session_outlast_stall ();
  g_assert_cmpuint (received.octets, ==, octets);
  g_assert_cmpuint ((gsize) g_atomic_pointer_get (&server->written), <, BIG_BODY);
  g_assert_null (result);
  received.pause = FALSE;
  imap_session_set_paused (session, FALSE);
  g_assert_true (imap_session_run_finish (session, wait_for_result (&result), NULL, NULL));
  g_assert_cmpuint (received.octets, ==, BIG_BODY);
  g_clear_object (&result);
  session_give_up (session);
}

static void
script_patience (ScriptedServer *server)
{
  g_autofree char *tag = NULL;
  g_autofree char *line = NULL;

  server_log_in (server);
  tag = server_expect (server, "UID FETCH");
  line = g_strdup_printf ("%s OK done\r\n", tag);
  server_answer (server, "NOOP", "OK done");
  server_say (server, line);
  server_wait_for_end (server);
}

/* A pause longer than the stall timeout, with nothing to read after it, is no stall. */
static void
test_pause_stops_clock (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_patience, NULL);
  ImapSession *session = session_open_impatient (server);
  g_autoptr (GAsyncResult) result = NULL;

  imap_session_run_async (session, session_fetch_all (), NULL, take_result, &result);
  imap_session_set_paused (session, TRUE);
  session_outlast_stall ();
  imap_session_set_paused (session, FALSE);
  wait_milliseconds (50);
  g_assert_true (session_run (session, imap_command_simple ("NOOP"), NULL, NULL));
  g_assert_true (imap_session_run_finish (session, wait_for_result (&result), NULL, NULL));
  g_clear_object (&result);
  session_give_up (session);
}

static void
script_compress (ScriptedServer *server)
{
  g_autofree char *filler = g_strnfill (MEBIBYTE, 'm');
  g_autofree char *tag = NULL;
  g_autofree char *end = NULL;

  server_say (server, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
  server_answer (server, "AUTHENTICATE", "OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] done");
  server_answer (server, "COMPRESS DEFLATE", "OK go");
  server_start_deflate (server);
  server_answer (server, "NOOP", "OK done");
  tag = server_expect (server, "UID FETCH");
  end = g_strdup_printf (")\r\n%s OK done\r\n", tag);
  server_say (server, "* 1 FETCH (UID 1 BODY[] {1048576}\r\n");
  server_say (server, filler);
  server_say (server, end);
  server_wait_for_end (server);
}

static void
test_compress (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_compress, NULL);
  ImapSession *session = session_open_plain (server);
  Received received = { 0 };
  guint64 octets_in;
  guint64 octets_out;

  imap_session_set_handler (session, on_event, &received);
  g_assert_true (session_run (session, imap_command_simple ("NOOP"), NULL, NULL));
  g_assert_true (session_run (session, session_fetch_all (), NULL, NULL));
  g_assert_cmpuint (received.octets, ==, MEBIBYTE);
  imap_session_traffic (session, &octets_in, &octets_out);
  g_assert_cmpuint (octets_in, >, 100);
  g_assert_cmpuint (octets_in, <, 10000);
  g_assert_cmpuint (octets_out, >, 50);
  session_give_up (session);
}

static void
test_cancel_command (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_stall, NULL);
  ImapSession *session = session_open_plain (server);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GError) error = NULL;

  imap_session_run_async (session, session_fetch_all (), cancellable, take_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_false (imap_session_run_finish (session, wait_for_result (&result), NULL, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  g_assert_true (imap_session_is_open (session));
  imap_session_run_async (session, session_fetch_all (), cancellable, take_result, &late);
  g_assert_false (imap_session_run_finish (session, wait_for_result (&late), NULL, NULL));
  g_clear_object (&result);
  g_clear_object (&late);
  session_give_up (session);
}

static gboolean
cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
assert_open_cancelled (ServerScript script, guint after)
{
  g_autoptr (ScriptedServer) server = server_start (script, NULL);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_NONE);
  ImapSessionOptions options = session_options ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  imap_session_open_async (&endpoint, &options, cancellable, take_result, &result);
  if (after)
    g_timeout_add (after, cancel, cancellable);
  else
    g_cancellable_cancel (cancellable);
  g_assert_null (imap_session_open_finish (wait_for_result (&result), &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
script_half_login (ScriptedServer *server)
{
  server_say (server, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
  server_wait_for_end (server);
}

static void
test_cancel_open (void)
{
  assert_open_cancelled (script_silence, 0);
  assert_open_cancelled (script_silence, 50);
  assert_open_cancelled (script_half_login, 50);
}

static void
script_logout (ScriptedServer *server)
{
  g_autofree char *fetch = NULL;
  g_autofree char *logout = NULL;

  server_log_in (server);
  fetch = server_expect (server, "UID FETCH");
  logout = server_expect (server, "LOGOUT");
}

static void
test_close_while_running (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_logout, NULL);
  ImapSession *session = session_open_plain (server);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  imap_session_run_async (session, session_fetch_all (), NULL, take_result, &result);
  imap_session_close (session);
  imap_session_close (session);
  g_assert_false (imap_session_is_open (session));
  g_assert_false (imap_session_run_finish (session, wait_for_result (&result), NULL, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  /* LOGOUT has arrived, or the script would have aborted. */
  g_thread_join (g_thread_ref (server->thread));
  g_clear_object (&result);
  session_give_up (session);
}

static void
close_in_handler (ImapSession *session, const ImapEvent *event, gpointer data)
{
  (*(guint *) data)++;
  imap_session_close (session);
}

static void
test_close_in_handler (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_big_body, NULL);
  ImapSession *session = session_open_plain (server);
  g_autoptr (GError) error = NULL;
  guint calls = 0;

  imap_session_set_handler (session, close_in_handler, &calls);
  g_assert_false (session_run (session, session_fetch_all (), NULL, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  g_assert_cmpuint (calls, ==, 1);
  session_give_up (session);
}

/* Dropped without a close, and while it is paused. */
static void
test_drop (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_stall, NULL);
  ImapSession *session = session_open_plain (server);

  imap_session_set_paused (session, TRUE);
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  g_log_set_writer_func (watch_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-session/bye-greeting", test_bye_greeting);
  g_test_add_func ("/imap-session/no-login", test_no_login);
  g_test_add_func ("/imap-session/bye-login", test_bye_login);
  g_test_add_func ("/imap-session/no-greeting", test_no_greeting);
  g_test_add_func ("/imap-session/refused", test_refused);
  g_test_add_func ("/imap-session/dropped", test_dropped);
  g_test_add_func ("/imap-session/bye-work", test_bye_work);
  g_test_add_func ("/imap-session/refusals", test_refusals);
  g_test_add_func ("/imap-session/pipeline", test_pipeline);
  g_test_add_func ("/imap-session/big-body", test_big_body);
  g_test_add_func ("/imap-session/pause", test_pause);
  g_test_add_func ("/imap-session/pause-stops-clock", test_pause_stops_clock);
  g_test_add_func ("/imap-session/compress", test_compress);
  g_test_add_func ("/imap-session/cancel-command", test_cancel_command);
  g_test_add_func ("/imap-session/cancel-open", test_cancel_open);
  g_test_add_func ("/imap-session/close-while-running", test_close_while_running);
  g_test_add_func ("/imap-session/close-in-handler", test_close_in_handler);
  g_test_add_func ("/imap-session/drop", test_drop);
  return g_test_run ();
}
