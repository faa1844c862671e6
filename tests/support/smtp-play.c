/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-play.h"

#include "session-client.h"

#include <string.h>

#define HELLO "250-mail.example.org\r\n250-AUTH PLAIN\r\n"

SmtpPlay play;

void
smtp_play_end (void)
{
  if (play.heard)
    g_string_free (play.heard, TRUE);
  play.heard = NULL;
}

void
smtp_play_begin (void)
{
  smtp_play_end ();
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

void
smtp_play_script (ScriptedServer *server)
{
  if (say (server, "220 mail.example.org ready\r\n"))
    script_login (server);
}

SmtpSession *
smtp_play_open_at (const Endpoint *endpoint, const SmtpLimits *limits, GError **error)
{
  SmtpSessionOptions options
      = { .user = "anna", .password = TEST_PASSWORD, .timeout = 20, .limits = *limits };
  g_autoptr (GAsyncResult) result = NULL;

  smtp_session_open_async (endpoint, &options, NULL, take_result, &result);
  return smtp_session_open_finish (wait_for_result (&result), error);
}

SmtpSession *
smtp_play_open (ScriptedServer *server, const SmtpLimits *limits, GError **error)
{
  Endpoint endpoint = server_endpoint (server, TLS_MODE_NONE);

  return smtp_play_open_at (&endpoint, limits, error);
}

SmtpSession *
smtp_play_open_well (ScriptedServer *server)
{
  g_autoptr (GError) error = NULL;
  SmtpSession *session = smtp_play_open (server, &smtp_limits_default, &error);

  g_assert_no_error (error);
  g_assert_true (smtp_session_is_open (session));
  return session;
}

void
smtp_play_give_up (SmtpSession *session)
{
  gpointer weak = session;

  g_object_add_weak_pointer (G_OBJECT (session), &weak);
  smtp_session_close (session);
  g_object_unref (session);
  while (weak)
    g_main_context_iteration (NULL, TRUE);
}

SmtpResult *
smtp_play_send_stream (SmtpSession *session, GInputStream *source, const char *recipients,
                       GCancellable *cancellable)
{
  g_auto (GStrv) list = g_strsplit (recipients, " ", -1);
  SmtpEnvelope envelope = { .sender = (char *) "anna@example.org", .recipients = list };
  g_autoptr (GAsyncResult) result = NULL;

  smtp_session_send_async (session, &envelope, source, cancellable, take_result, &result);
  return smtp_session_send_finish (session, wait_for_result (&result));
}

SmtpResult *
smtp_play_send (SmtpSession *session, const char *recipients, GCancellable *cancellable)
{
  g_autoptr (GInputStream) source
      = g_memory_input_stream_new_from_data (SMTP_PLAY_MESSAGE, strlen (SMTP_PLAY_MESSAGE), NULL);

  return smtp_play_send_stream (session, source, recipients, cancellable);
}
