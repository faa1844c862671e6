/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-client.h"
#include "web-play.h"

#include <string.h>

/* A GET that SERVER has to answer with STATUS. */
static HttpAnswer *
get (HttpClient *client, ScriptedServer *server, guint status)
{
  g_autofree char *url = web_url (server, "http");
  HttpRequest request = { .method = "GET", .url = url, .max_size = WEB_LIMIT };
  g_autoptr (GError) error = NULL;
  HttpAnswer *answer = web_ask (client, &request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, status);
  return answer;
}

static void
assert_script_fails (ServerScript script, PosthornError code, const char *word)
{
  g_autoptr (ScriptedServer) server = server_start (script, NULL);
  g_autofree char *url = web_url (server, "http");
  HttpClientOptions options = web_options ();

  web_assert_fails (&options, url, code, word);
}

static void
assert_body (const HttpAnswer *answer, const char *text)
{
  g_assert_cmpmem (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body), text,
                   strlen (text));
}

static void
finish (HttpClient *client, ScriptedServer *server)
{
  http_client_rest (client);
  web_wait_for_end (server);
}

/* What is asked and answered. */

static void
script_put (ScriptedServer *server)
{
  g_autofree char *request = web_hear (server);

  g_assert_true (g_str_has_prefix (request, "PUT " SECRET_PATH SECRET_QUERY " HTTP/1.1\n"));
  g_assert_nonnull (strstr (request, "\nIf-Match: \"7\"\n"));
  g_assert_nonnull (strstr (request, "\nContent-Type: text/calendar\n"));
  g_assert_null (strstr (request, "\nCookie:"));
  g_assert_null (strstr (request, "\nAuthorization:"));
  g_assert_true (g_str_has_suffix (request, "\n\nBEGIN:VCALENDAR"));
  server_say (server, "HTTP/1.1 412 Precondition Failed\r\nETag: \"8\"\r\nX-A: 1\r\nx-a: 2\r\n"
                      "Set-Cookie: a=b\r\nContent-Length: 5\r\n\r\nother");
  web_refuse_words (server, "Cookie:");
  server_say (server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "3\r\none\r\n4\r\n two\r\n0\r\n\r\n");
  web_expect_end (server);
}

static void
test_request_and_answer (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_put, NULL);
  HttpClientOptions options = web_options ();
  g_autoptr (HttpClient) client = http_client_new (&options);
  g_autofree char *url = web_url (server, "http");
  const char *headers[] = { "If-Match", "\"7\"", NULL };
  g_autoptr (GBytes) body = g_bytes_new_static ("BEGIN:VCALENDAR", strlen ("BEGIN:VCALENDAR"));
  HttpRequest request = { .method = "PUT",
                          .url = url,
                          .headers = headers,
                          .content_type = "text/calendar",
                          .body = body,
                          .max_size = 5 };
  g_autoptr (GError) error = NULL;
  g_autoptr (HttpAnswer) refused = web_ask (client, &request, &error);
  g_autoptr (HttpAnswer) chunked = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (refused->status, ==, 412);
  g_assert_cmpstr (http_answer_header (refused, "etag"), ==, "\"8\"");
  g_assert_cmpstr (http_answer_header (refused, "x-a"), ==, "1, 2");
  assert_body (refused, "other");
  chunked = get (client, server, 200);
  assert_body (chunked, "one two");
  /* The server is still there for a client that has more to ask. */
  finish (client, server);
}

static void
script_redirect (ScriptedServer *server)
{
  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
  web_expect_end (server);
}

static void
test_redirects_are_told (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_redirect, NULL);
  HttpClientOptions options = web_options ();
  g_autoptr (HttpClient) client = http_client_new (&options);
  g_autoptr (HttpAnswer) answer = get (client, server, 301);

  g_assert_cmpstr (http_answer_header (answer, "location"), ==, "/elsewhere");
  finish (client, server);
}

/* Credentials. */

