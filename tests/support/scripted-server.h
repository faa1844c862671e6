/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A mail server that plays a script in a thread of its own on a free loopback port, for what a
 * real server will not do; and the client's side of a session run to its end. A script that is
 * disappointed aborts the test.
 */
#pragma once

#include "error.h"
#include "imap-session.h"

#include <gio/gio.h>
#include <string.h>

#define TEST_PASSWORD "correct horse"

typedef struct ScriptedServer ScriptedServer;
typedef void (*ServerScript) (ScriptedServer *server);

struct ScriptedServer
{
  GSocketListener *listener;
  GCancellable *cancellable;
  guint16 port;
  GThread *thread;
  ServerScript script;
  GTlsCertificate *certificate;
  GIOStream *stream;
  GInputStream *in;
  GOutputStream *out;
  gsize written; /* atomic */
};

static inline void
server_set_streams (ScriptedServer *server, GInputStream *in, GOutputStream *out)
{
  g_clear_object (&server->in);
  g_clear_object (&server->out);
  server->in = g_object_ref (in);
  server->out = g_object_ref (out);
}

static inline void
server_set_stream (ScriptedServer *server, GIOStream *stream)
{
  g_clear_object (&server->stream);
  server->stream = stream;
  server_set_streams (server, g_io_stream_get_input_stream (stream),
                      g_io_stream_get_output_stream (stream));
}

/* FALSE when the client has refused it. */
static inline gboolean
server_start_tls (ScriptedServer *server)
{
  GIOStream *tls = g_tls_server_connection_new (server->stream, server->certificate, NULL);

  server_set_stream (server, tls);
  return g_tls_connection_handshake (G_TLS_CONNECTION (tls), server->cancellable, NULL);
}

static inline void
server_start_deflate (ScriptedServer *server)
{
  g_autoptr (GConverter) inflate
      = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  g_autoptr (GConverter) deflate
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, -1));
  g_autoptr (GInputStream) in = g_converter_input_stream_new (server->in, inflate);
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (server->out, deflate);

  server_set_streams (server, in, out);
}

/* A client that has gone away is no failure of the script. */
static inline void
server_write (ScriptedServer *server, const char *data, gsize length)
{
  if (g_output_stream_write_all (server->out, data, length, NULL, server->cancellable, NULL)
      && g_output_stream_flush (server->out, server->cancellable, NULL))
    g_atomic_pointer_add (&server->written, length);
}

static inline void
server_say (ScriptedServer *server, const char *text)
{
  server_write (server, text, strlen (text));
}

/* The next line without CRLF; NULL when the client has gone. */
static inline char *
server_hear (ScriptedServer *server)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char octet;

  while (g_input_stream_read (server->in, &octet, 1, server->cancellable, NULL) == 1)
    {
      g_string_append_c (line, octet);
      if (g_str_has_suffix (line->str, "\r\n"))
        return g_strndup (line->str, line->len - 2);
    }
  return NULL;
}

/* The tag of the next line, which must be COMMAND. */
static inline char *
server_expect (ScriptedServer *server, const char *command)
{
  g_autofree char *line = server_hear (server);
  char *space = line ? strchr (line, ' ') : NULL;

  if (!space || !g_str_has_prefix (space + 1, command))
    g_error ("%s was expected, not %s", command, line ? line : "the end");
  return g_strndup (line, space - line);
}

static inline void
server_answer (ScriptedServer *server, const char *command, const char *answer)
{
  g_autofree char *tag = server_expect (server, command);
  g_autofree char *line = g_strdup_printf ("%s %s\r\n", tag, answer);

  server_say (server, line);
}

static inline void
server_wait_for_end (ScriptedServer *server)
{
  for (char *line = server_hear (server); line; line = server_hear (server))
    g_free (line);
}

