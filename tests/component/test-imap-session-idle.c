/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-client.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  GString *told; /* what happened, in order */
  GAsyncResult *result;
  guint closings;
} Witness;

static void
witness_clear (Witness *witness)
{
  g_string_free (witness->told, TRUE);
  g_clear_object (&witness->result);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Witness, witness_clear)

static void
on_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  Witness *witness = data;

  if (event->type == IMAP_EVENT_CONTINUE)
    g_string_append (witness->told, "begun ");
  else if (event->type == IMAP_EVENT_RESPONSE)
    g_string_append_printf (witness->told, "response%d ", event->response->type);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Witness *witness = data;

  g_string_append (witness->told, "answered ");
  g_set_object (&witness->result, result);
}

static void
on_closed (ImapSession *session, const GError *error, gpointer data)
{
  Witness *witness = data;

  g_assert_false (imap_session_is_open (session));
  g_string_append_printf (witness->told, "%s ", posthorn_error_name_of (error));
  witness->closings++;
}

static ImapSession *
open_session (ScriptedServer *server, Witness *witness)
{
  ImapSession *session = session_open_impatient (server);

  witness->told = g_string_new (NULL);
  imap_session_set_handler (session, on_event, witness);
  imap_session_set_closed (session, on_closed, witness);
  return session;
}

static void
wait_until_told (Witness *witness, const char *what)
{
  while (!strstr (witness->told->str, what))
    g_main_context_iteration (NULL, TRUE);
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
hear_done (ScriptedServer *server)
{
  g_autofree char *line = server_hear (server);

  g_assert_cmpstr (line, ==, "DONE");
}

static void
script_idle (ScriptedServer *server)
{
  g_autofree char *tag = NULL;
  g_autofree char *answer = NULL;

  server_log_in (server);
  tag = server_expect (server, "IDLE");
  server_say (server, "+ idling\r\n* 1 EXISTS\r\n");
  hear_done (server);
  answer = g_strdup_printf ("%s OK over\r\n", tag);
  server_say (server, answer);
  server_answer (server, "NOOP", "OK done");
  server_wait_for_end (server);
}

/* It may last longer than an answer may take. */
static void
test_idle (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_idle, NULL);
  g_auto (Witness) witness = { NULL };
  ImapSession *session = open_session (server, &witness);

  imap_session_run_async (session, imap_command_idle (), NULL, on_answered, &witness);
  wait_until_told (&witness, "begun response9");
  session_outlast_stall ();
  g_assert_true (imap_session_is_open (session));
  g_assert_null (witness.result);
  imap_session_end_idle (session);
  wait_until_told (&witness, "answered");
  g_assert_true (imap_session_run_finish (session, witness.result, NULL, NULL));
  g_clear_object (&witness.result);
  g_assert_true (session_run (session, imap_command_simple ("NOOP"), NULL, NULL));
  session_give_up (session);
}

static void
script_never_done (ScriptedServer *server)
{
  g_autofree char *tag = NULL;

  server_log_in (server);
  tag = server_expect (server, "IDLE");
  server_say (server, "+ idling\r\n");
  server_wait_for_end (server);
}

static void
test_half_open (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_never_done, NULL);
  g_auto (Witness) witness = { NULL };
  ImapSession *session = open_session (server, &witness);

  imap_session_run_async (session, imap_command_idle (), NULL, on_answered, &witness);
  wait_until_told (&witness, "begun");
  imap_session_end_idle (session);
  wait_until_told (&witness, "Timeout");
  g_assert_cmpstr (witness.told->str, ==, "begun answered Timeout ");
  g_clear_object (&witness.result);
  session_give_up (session);
}

static void
script_log_out_of_idle (ScriptedServer *server)
{
  g_autofree char *tag = NULL;
  g_autofree char *end = NULL;

  server_log_in (server);
  tag = server_expect (server, "IDLE");
  server_say (server, "+ idling\r\n");
  hear_done (server);
  end = server_expect (server, "LOGOUT");
}

static void
test_close_while_idling (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_log_out_of_idle, NULL);
  g_auto (Witness) witness = { NULL };
  ImapSession *session = open_session (server, &witness);

  imap_session_run_async (session, imap_command_idle (), NULL, on_answered, &witness);
  wait_until_told (&witness, "begun");
  imap_session_close (session);
  wait_until_told (&witness, "answered");
  /* DONE and LOGOUT have arrived, or the script would have aborted. */
  g_thread_join (g_thread_ref (server->thread));
  drain ();
  g_assert_cmpuint (witness.closings, ==, 0);
  g_clear_object (&witness.result);
  session_give_up (session);
}

static void
script_bye (ScriptedServer *server)
{
  server_log_in (server);
  server_answer (server, "NOOP", "OK done");
  server_say (server, "* BYE shutting down\r\n");
  server_wait_for_end (server);
}

/* Nothing runs, and still it is told. */
static void
test_lost_while_quiet (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_bye, NULL);
  g_auto (Witness) witness = { NULL };
  ImapSession *session = open_session (server, &witness);

  g_assert_true (session_run (session, imap_command_simple ("NOOP"), NULL, NULL));
  wait_until_told (&witness, "ServerUnavailable");
  drain ();
  g_assert_cmpuint (witness.closings, ==, 1);
  session_give_up (session);
}

static void
test_lost_before_anybody_watches (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_bye, NULL);
  g_auto (Witness) witness = { NULL };
  ImapSession *session = open_session (server, &witness);

  imap_session_set_closed (session, NULL, NULL);
  g_assert_true (session_run (session, imap_command_simple ("NOOP"), NULL, NULL));
  while (imap_session_is_open (session))
    g_main_context_iteration (NULL, TRUE);
  drain ();
  g_assert_cmpuint (witness.closings, ==, 0);
  imap_session_set_closed (session, on_closed, &witness);
  g_assert_cmpuint (witness.closings, ==, 0);
  wait_until_told (&witness, "ServerUnavailable");
  g_assert_cmpuint (witness.closings, ==, 1);
  session_give_up (session);
}

int
main (int argc, char **argv)
{
  g_log_set_writer_func (watch_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-session-idle/idle", test_idle);
  g_test_add_func ("/imap-session-idle/half-open", test_half_open);
  g_test_add_func ("/imap-session-idle/close-while-idling", test_close_while_idling);
  g_test_add_func ("/imap-session-idle/lost-while-quiet", test_lost_while_quiet);
  g_test_add_func ("/imap-session-idle/lost-before-anybody-watches",
                   test_lost_before_anybody_watches);
  return g_test_run ();
}