#define CHALLENGE(how)                                                                             \
  "HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\nWWW-Authenticate: " how "\r\n\r\nerror"
#define FINE "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

static HttpAnswer *
ask_as_anna (HttpClient *client, ScriptedServer *server, const char *path)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", server->port, path);
  g_autoptr (GBytes) body = g_bytes_new_static ("<propfind/>", strlen ("<propfind/>"));
  HttpRequest request = { .method = "PROPFIND",
                          .url = url,
                          .content_type = "text/xml",
                          .body = body,
                          .max_size = 5,
                          .user = "anna",
                          .password = TEST_PASSWORD };
  g_autoptr (GError) error = NULL;
  HttpAnswer *answer = web_ask (client, &request, &error);

  g_assert_no_error (error);
  return answer;
}

static void
script_basic (ScriptedServer *server)
{
  g_autofree char *signed_request = NULL;

  web_refuse_words (server, "Authorization:");
  server_say (server, CHALLENGE ("Basic realm=\"dav\""));
  signed_request = web_hear (server);
  g_assert_nonnull (strstr (signed_request, "\nAuthorization: Basic YW5uYTpjb3JyZWN0IGhvcnNl\n"));
  g_assert_true (g_str_has_suffix (signed_request, "\n<propfind/>"));
  server_say (server, FINE);
  web_refuse_words (server, "Authorization:");
  server_say (server, CHALLENGE ("Basic realm=\"dav\""));
  web_expect (server, "\nAuthorization: Basic ");
  server_say (server, FINE);
  web_expect_end (server);
}

static void
test_basic (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_basic, NULL);
  HttpClientOptions options = web_options ();
  g_autoptr (HttpClient) client = http_client_new (&options);
  g_autoptr (HttpAnswer) answer = ask_as_anna (client, server, SECRET_PATH);
  g_autoptr (HttpAnswer) nobody = NULL;
  g_autoptr (HttpAnswer) elsewhere = NULL;

  g_assert_cmpuint (answer->status, ==, 200);
  /* What nobody signs for goes without, also behind somebody who did. */
  nobody = get (client, server, 401);
  /* And it is not asked for again for another folder. */
  elsewhere = ask_as_anna (client, server, "/other/");
  g_assert_cmpuint (elsewhere->status, ==, 200);
  finish (client, server);
}

static void
script_digest (ScriptedServer *server)
{
  g_autofree char *request = NULL;

  web_refuse_words (server, "Authorization:");
  server_say (server, CHALLENGE ("Digest realm=\"dav\", nonce=\"n\", qop=\"auth\""));
  request = web_hear (server);
  g_assert_nonnull (strstr (request, "\nAuthorization: Digest username=\"anna\""));
  server_say (server, FINE);
  web_expect_end (server);
}

static void
test_digest (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_digest, NULL);
  HttpClientOptions options = web_options ();
  g_autoptr (HttpClient) client = http_client_new (&options);
  g_autoptr (HttpAnswer) answer = ask_as_anna (client, server, SECRET_PATH);

  g_assert_cmpuint (answer->status, ==, 200);
  finish (client, server);
}

static void
script_wrong_password (ScriptedServer *server)
{
  for (guint i = 0; i < 2; i++)
    {
      web_expect (server, "PROPFIND ");
      server_say (server, CHALLENGE ("Basic realm=\"dav\""));
    }
  web_expect_end (server);
}

static void
test_wrong_password (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_wrong_password, NULL);
  HttpClientOptions options = web_options ();
  g_autoptr (HttpClient) client = http_client_new (&options);
  g_autoptr (HttpAnswer) answer = ask_as_anna (client, server, SECRET_PATH);

  g_assert_cmpuint (answer->status, ==, 401);
  finish (client, server);
}

/* Bounds. */

static void
script_too_long (ScriptedServer *server)
{
  g_autofree char *body = g_strnfill (WEB_LIMIT + 1, 'a');

  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n");
  server_say (server, body);
  web_expect_end (server);
}

