/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-client.h"
#include "tls-identity.h"
#include "web-play.h"

#include <string.h>

static Identity good;      /* for 127.0.0.1, its own authority */
static Identity elsewhere; /* for another name, its own authority */

/* Certificates. */

static void
script_tls (ScriptedServer *server)
{
  do
    {
      if (!server_start_tls (server))
        continue;
      web_expect (server, "GET ");
      server_say (server, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
  while (server_accept (server));
}

/* Answers the handshake, and must not be asked anything. */
static void
script_refused (ScriptedServer *server)
{
  if (server_start_tls (server))
    web_expect_end (server);
}

static void
assert_answers (ScriptedServer *server, const char *ca_file, const char *pin)
{
  HttpClientOptions options = { .ca_file = ca_file, .pin = pin, .timeout = 20 };
  g_autoptr (HttpClient) client = http_client_new (&options);
  g_autofree char *url = web_url (server, "https");
  HttpRequest request = { .method = "GET", .url = url, .max_size = WEB_LIMIT };
  g_autoptr (GError) error = NULL;
  g_autoptr (HttpAnswer) answer = web_ask (client, &request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
assert_refused (ScriptedServer *server, const char *ca_file, const char *pin, const char *word)
{
  HttpClientOptions options = { .ca_file = ca_file, .pin = pin, .timeout = 20 };
  g_autofree char *url = web_url (server, "https");

  web_assert_fails (&options, url, POSTHORN_ERROR_TLS_FAILED, word);
}

static void
test_certificates (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_tls, good.certificate);
  g_autoptr (ScriptedServer) other = server_start (script_tls, elsewhere.certificate);

  assert_answers (server, good.path, NULL);
  assert_answers (server, good.path, good.pin);
  assert_answers (other, NULL, elsewhere.pin);
}

static void
assert_refuses (const Identity *identity, const char *ca_file, const char *pin, const char *word)
{
  g_autoptr (ScriptedServer) server = server_start (script_refused, identity->certificate);

  assert_refused (server, ca_file, pin, word);
}

static void
test_refused_certificates (void)
{
  assert_refuses (&good, NULL, NULL, "check the URL");
  assert_refuses (&good, NULL, NULL, good.pin);
  assert_refuses (&good, elsewhere.path, NULL, "authority");
  assert_refuses (&elsewhere, elsewhere.path, NULL, "another name");
  assert_refuses (&good, NULL, elsewhere.pin, good.pin);
  /* Without a flaw GIO does not ask. */
  assert_refuses (&good, good.path, elsewhere.pin, good.pin);
  assert_refuses (&good, "/127.0.0.1/missing", NULL, "ca-file");
}

/* Resumes the session, or refuses to answer anything. */
static void
script_resumed (ScriptedServer *server)
{
  g_assert_true (server_start_tls (server));
  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  g_assert_true (server_accept (server));
  script_refused (server);
  g_assert_true (server_accept (server));
  script_refused (server);
}

/* What was let in with one authority or pin opens nothing for another. */
static void
test_resumed_sessions_are_verified (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_resumed, good.certificate);

  assert_answers (server, good.path, NULL);
  assert_refused (server, NULL, NULL, "authority");
  assert_refused (server, NULL, elsewhere.pin, good.pin);
  web_wait_for_end (server);
}

static void
script_plain (ScriptedServer *server)
{
  server_say (server, "HTTP/1.1 400 Bad Request\r\n\r\n");
  server_wait_for_end (server);
}

static void
test_plain_server (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_plain, NULL);

  assert_refused (server, good.path, NULL, "speaks TLS");
}

/* What must not be sent. */

static void
test_urls (void)
{
  static const struct
  {
    const char *url;
    const char *word;
  } rows[] = {
    { "http://192.0.2.1" SECRET_PATH, "192.0.2.1 has to begin with https" },
    { "http://example.org" SECRET_PATH, "this computer only" },
    { "https://anna:s3cret@127.0.0.1/", "user or password" },
    { "https://127.0.0.1/#s3cret", "#" },
    { "ftp://127.0.0.1" SECRET_PATH, "https" },
    { "file://" SECRET_PATH, "https" },
    { "https://" SECRET_PATH, "names no server" },
    { "https:///" SECRET_PATH, "names no server" },
    { "127.0.0.1" SECRET_PATH, "cannot be read" },
    { "https://127.0.0.1:99999" SECRET_PATH, "cannot be read" },
    { "https://127.0.0.1/s3cret\r\nX-Header: 1", "cannot be read" },
    { "", "cannot be read" },
  };
  HttpClientOptions options = web_options ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    web_assert_fails (&options, rows[i].url, POSTHORN_ERROR_PROTOCOL, rows[i].word);
}

static void
test_line_breaks (void)
{
  HttpClientOptions options = web_options ();
  g_autoptr (HttpClient) client = http_client_new (&options);
  const char *headers[] = { "If-Match", "\"7\"\r\nX-S3cret: s3cret", NULL };
  HttpRequest request = {
    .method = "PUT", .url = "http://127.0.0.1:1/", .headers = headers, .max_size = WEB_LIMIT
  };
  g_autoptr (GError) error = NULL;

  g_assert_null (web_ask (client, &request, &error));
  web_assert_error (error, POSTHORN_ERROR_PROTOCOL, "header");
}

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_log_set_writer_func (web_watch_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  identity_make (&good, "IP:127.0.0.1");
  identity_make (&elsewhere, "DNS:mail.example.org");
  g_test_add_func ("/http-client-tls/certificates", test_certificates);
  g_test_add_func ("/http-client-tls/refused-certificates", test_refused_certificates);
  g_test_add_func ("/http-client-tls/resumed-sessions-are-verified",
                   test_resumed_sessions_are_verified);
  g_test_add_func ("/http-client-tls/plain-server", test_plain_server);
  g_test_add_func ("/http-client-tls/urls", test_urls);
  g_test_add_func ("/http-client-tls/line-breaks", test_line_breaks);
  result = g_test_run ();
  identity_clear (&good);
  identity_clear (&elsewhere);
  return result;
}
