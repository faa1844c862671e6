/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A mail server that plays a script in a thread of its own on a free loopback port, for what a
 * real server will not do. A script that is disappointed aborts the test. It knows no client.
 */
#pragma once

#include <gio/gio.h>

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

ScriptedServer *server_start (ServerScript script, GTlsCertificate *certificate);
/* Waits until the script is over. */
void server_finish (ScriptedServer *server);
void server_stop (ScriptedServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptedServer, server_stop)

/* For the script. Gives the connection up, if there is one, for the next; FALSE when none comes any
 * more. The first one is there when the script begins. */
gboolean server_accept (ScriptedServer *server);
/* FALSE when the client has refused it. */
gboolean server_start_tls (ScriptedServer *server);
void server_start_deflate (ScriptedServer *server);
void server_say (ScriptedServer *server, const char *text);
void server_write (ScriptedServer *server, const char *data, gsize length);
/* The next line without CRLF; NULL when the client has gone. */
char *server_hear (ScriptedServer *server);
/* The tag of the next line, which must be COMMAND. */
char *server_expect (ScriptedServer *server, const char *command);
void server_answer (ScriptedServer *server, const char *command, const char *answer);
void server_wait_for_end (ScriptedServer *server);
void server_log_in (ScriptedServer *server);
