/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-client.h"
#include "smtp-play.h"

#include <string.h>

#define SENT  "Subject: x\n\n..dot\n"
#define LARGE (64 * 1024 * 1024)

/* How far a message came, by what the handler was told. */
typedef struct
{
  guint turns; /* of the main loop before it is told what to do */
  gboolean withdraw[2];
  guint told[2];
  SmtpSession *session;
  SmtpPhase phase;
  guint turn; /* the source that waits for its turn; 0 = none */
} Phases;

/* A line that was cut may end a message before the session has been told to go on. */
static void
phases_clear (Phases *phases)
{
  g_clear_handle_id (&phases->turn, g_source_remove);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Phases, phases_clear)

static gboolean
on_turn (gpointer data)
{
  Phases *phases = data;

  if (phases->turns > 0)
    {
      phases->turns--;
      return G_SOURCE_CONTINUE;
    }
  phases->turn = 0;
  if (phases->withdraw[phases->phase])
    smtp_session_withdraw (phases->session);
  else
    smtp_session_go_on (phases->session);
  return G_SOURCE_REMOVE;
}

static void
on_phase (SmtpSession *session, SmtpPhase phase, gpointer data)
{
  Phases *phases = data;

  phases->told[phase]++;
  phases->session = session;
  phases->phase = phase;
  phases->turn = g_idle_add (on_turn, phases);
}

static void
test_several_on_one_connection (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (GString) expected = g_string_new (NULL);
  SmtpSession *session;

  smtp_play_begin ();
  server = server_start (smtp_play_script, NULL);
  session = smtp_play_open_well (server);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SmtpResult) result
          = smtp_play_send (session, "b@x.org no@x.org later@x.org", NULL);

      g_assert_cmpint (result->outcome, ==, SMTP_SENT);
      g_assert_no_error (result->error);
      g_assert_cmpstr (result->status, ==, "2.0.0");
      g_assert_cmpint (smtp_result_recipient (result, 0)->outcome, ==, SMTP_SENT);
      g_assert_cmpint (smtp_result_recipient (result, 1)->outcome, ==, SMTP_PERMANENT);
      g_assert_cmpint (smtp_result_recipient (result, 2)->outcome, ==, SMTP_TEMPORARY);
      g_assert_cmpstr (smtp_result_recipient (result, 2)->status, ==, "4.7.1");
      g_string_append (expected, "MAIL FROM:<anna@example.org>\nRCPT TO:<b@x.org>\n"
                                 "RCPT TO:<no@x.org>\nRCPT TO:<later@x.org>\nDATA\n" SENT);
    }
  smtp_play_give_up (session);
  server_finish (server);
  g_string_append (expected, "QUIT\n");
  g_assert_cmpstr (play.heard->str, ==, expected->str);
}

/* The answer that the contract names for a line that was cut somewhere. */
static void
check_cut (void)
{
  g_autoptr (ScriptedServer) server = server_start (smtp_play_script, NULL);
  g_autoptr (GError) error = NULL;
  SmtpSession *session = smtp_play_open (server, &smtp_limits_default, &error);
  g_auto (Phases) phases = { 0 };
  g_autoptr (SmtpResult) result = NULL;

  if (!session)
    {
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE);
      return;
    }
  smtp_session_set_phase_handler (session, on_phase, &phases);
  result = smtp_play_send (session, "b@x.org", NULL);
  smtp_play_give_up (session);
  server_finish (server);
  if (play.answered)
    g_assert_cmpint (result->outcome, ==, SMTP_SENT);
  else if (!phases.told[SMTP_PHASE_COMMIT])
    g_assert_cmpint (result->outcome, ==, SMTP_TEMPORARY);
  else if (result->outcome != SMTP_TEMPORARY) /* heard of the cut before the end had left */
    g_assert_cmpint (result->outcome, ==, SMTP_UNKNOWN);
  /* The promise itself: what may be sent again has not been given away. */
  g_assert_false (play.whole && result->outcome == SMTP_TEMPORARY);
  g_assert_cmpint (result->error == NULL, ==, result->outcome == SMTP_SENT);
}

static void
test_cut_after_every_octet (void)
{
  guint outcomes = 0;

  for (gsize octets = 0; outcomes == 0; octets++)
    {
      smtp_play_begin ();
      play.octets = octets;
      check_cut ();
      outcomes += play.answered;
    }
}