static void
script_endless_chunks (ScriptedServer *server)
{
  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  while (
      g_output_stream_write_all (server->out, "4\r\nmore\r\n", 9, NULL, server->cancellable, NULL))
    ;
}

static void
script_bomb (ScriptedServer *server)
{
  g_autoptr (GConverter) gzip
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GInputStream) zeros = g_memory_input_stream_new_from_data (
      g_malloc0 (64 * 1024 * 1024), 64 * 1024 * 1024, g_free);
  g_autoptr (GOutputStream) packed = g_converter_output_stream_new (server->out, gzip);

  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
  g_filter_output_stream_set_close_base_stream (G_FILTER_OUTPUT_STREAM (packed), FALSE);
  g_output_stream_splice (packed, zeros, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, server->cancellable,
                          NULL);
  web_expect_end (server);
}

static void
script_endless_head (ScriptedServer *server)
{
  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 200 OK\r\n");
  while (g_output_stream_write_all (server->out, "X-More: and more\r\n", 18, NULL,
                                    server->cancellable, NULL))
    ;
}

static void
test_too_large (void)
{
  assert_script_fails (script_too_long, POSTHORN_ERROR_PROTOCOL, "more than 65536 octets");
  assert_script_fails (script_endless_chunks, POSTHORN_ERROR_PROTOCOL, "more than 65536 octets");
  assert_script_fails (script_bomb, POSTHORN_ERROR_PROTOCOL, "more than 65536 octets");
  assert_script_fails (script_endless_head, POSTHORN_ERROR_SERVER_UNAVAILABLE, "closed");
}

static void
script_full (ScriptedServer *server)
{
  g_autofree char *body = g_strnfill (WEB_LIMIT, 'a');

  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n");
  server_say (server, body);
  web_expect_end (server);
}

static void
test_just_large_enough (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_full, NULL);
  HttpClientOptions options = web_options ();
  g_autoptr (HttpClient) client = http_client_new (&options);
  g_autoptr (HttpAnswer) answer = get (client, server, 200);

  g_assert_cmpuint (g_bytes_get_size (answer->body), ==, WEB_LIMIT);
  finish (client, server);
}

/* Broken servers. */

static void
script_cut_at_once (ScriptedServer *server)
{
  web_expect (server, "GET ");
}

static void
script_cut_head (ScriptedServer *server)
{
  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 200 OK\r\nContent-Le");
}

static void
script_cut_body (ScriptedServer *server)
{
  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"result\":[");
}

static void
script_cut_chunk (ScriptedServer *server)
{
  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nmore");
}

static void
script_no_http (ScriptedServer *server)
{
  web_expect (server, "GET ");
  server_say (server, "* OK IMAP4rev1 s3cret\r\n* BYE\r\n\r\n");
}

static void
test_broken (void)
{
  assert_script_fails (script_cut_at_once, POSTHORN_ERROR_SERVER_UNAVAILABLE, "try again later");
  assert_script_fails (script_cut_head, POSTHORN_ERROR_PROTOCOL, "no HTTP");
  assert_script_fails (script_cut_body, POSTHORN_ERROR_SERVER_UNAVAILABLE, "try again later");
  assert_script_fails (script_cut_chunk, POSTHORN_ERROR_SERVER_UNAVAILABLE, "try again later");
  assert_script_fails (script_no_http, POSTHORN_ERROR_PROTOCOL, "check the URL");
}

static void
script_silence (ScriptedServer *server)
{
  web_expect (server, "GET ");
  web_expect_end (server);
}

static void
script_stalled_body (ScriptedServer *server)
{
  web_expect (server, "GET ");
  server_say (server, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
  web_expect_end (server);
}

static void
test_silent (void)
{
  static const ServerScript scripts[] = { script_silence, script_stalled_body };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (ScriptedServer) server = server_start (scripts[i], NULL);
      g_autofree char *url = web_url (server, "http");
      HttpClientOptions options = { .timeout = 1 };

      web_assert_fails (&options, url, POSTHORN_ERROR_TIMEOUT, "within 1 seconds");
      web_wait_for_end (server);
    }
}

