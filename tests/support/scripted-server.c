/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scripted-server.h"

#include <string.h>

static void
server_set_streams (ScriptedServer *server, GInputStream *in, GOutputStream *out)
{
  g_clear_object (&server->in);
  g_clear_object (&server->out);
  server->in = g_object_ref (in);
  server->out = g_object_ref (out);
}

static void
server_set_stream (ScriptedServer *server, GIOStream *stream)
{
  g_clear_object (&server->stream);
  server->stream = stream;
  server_set_streams (server, g_io_stream_get_input_stream (stream),
                      g_io_stream_get_output_stream (stream));
}

gboolean
server_start_tls (ScriptedServer *server)
{
  GIOStream *tls = g_tls_server_connection_new (server->stream, server->certificate, NULL);

  server_set_stream (server, tls);
  return g_tls_connection_handshake (G_TLS_CONNECTION (tls), server->cancellable, NULL);
}

void
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
void
server_write (ScriptedServer *server, const char *data, gsize length)
{
  if (g_output_stream_write_all (server->out, data, length, NULL, server->cancellable, NULL)
      && g_output_stream_flush (server->out, server->cancellable, NULL))
    g_atomic_pointer_add (&server->written, length);
}

void
server_say (ScriptedServer *server, const char *text)
{
  server_write (server, text, strlen (text));
}

char *
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

char *
server_expect (ScriptedServer *server, const char *command)
{
  g_autofree char *line = server_hear (server);
  char *space = line ? strchr (line, ' ') : NULL;

  if (!space || !g_str_has_prefix (space + 1, command))
    g_error ("%s was expected, not %s", command, line ? line : "the end");
  return g_strndup (line, space - line);
}

void
server_answer (ScriptedServer *server, const char *command, const char *answer)
{
  g_autofree char *tag = server_expect (server, command);
  g_autofree char *line = g_strdup_printf ("%s %s\r\n", tag, answer);

  server_say (server, line);
}

void
server_wait_for_end (ScriptedServer *server)
{
  for (char *line = server_hear (server); line; line = server_hear (server))
    g_free (line);
}

void
server_log_in (ScriptedServer *server)
{
  server_say (server, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
  server_answer (server, "AUTHENTICATE PLAIN ", "OK [CAPABILITY IMAP4rev1] done");
}

gboolean
server_accept (ScriptedServer *server)
{
  GSocketConnection *connection;

  if (server->stream)
    g_io_stream_close (server->stream, NULL, NULL);
  connection = g_socket_listener_accept (server->listener, NULL, server->cancellable, NULL);
  if (connection)
    server_set_stream (server, G_IO_STREAM (connection));
  return connection != NULL;
}

static gpointer
server_main (gpointer data)
{
  ScriptedServer *server = data;

  if (!server_accept (server))
    return NULL;
  server->script (server);
  g_io_stream_close (server->stream, NULL, NULL);
  return NULL;
}

ScriptedServer *
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

void
server_finish (ScriptedServer *server)
{
  g_clear_pointer (&server->thread, g_thread_join);
}

void
server_stop (ScriptedServer *server)
{
  g_cancellable_cancel (server->cancellable);
  server_finish (server);
  g_socket_listener_close (server->listener);
  g_clear_object (&server->in);
  g_clear_object (&server->out);
  g_clear_object (&server->stream);
  g_object_unref (server->listener);
  g_object_unref (server->cancellable);
  g_free (server);
}
