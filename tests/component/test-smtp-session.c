/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-client.h"
#include "smtp-session.h"

#include <string.h>

#define HELLO   "250-mail.example.org\r\n250-AUTH PLAIN\r\n"
#define MESSAGE "Subject: x\r\nBcc: hidden@example.org\r\n\r\n.dot\r\n"
#define SENT    "Subject: x\n\n..dot\n"
#define LARGE   (64 * 1024 * 1024)

/* What the server of a test does, and what came of it. */
static struct
{
  const char *hello;  /* behind HELLO */
  const char *login;  /* in place of welcome */
  const char *answer; /* to the message; NULL = never */
  gsize octets;       /* to say before the line is cut; G_MAXSIZE = all */
  guint lines;        /* to hear before it is cut; G_MAXUINT = all */
  const char *behind; /* said behind the answer to a message */
  GString *heard;     /* messages and commands, but for those of the login */
  gboolean whole;     /* a message was heard to its end */
  gboolean answered;  /* and so was the client */
} play;

static void
begin_play (void)
{
  if (play.heard)
    g_string_free (play.heard, TRUE);
  memset (&play, 0, sizeof play);
  play.hello = "250 PIPELINING\r\n";
  play.login = "235 welcome\r\n";
  play.answer = "250 2.0.0 queued\r\n";
  play.octets = G_MAXSIZE;
  play.lines = G_MAXUINT;
  play.heard = g_string_new (NULL);
}

/* FALSE when the line is cut. */
static gboolean
say (ScriptedServer *server, const char *text)
{
  gsize length = MIN (strlen (text), play.octets);
  g_autofree char *cut = g_strndup (text, length);

  server_say (server, cut);
  if (play.octets != G_MAXSIZE)
    play.octets -= length;
  return text[length] == '\0' && play.octets > 0;
}

static char *
hear (ScriptedServer *server)
{
  if (play.lines == 0)
    return NULL;
  if (play.lines != G_MAXUINT)
    play.lines--;
  return server_hear (server);
}

static void
note (const char *line)
{
  g_string_append (play.heard, line);
  g_string_append_c (play.heard, '\n');
}

static gboolean
hear_message (ScriptedServer *server)
{
  for (;;)
    {
      g_autofree char *line = hear (server);

      if (!line)
        return FALSE;
      if (strcmp (line, ".") == 0)
        break;
      note (line);
    }
  play.whole = TRUE;
  if (!play.answer)
    return server_wait_for_end (server), FALSE;
  play.answered = play.octets >= strlen (play.answer);
  return say (server, play.answer) && (!play.behind || say (server, play.behind));
}

static const char *
answer_to (const char *line)
{
  if (g_str_has_prefix (line, "RCPT TO:<no"))
    return "550 5.1.1 nobody\r\n";
  if (g_str_has_prefix (line, "RCPT TO:<later"))
    return "451 4.7.1 greylisted\r\n";
  if (g_str_has_prefix (line, "MAIL ") || g_str_has_prefix (line, "RCPT "))
    return "250 ok\r\n";
  if (strcmp (line, "DATA") == 0)
    return "354 go on\r\n";
  return "250 ok\r\n";
}

static void
script_login (ScriptedServer *server)
{
  g_autofree char *hello = g_strconcat (HELLO, play.hello, NULL);
  const char *const answers[] = { hello, play.login };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *line = hear (server);

      if (!line || !say (server, answers[i]))
        return;
    }
  for (;;)
    {
      g_autofree char *line = hear (server);
      gboolean data = line && strcmp (line, "DATA") == 0;

      if (!line)
        return;
      note (line);
      if (!say (server, answer_to (line)) || (data && !hear_message (server)))
        return;
    }
}

static void
script_all (ScriptedServer *server)
{
  if (say (server, "220 mail.example.org ready\r\n"))
    script_login (server);
}

static SmtpSession *
open_session (ScriptedServer *server, const SmtpLimits *limits, GError **error)
{
  Endpoint endpoint = server_endpoint (server, TLS_MODE_NONE);
  SmtpSessionOptions options
      = { .user = "anna", .password = TEST_PASSWORD, .timeout = 20, .limits = *limits };
  g_autoptr (GAsyncResult) result = NULL;

  smtp_session_open_async (&endpoint, &options, NULL, take_result, &result);
  return smtp_session_open_finish (wait_for_result (&result), error);
}

static SmtpSession *
open_well (ScriptedServer *server)
{
  g_autoptr (GError) error = NULL;
  SmtpSession *session = open_session (server, &smtp_limits_default, &error);

  g_assert_no_error (error);
  g_assert_true (smtp_session_is_open (session));
  return session;
}

