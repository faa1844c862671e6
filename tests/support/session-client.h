/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client's side of a session with a scripted server, each step run to its end.
 */
#pragma once

#include "error.h"
#include "imap-session.h"
#include "scripted-server.h"

#define TEST_PASSWORD "correct horse"

/* For a callback; DATA is a GAsyncResult **. */
void take_result (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *wait_for_result (GAsyncResult **result);
ImapSession *session_open (const Endpoint *endpoint, const ImapSessionOptions *options,
                           GError **error);
Endpoint server_endpoint (const ScriptedServer *server, TlsMode tls);
ImapSessionOptions session_options (void);
/* Nothing may hold a session that was closed and given up. */
void session_give_up (ImapSession *session);
ImapSession *session_open_plain (ScriptedServer *server);
/* The same, for which a server has stalled that says nothing for SESSION_STALL. Only for what waits
 * longer on purpose: a machine with other work can be silent for a while as well. */
#define SESSION_STALL (2 * G_TIME_SPAN_SECOND)
ImapSession *session_open_impatient (ScriptedServer *server);
void session_outlast_stall (void);
/* Runs COMMAND to its end. */
gboolean session_run (ImapSession *session, ImapCommand *command, ImapResponse **response,
                      GError **error);
ImapCommand *session_fetch_all (void);
typedef ImapSession *(*SessionOpen) (ScriptedServer *server);
/* After a login by OPEN, SCRIPT makes a running FETCH fail with CODE, and the session is closed. */
void session_assert_fails (SessionOpen open, ServerScript script, PosthornError code,
                           const char *word);
void session_assert_fetch_fails (ServerScript script, PosthornError code, const char *word);
/* For g_log_set_writer_func(): no line of any level may hold the password. */
GLogWriterOutput watch_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields,
                            gpointer data);