static inline void
server_log_in (ScriptedServer *server)
{
  server_say (server, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
  server_answer (server, "AUTHENTICATE PLAIN ", "OK [CAPABILITY IMAP4rev1] done");
}

static inline gpointer
server_main (gpointer data)
{
  ScriptedServer *server = data;
  GSocketConnection *connection
      = g_socket_listener_accept (server->listener, NULL, server->cancellable, NULL);

  if (!connection)
    return NULL;
  server_set_stream (server, G_IO_STREAM (connection));
  server->script (server);
  g_io_stream_close (server->stream, NULL, NULL);
  return NULL;
}

static inline ScriptedServer *
server_start (ServerScript script, GTlsCertificate *certificate)
{
  ScriptedServer *server = g_new0 (ScriptedServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  server->listener = g_socket_listener_new ();
  g_assert_true (g_socket_listener_add_address (server->listener, address, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL));
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  server->cancellable = g_cancellable_new ();
  server->script = script;
  server->certificate = certificate;
  server->thread = g_thread_new ("server", server_main, server);
  return server;
}

static inline void
server_stop (ScriptedServer *server)
{
  g_cancellable_cancel (server->cancellable);
  g_thread_join (server->thread);
  g_socket_listener_close (server->listener);
  g_clear_object (&server->in);
  g_clear_object (&server->out);
  g_clear_object (&server->stream);
  g_object_unref (server->listener);
  g_object_unref (server->cancellable);
  g_free (server);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptedServer, server_stop)

static inline void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static inline GAsyncResult *
wait_for_result (GAsyncResult **result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static inline ImapSession *
open_session (const Endpoint *endpoint, const ImapSessionOptions *options, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imap_session_open_async (endpoint, options, NULL, take_result, &result);
  return imap_session_open_finish (wait_for_result (&result), error);
}

static inline Endpoint
server_endpoint (const ScriptedServer *server, TlsMode tls)
{
  return (Endpoint){ .host = (char *) "127.0.0.1", .port = server->port, .tls = tls };
}

static inline ImapSessionOptions
session_options (void)
{
  return (ImapSessionOptions){
    .user = "anna", .password = TEST_PASSWORD, .timeout = 20, .limits = imap_limits_default
  };
}

/* Nothing may hold a session that was closed and given up. */
static inline void
give_up_session (ImapSession *session)
{
  gpointer weak = session;

  g_object_add_weak_pointer (G_OBJECT (session), &weak);
  imap_session_close (session);
  g_object_unref (session);
  while (weak)
    g_main_context_iteration (NULL, TRUE);
}

static inline ImapSession *
open_plain (ScriptedServer *server)
{
  Endpoint endpoint = server_endpoint (server, TLS_MODE_NONE);
  ImapSessionOptions options = session_options ();
  g_autoptr (GError) error = NULL;
  ImapSession *session;

  options.compress = TRUE;
  options.limits.stall = 300 * G_TIME_SPAN_MILLISECOND;
  session = open_session (&endpoint, &options, &error);
  g_assert_no_error (error);
  return session;
}

/* Runs COMMAND to its end. */
static inline gboolean
run (ImapSession *session, ImapCommand *command, ImapResponse **response, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  imap_session_run_async (session, command, NULL, take_result, &result);
  return imap_session_run_finish (session, wait_for_result (&result), response, error);
}

static inline ImapCommand *
fetch_all (void)
{
  g_autoptr (UidSet) uids = uid_set_new ();

  uid_set_add_range (uids, 1, 9);
  return imap_command_fetch_messages (uids, 64 * 1024 * 1024);
}

/* After a login, SCRIPT makes a running FETCH fail with CODE, and the session is closed. */
static inline void
assert_fetch_fails (ServerScript script, PosthornError code, const char *word)
{
  g_autoptr (ScriptedServer) server = server_start (script, NULL);
  ImapSession *session = open_plain (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  g_assert_false (run (session, fetch_all (), NULL, &error));
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_false (imap_session_is_open (session));
  g_assert_false (run (session, fetch_all (), NULL, &again));
  g_assert_error (again, POSTHORN_ERROR, (int) code);
  give_up_session (session);
}

/* For g_log_set_writer_func(): no line of any level may hold the password. */
static inline GLogWriterOutput
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