/* Nothing may hold a session that was closed and given up. */
static void
give_up (SmtpSession *session)
{
  gpointer weak = session;

  g_object_add_weak_pointer (G_OBJECT (session), &weak);
  smtp_session_close (session);
  g_object_unref (session);
  while (weak)
    g_main_context_iteration (NULL, TRUE);
}

static SmtpResult *
send_stream (SmtpSession *session, GInputStream *source, const char *recipients,
             GCancellable *cancellable)
{
  g_auto (GStrv) list = g_strsplit (recipients, " ", -1);
  SmtpEnvelope envelope = { .sender = (char *) "anna@example.org", .recipients = list };
  g_autoptr (GAsyncResult) result = NULL;

  smtp_session_send_async (session, &envelope, source, cancellable, take_result, &result);
  return smtp_session_send_finish (session, wait_for_result (&result));
}

static SmtpResult *
send_message (SmtpSession *session, const char *recipients, GCancellable *cancellable)
{
  g_autoptr (GInputStream) source
      = g_memory_input_stream_new_from_data (MESSAGE, strlen (MESSAGE), NULL);

  return send_stream (session, source, recipients, cancellable);
}

/* How far a message came, by what the handler was told. */
typedef struct
{
  guint turns; /* of the main loop before it is told what to do */
  gboolean withdraw[2];
  guint told[2];
  SmtpSession *session;
  SmtpPhase phase;
} Phases;

static gboolean
on_turn (gpointer data)
{
  Phases *phases = data;

  if (phases->turns > 0)
    {
      phases->turns--;
      return G_SOURCE_CONTINUE;
    }
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
  g_idle_add (on_turn, phases);
}

static void
test_several_on_one_connection (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (GString) expected = g_string_new (NULL);
  SmtpSession *session;

  begin_play ();
  server = server_start (script_all, NULL);
  session = open_well (server);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SmtpResult) result = send_message (session, "b@x.org no@x.org later@x.org", NULL);

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
  give_up (session);
  server_finish (server);
  g_string_append (expected, "QUIT\n");
  g_assert_cmpstr (play.heard->str, ==, expected->str);
}

/* The answer that the contract names for a line that was cut somewhere. */
static void
check_cut (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_all, NULL);
  g_autoptr (GError) error = NULL;
  SmtpSession *session = open_session (server, &smtp_limits_default, &error);
  Phases phases = { 0 };
  g_autoptr (SmtpResult) result = NULL;

  if (!session)
    {
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE);
      return;
    }
  smtp_session_set_phase_handler (session, on_phase, &phases);
  result = send_message (session, "b@x.org", NULL);
  give_up (session);
  server_finish (server);
  if (play.answered)
    g_assert_cmpint (result->outcome, ==, SMTP_SENT);
  else if (phases.told[SMTP_PHASE_COMMIT])
    g_assert_cmpint (result->outcome, ==, SMTP_UNKNOWN);
  else
    g_assert_cmpint (result->outcome, ==, SMTP_TEMPORARY);
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
      begin_play ();
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
      begin_play ();
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

  begin_play ();
  server = server_start (script_all, NULL);
  session = open_well (server);
  smtp_session_set_phase_handler (session, on_phase, &phases);
  result = send_message (session, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_TEMPORARY);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  g_assert_cmpint (smtp_session_is_open (session), ==, open);
  give_up (session);
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
  Phases phases = { .turns = 5 };
  g_autoptr (SmtpResult) result = NULL;
  SmtpSession *session;

  begin_play ();
  server = server_start (script_all, NULL);
  session = open_well (server);
  smtp_session_set_phase_handler (session, on_phase, &phases);
  result = send_message (session, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_SENT);
  g_assert_cmpuint (phases.told[SMTP_PHASE_ENVELOPE], ==, 1);
  g_assert_cmpuint (phases.told[SMTP_PHASE_COMMIT], ==, 1);
  give_up (session);
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

  begin_play ();
  server = server_start (script_all, NULL);
  session = open_well (server);
  smtp_session_set_phase_handler (session, on_phase_cancel, cancellable);
  result = send_message (session, "b@x.org", cancellable);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  early = send_message (session, "b@x.org", cancellable);
  g_assert_error (early->error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  next = send_message (session, "c@x.org", NULL);
  g_assert_cmpint (next->outcome, ==, SMTP_SENT);
  give_up (session);
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

  begin_play ();
  server = server_start (script_all, NULL);
  session = open_well (server);
  smtp_session_set_phase_handler (session, on_phase_close, NULL);
  result = send_message (session, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_UNKNOWN);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  give_up (session);
}