static void
test_cut_after_every_line (void)
{
  guint outcomes = 0;

  for (guint lines = 0; outcomes == 0; lines++)
    {
      smtp_play_begin ();
      play.lines = lines;
      check_cut ();
      outcomes += play.answered;
    }
}

static void
check_phases (Phases phases, const char *heard, gboolean open)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (SmtpResult) result = NULL;
  SmtpSession *session;

  smtp_play_begin ();
  server = server_start (smtp_play_script, NULL);
  session = smtp_play_open_well (server);
  smtp_session_set_phase_handler (session, on_phase, &phases);
  result = smtp_play_send (session, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_TEMPORARY);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  g_assert_cmpint (smtp_session_is_open (session), ==, open);
  smtp_play_give_up (session);
  server_finish (server);
  g_assert_cmpstr (play.heard->str, ==, heard);
  g_assert_false (play.whole);
}

static void
test_withdrawn_before_the_envelope (void)
{
  check_phases ((Phases){ .turns = 50, .withdraw = { TRUE, FALSE } }, "QUIT\n", TRUE);
}

static void
test_withdrawn_before_the_commit (void)
{
  check_phases ((Phases){ .turns = 50, .withdraw = { FALSE, TRUE } },
                "MAIL FROM:<anna@example.org>\nRCPT TO:<b@x.org>\nDATA\n" SENT, FALSE);
}

static void
test_phases_are_told_in_turn (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_auto (Phases) phases = { .turns = 5 };
  g_autoptr (SmtpResult) result = NULL;
  SmtpSession *session;

  smtp_play_begin ();
  server = server_start (smtp_play_script, NULL);
  session = smtp_play_open_well (server);
  smtp_session_set_phase_handler (session, on_phase, &phases);
  result = smtp_play_send (session, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_SENT);
  g_assert_cmpuint (phases.told[SMTP_PHASE_ENVELOPE], ==, 1);
  g_assert_cmpuint (phases.told[SMTP_PHASE_COMMIT], ==, 1);
  smtp_play_give_up (session);
}

static void
on_phase_refusals (SmtpSession *session, SmtpPhase phase, gpointer data)
{
  const SmtpResult *answers = smtp_session_answers (session);

  if (phase == SMTP_PHASE_COMMIT)
    {
      g_assert_cmpint (smtp_result_recipient (answers, 0)->outcome, ==, SMTP_UNKNOWN);
      g_assert_cmpint (smtp_result_recipient (answers, 1)->outcome, ==, SMTP_PERMANENT);
      g_assert_cmpint (smtp_result_recipient (answers, 2)->outcome, ==, SMTP_TEMPORARY);
      g_assert_cmpstr (smtp_result_recipient (answers, 2)->status, ==, "4.7.1");
      *(gboolean *) data = TRUE;
    }
  else
    g_assert_null (answers);
  smtp_session_go_on (session);
}

