/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-client.h"

#include <stdlib.h>
#include <string.h>

void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

GAsyncResult *
wait_for_result (GAsyncResult **result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

ImapSession *
session_open (const Endpoint *endpoint, const ImapSessionOptions *options, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imap_session_open_async (endpoint, options, NULL, take_result, &result);
  return imap_session_open_finish (wait_for_result (&result), error);
}

Endpoint
server_endpoint (const ScriptedServer *server, TlsMode tls)
{
  return (Endpoint){ .host = (char *) "127.0.0.1", .port = server->port, .tls = tls };
}

ImapSessionOptions
session_options (void)
{
  return (ImapSessionOptions){
    .user = "anna", .password = TEST_PASSWORD, .timeout = 20, .limits = imap_limits_default
  };
}

void
session_give_up (ImapSession *session)
{
  gpointer weak = session;

  g_object_add_weak_pointer (G_OBJECT (session), &weak);
  imap_session_close (session);
  g_object_unref (session);
  while (weak)
    g_main_context_iteration (NULL, TRUE);
}

static ImapSession *
open_plain (ScriptedServer *server, gint64 stall)
{
  Endpoint endpoint = server_endpoint (server, TLS_MODE_NONE);
  ImapSessionOptions options = session_options ();
  g_autoptr (GError) error = NULL;
  ImapSession *session;

  options.compress = TRUE;
  options.limits.stall = stall;
  session = session_open (&endpoint, &options, &error);
  g_assert_no_error (error);
  return session;
}

ImapSession *
session_open_plain (ScriptedServer *server)
{
  return open_plain (server, imap_limits_default.stall);
}

ImapSession *
session_open_impatient (ScriptedServer *server)
{
  return open_plain (server, SESSION_STALL);
}

static gboolean
set_flag (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
session_outlast_stall (void)
{
  gboolean over = FALSE;

  g_timeout_add (SESSION_STALL / G_TIME_SPAN_MILLISECOND + 500, set_flag, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

gboolean
session_run (ImapSession *session, ImapCommand *command, ImapResponse **response, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imap_session_run_async (session, command, NULL, take_result, &result);
  return imap_session_run_finish (session, wait_for_result (&result), response, error);
}

ImapCommand *
session_fetch_all (void)
{
  g_autoptr (UidSet) uids = uid_set_new ();

  uid_set_add_range (uids, 1, 9);
  return imap_command_fetch_messages (uids, 64 * 1024 * 1024);
}

void
session_assert_fails (SessionOpen open, ServerScript script, PosthornError code, const char *word)
{
  g_autoptr (ScriptedServer) server = server_start (script, NULL);
  ImapSession *session = open (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  g_assert_false (session_run (session, session_fetch_all (), NULL, &error));
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_false (imap_session_is_open (session));
  g_assert_false (session_run (session, session_fetch_all (), NULL, &again));
  g_assert_error (again, POSTHORN_ERROR, (int) code);
  session_give_up (session);
}

void
session_assert_fetch_fails (ServerScript script, PosthornError code, const char *word)
{
  session_assert_fails (session_open_plain, script, code, word);
}

GLogWriterOutput
watch_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (fields[i].length < 0 && strstr (fields[i].value, TEST_PASSWORD))
        abort ();
    }
  return level & G_LOG_LEVEL_DEBUG ? G_LOG_WRITER_HANDLED
                                   : g_log_writer_default (level, fields, n_fields, data);
}