static void
test_message_never_answered (void)
{
  SmtpLimits limits = smtp_limits_default;
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (SmtpResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SmtpSession *session;

  begin_play ();
  play.answer = NULL;
  limits.end = 200 * G_TIME_SPAN_MILLISECOND;
  server = server_start (script_all, NULL);
  session = open_session (server, &limits, &error);
  g_assert_no_error (error);
  result = send_message (session, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_UNKNOWN);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (result->error->message, "127.0.0.1"));
  give_up (session);
}

/* Hears nothing of the message and says nothing. */
static void
script_deaf (ScriptedServer *server)
{
  play.lines = 5;
  script_all (server);
  g_cancellable_set_error_if_cancelled (server->cancellable, NULL);
  while (!g_cancellable_is_cancelled (server->cancellable))
    g_usleep (1000);
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

  begin_play ();
  limits.block = 300 * G_TIME_SPAN_MILLISECOND;
  server = server_start (script_deaf, NULL);
  session = open_session (server, &limits, &error);
  g_assert_no_error (error);
  result = send_stream (session, source, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_TEMPORARY);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (result->error->message, "took nothing"));
  g_assert_cmpint (g_seekable_tell (G_SEEKABLE (source)), <, LARGE / 4);
  give_up (session);
}

static void
test_source_cannot_be_read (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (GInputStream) source
      = g_memory_input_stream_new_from_data (MESSAGE, strlen (MESSAGE), NULL);
  g_autoptr (SmtpResult) result = NULL;
  SmtpSession *session;

  begin_play ();
  server = server_start (script_all, NULL);
  session = open_well (server);
  g_input_stream_close (source, NULL, NULL);
  result = send_stream (session, source, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_TEMPORARY);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  give_up (session);
  server_finish (server);
  g_assert_false (play.whole);
}

static void
test_unfit_is_never_begun (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  Phases phases = { 0 };
  g_autoptr (SmtpResult) result = NULL;
  SmtpSession *session;

  begin_play ();
  server = server_start (script_all, NULL);
  session = open_well (server);
  smtp_session_set_phase_handler (session, on_phase, &phases);
  result = send_message (session, "j\303\274rgen@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_PERMANENT);
  g_assert_cmpint (smtp_result_recipient (result, 0)->outcome, ==, SMTP_PERMANENT);
  g_assert_error (result->error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED);
  g_assert_cmpuint (phases.told[SMTP_PHASE_ENVELOPE], ==, 0);
  g_assert_true (smtp_session_is_open (session));
  give_up (session);
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

  begin_play ();
  play.behind = "421 4.4.2 too long idle\r\n";
  server = server_start (script_all, NULL);
  session = open_well (server);
  smtp_session_set_closed (session, on_closed, &closed);
  result = send_message (session, "b@x.org", NULL);
  g_assert_cmpint (result->outcome, ==, SMTP_SENT);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (closed, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE);
  g_assert_nonnull (strstr (closed->message, "too long idle"));
  g_assert_false (smtp_session_is_open (session));
  next = send_message (session, "b@x.org", NULL);
  g_assert_cmpint (next->outcome, ==, SMTP_TEMPORARY);
  g_assert_error (next->error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_UNAVAILABLE);
  give_up (session);
}

static void
test_login_refused (void)
{
  g_autoptr (ScriptedServer) server = NULL;
  g_autoptr (GError) error = NULL;

  begin_play ();
  play.login = "535 5.7.8 wrong password\r\n";
  server = server_start (script_all, NULL);
  g_assert_null (open_session (server, &smtp_limits_default, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED);
  g_assert_nonnull (strstr (error->message, "wrong password"));
  g_assert_nonnull (strstr (error->message, "127.0.0.1:"));
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
    { "/smtp-session/cancelled-until-the-envelope", test_cancelled_until_the_envelope },
    { "/smtp-session/closed-behind-the-commit", test_closed_behind_the_commit },
    { "/smtp-session/message-never-answered", test_message_never_answered },
    { "/smtp-session/back-pressure", test_back_pressure },
    { "/smtp-session/source-cannot-be-read", test_source_cannot_be_read },
    { "/smtp-session/unfit-is-never-begun", test_unfit_is_never_begun },
    { "/smtp-session/sent-away-when-idle", test_sent_away_when_idle },
    { "/smtp-session/login-refused", test_login_refused },
  };
  int status;

  g_log_set_writer_func (watch_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, tests[i].function);
  status = g_test_run ();
  if (play.heard)
    g_string_free (play.heard, TRUE);
  return status;
}