static void
test_refusals_are_known_at_the_commit (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (SmtpResult) result = NULL;
  gboolean seen = FALSE;
  SmtpSession *session;

  smtp_play_begin ();
  server = server_start (smtp_play_script, NULL);
  session = smtp_play_open_well (server);
  smtp_session_set_phase_handler (session, on_phase_refusals, &seen);
  result = smtp_play_send (session, "b@x.org no@x.org later@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_SENT);
  g_assert_true (seen);
  smtp_play_give_up (session);
}

static void
on_phase_cancel (SmtpSession *session, SmtpPhase phase, gpointer data)
{
  g_cancellable_cancel (data);
  smtp_session_go_on (session);
}

static void
test_cancelled_until_the_envelope (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SmtpResult) result = NULL;
  g_autoptr (SmtpResult) early = NULL;
  g_autoptr (SmtpResult) next = NULL;
  SmtpSession *session;

  smtp_play_begin ();
  server = server_start (smtp_play_script, NULL);
  session = smtp_play_open_well (server);
  smtp_session_set_phase_handler (session, on_phase_cancel, cancellable);
  result = smtp_play_send (session, "b@x.org", cancellable);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  early = smtp_play_send (session, "b@x.org", cancellable);
  g_assert_error (early->error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  next = smtp_play_send (session, "c@x.org", NULL);
  g_assert_cmpint (next->outcome, ==, SMTP_SENT);
  smtp_play_give_up (session);
  server_finish (server);
  g_assert_true (
      g_str_has_prefix (play.heard->str, "MAIL FROM:<anna@example.org>\nRCPT TO:<c@x.org>\n"));
}

static void
on_phase_close (SmtpSession *session, SmtpPhase phase, gpointer data)
{
  smtp_session_go_on (session);
  if (phase == SMTP_PHASE_COMMIT)
    smtp_session_close (session);
}

static void
test_closed_behind_the_commit (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (SmtpResult) result = NULL;
  SmtpSession *session;

  smtp_play_begin ();
  server = server_start (smtp_play_script, NULL);
  session = smtp_play_open_well (server);
  smtp_session_set_phase_handler (session, on_phase_close, NULL);
  result = smtp_play_send (session, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_UNKNOWN);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  smtp_play_give_up (session);
}

static void
test_message_never_answered (void)
{
  SmtpLimits limits = smtp_limits_default;
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (SmtpResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SmtpSession *session;

  smtp_play_begin ();
  play.answer = NULL;
  limits.end = 200 * G_TIME_SPAN_MILLISECOND;
  server = server_start (smtp_play_script, NULL);
  session = smtp_play_open (server, &limits, &error);
  g_assert_no_error (error);
  result = smtp_play_send (session, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_UNKNOWN);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (result->error->message, "127.0.0.1"));
  smtp_play_give_up (session);
}

/* Hears nothing of the message and says nothing. */
static void
script_deaf (ScriptedServer *server)
{
  GPollFD end;

  play.lines = 5;
  smtp_play_script (server);
  g_assert_true (g_cancellable_make_pollfd (server->cancellable, &end));
  g_poll (&end, 1, -1);
  g_cancellable_release_fd (server->cancellable);
}

/* A server that takes nothing more is waited for, and meanwhile nothing more is read. */
static void
test_back_pressure (void)
{
  SmtpLimits limits = smtp_limits_default;
  g_autofree char *octets = g_strnfill (LARGE, '\n');
  g_autoptr (GInputStream) source = g_memory_input_stream_new_from_data (octets, LARGE, NULL);
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (SmtpResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SmtpSession *session;

  smtp_play_begin ();
  limits.block = 300 * G_TIME_SPAN_MILLISECOND;
  server = server_start (script_deaf, NULL);
  session = smtp_play_open (server, &limits, &error);
  g_assert_no_error (error);
  result = smtp_play_send_stream (session, source, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_TEMPORARY);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (result->error->message, "took nothing"));
  g_assert_cmpint (g_seekable_tell (G_SEEKABLE (source)), <, LARGE / 4);
  smtp_play_give_up (session);
}

static void
test_source_cannot_be_read (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (GInputStream) source
      = g_memory_input_stream_new_from_data (SMTP_PLAY_MESSAGE, strlen (SMTP_PLAY_MESSAGE), NULL);
  g_autoptr (SmtpResult) result = NULL;
  SmtpSession *session;

  smtp_play_begin ();
  server = server_start (smtp_play_script, NULL);
  session = smtp_play_open_well (server);
  g_input_stream_close (source, NULL, NULL);
  result = smtp_play_send_stream (session, source, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_TEMPORARY);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  smtp_play_give_up (session);
  server_finish (server);
  g_assert_false (play.whole);
}

static void
test_unfit_is_never_begun (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_auto (Phases) phases = { 0 };
  g_autoptr (SmtpResult) result = NULL;
  SmtpSession *session;

  smtp_play_begin ();
  server = server_start (smtp_play_script, NULL);
  session = smtp_play_open_well (server);
  smtp_session_set_phase_handler (session, on_phase, &phases);
  result = smtp_play_send (session, "j\303\274rgen@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_PERMANENT);
  g_assert_cmpint (smtp_result_recipient (result, 0)->outcome, ==, SMTP_PERMANENT);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED);
  g_assert_cmpuint (phases.told[SMTP_PHASE_ENVELOPE], ==, 0);
  g_assert_true (smtp_session_is_open (session));
  smtp_play_give_up (session);
  server_finish (server);
  g_assert_cmpstr (play.heard->str, ==, "QUIT\n");
}

static void
on_closed (SmtpSession *session, const GError *error, gpointer data)
{
  *(GError **) data = g_error_copy (error);
}

static void
test_sent_away_when_idle (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (GError) closed = NULL;
  g_autoptr (SmtpResult) result = NULL;
  g_autoptr (SmtpResult) next = NULL;
  SmtpSession *session;

  smtp_play_begin ();
  play.behind = "421 4.4.2 too long idle\r\n";
  server = server_start (smtp_play_script, NULL);
  session = smtp_play_open_well (server);
  smtp_session_set_closed (session, on_closed, &closed);
  result = smtp_play_send (session, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_SENT);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (closed, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE);
  g_assert_nonnull (strstr (closed->message, "too long idle"));
  g_assert_false (smtp_session_is_open (session));
  next = smtp_play_send (session, "b@x.org", NULL);
  g_assert_cmpint (next->outcome, ==, SMTP_TEMPORARY);
  g_assert_error (next->error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE);
  smtp_play_give_up (session);
}

static void
test_login_refused (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (GError) error = NULL;

  smtp_play_begin ();
  play.login = "535 5.7.8 wrong password\r\n";
  server = server_start (smtp_play_script, NULL);
  g_assert_null (smtp_play_open (server, &smtp_limits_default, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED);
  g_assert_nonnull (strstr (error->message, "wrong password"));
  g_assert_nonnull (strstr (error->message, "127.0.0.1:"));
}

/* Fails with a message that has WORDS, with a server that follows SCRIPT. */
static void
assert_not_opened (ServerScript script, TlsMode tls, PosthornError code, const char *words)
{
  g_autoptr (ScriptedServer) server = server_start (script, NULL);
  Endpoint endpoint = server_endpoint (server, tls);
  g_autoptr (GError) error = NULL;

  g_assert_null (smtp_play_open_at (&endpoint, &smtp_limits_default, &error));
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  if (!strstr (error->message, words))
    g_error ("«%s» does not say «%s»", error->message, words);
}

static void
script_greeting (ScriptedServer *server)
{
  server_say (server, "220 mail.example.org ESMTP\r\n");
  server_wait_for_end (server);
}

static void
script_other_protocol (ScriptedServer *server)
{
  server_say (server, "* OK IMAP4rev1 ready\r\n");
  server_wait_for_end (server);
}

static void
test_settings_for_sending_are_named (void)
{
  g_autoptr (GError) error = NULL;
  Endpoint nobody = { .host = (char *) "127.0.0.1", .port = 1, .tls = TLS_MODE_NONE };

  smtp_play_begin ();
  assert_not_opened (script_greeting, TLS_MODE_IMPLICIT, POSTHORN_ERROR_TLS_FAILED,
                     "check smtp-host and smtp-port, or set smtp-tls to starttls");
  assert_not_opened (script_other_protocol, TLS_MODE_STARTTLS, POSTHORN_ERROR_PROTOCOL,
                     "check smtp-host and smtp-port, or set smtp-tls to implicit");
  assert_not_opened (script_other_protocol, TLS_MODE_NONE, POSTHORN_ERROR_PROTOCOL,
                     "check that smtp-host and smtp-port are");
  g_assert_null (smtp_play_open_at (&nobody, &smtp_limits_default, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "check smtp-host and smtp-port"));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    GTestFunc function;
  } tests[] = {
    { "/smtp-session/several-on-one-connection", test_several_on_one_connection },
    { "/smtp-session/cut-after-every-octet", test_cut_after_every_octet },
    { "/smtp-session/cut-after-every-line", test_cut_after_every_line },
    { "/smtp-session/withdrawn-before-the-envelope", test_withdrawn_before_the_envelope },
    { "/smtp-session/withdrawn-before-the-commit", test_withdrawn_before_the_commit },
    { "/smtp-session/phases-are-told-in-turn", test_phases_are_told_in_turn },
    { "/smtp-session/refusals-are-known-at-the-commit", test_refusals_are_known_at_the_commit },
    { "/smtp-session/cancelled-until-the-envelope", test_cancelled_until_the_envelope },
    { "/smtp-session/closed-behind-the-commit", test_closed_behind_the_commit },
    { "/smtp-session/message-never-answered", test_message_never_answered },
    { "/smtp-session/back-pressure", test_back_pressure },
    { "/smtp-session/source-cannot-be-read", test_source_cannot_be_read },
    { "/smtp-session/unfit-is-never-begun", test_unfit_is_never_begun },
    { "/smtp-session/sent-away-when-idle", test_sent_away_when_idle },
    { "/smtp-session/login-refused", test_login_refused },
    { "/smtp-session/settings-for-sending-are-named", test_settings_for_sending_are_named },
  };
  int status;

  g_log_set_writer_func (watch_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, tests[i].function);
  status = g_test_run ();
  smtp_play_end ();
  return status;
}