static void
test_nobody_there (void)
{
  HttpClientOptions options = web_options ();

  web_assert_fails (&options, "http://127.0.0.1:1" SECRET_PATH, POSTHORN_ERROR_SERVER_UNAVAILABLE,
                    "127.0.0.1:1 refused the connection: check the URL");
}

static gboolean
cancel_later (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_stalled_body, NULL);
  HttpClientOptions options = web_options ();
  g_autoptr (HttpClient) client = http_client_new (&options);
  g_autofree char *url = web_url (server, "http");
  HttpRequest request = { .method = "GET", .url = url, .max_size = WEB_LIMIT };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  http_client_send_async (client, &request, cancellable, take_result, &result);
  g_timeout_add (50, cancel_later, cancellable);
  g_assert_null (http_client_send_finish (client, wait_for_result (&result), &error));
  web_assert_error (error, POSTHORN_ERROR_CANCELLED, "127.0.0.1");
  web_wait_for_end (server);
}

/* A connection that the server has given up while it was not needed. */

static void
script_gives_up (ScriptedServer *server)
{
  web_expect (server, "GET ");
  server_say (server, FINE);
  server_accept (server);
  web_expect (server, "POST ");
  server_accept (server);
  web_expect (server, "GET ");
  server_say (server, FINE);
  web_expect (server, "PUT ");
  server_accept (server);
  web_expect (server, "\n\nBEGIN:VCALENDAR");
  server_say (server, FINE);
  web_expect_end (server);
}

static void
assert_gets (HttpClient *client, ScriptedServer *server)
{
  g_autoptr (HttpAnswer) answer = get (client, server, 200);

  g_assert_cmpuint (g_bytes_get_size (answer->body), ==, 0);
}

static void
test_post_is_sent_once (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_gives_up, NULL);
  HttpClientOptions options = web_options ();
  g_autoptr (HttpClient) client = http_client_new (&options);
  g_autofree char *url = web_url (server, "http");
  HttpRequest request = { .method = "POST", .url = url, .max_size = WEB_LIMIT };
  g_autoptr (GBytes) body = g_bytes_new_static ("BEGIN:VCALENDAR", strlen ("BEGIN:VCALENDAR"));
  g_autoptr (HttpAnswer) put = NULL;
  g_autoptr (GError) error = NULL;

  assert_gets (client, server);
  g_assert_null (web_ask (client, &request, &error));
  web_assert_error (error, POSTHORN_ERROR_SERVER_UNAVAILABLE, "closed");
  assert_gets (client, server);
  g_clear_error (&error);
  request.method = "PUT";
  request.content_type = "text/calendar";
  request.body = body;
  put = web_ask (client, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (put->status, ==, 200);
  finish (client, server);
}

int
main (int argc, char **argv)
{
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_log_set_writer_func (web_watch_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-client/request-and-answer", test_request_and_answer);
  g_test_add_func ("/http-client/redirects-are-told", test_redirects_are_told);
  g_test_add_func ("/http-client/basic", test_basic);
  g_test_add_func ("/http-client/digest", test_digest);
  g_test_add_func ("/http-client/wrong-password", test_wrong_password);
  g_test_add_func ("/http-client/too-large", test_too_large);
  g_test_add_func ("/http-client/just-large-enough", test_just_large_enough);
  g_test_add_func ("/http-client/broken", test_broken);
  g_test_add_func ("/http-client/silent", test_silent);
  g_test_add_func ("/http-client/nobody-there", test_nobody_there);
  g_test_add_func ("/http-client/cancelled", test_cancelled);
  g_test_add_func ("/http-client/post-is-sent-once", test_post_is_sent_once);
  return g_test_run ();
}
