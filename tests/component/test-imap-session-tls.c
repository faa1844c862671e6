/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificate.h"
#include "session-client.h"
#include "tls-identity.h"

static Identity good;      /* for 127.0.0.1, its own authority */
static Identity elsewhere; /* for another name, its own authority */

static void
script_implicit (ScriptedServer *server)
{
  if (!server_start_tls (server))
    return;
  server_log_in (server);
  server_wait_for_end (server);
}

/* Answers the handshake, and must not get as far as a login. */
static void
script_refused (ScriptedServer *server)
{
  g_autofree char *line = NULL;

  if (server_start_tls (server))
    line = server_hear (server);
  g_assert_null (line);
}

static void
assert_opens (const Endpoint *endpoint)
{
  ImapSessionOptions options = session_options ();
  g_autoptr (GError) error = NULL;
  ImapSession *session = session_open (endpoint, &options, &error);

  g_assert_no_error (error);
  g_assert_true (imap_session_is_open (session));
  session_give_up (session);
}

static void
assert_fails (const Endpoint *endpoint, PosthornError code, const char *word)
{
  ImapSessionOptions options = session_options ();
  g_autoptr (GError) error = NULL;

  g_assert_null (session_open (endpoint, &options, &error));
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  g_test_message ("%s", error->message);
  if (!strstr (error->message, word))
    g_error ("«%s» does not say «%s»", error->message, word);
  if (!strstr (error->message, endpoint->host))
    g_error ("«%s» does not name the host", error->message);
}

static void
test_implicit (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_implicit, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_IMPLICIT);

  endpoint.ca_file = good.path;
  assert_opens (&endpoint);
}

static void
test_wrong_name (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_refused, elsewhere.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_IMPLICIT);

  endpoint.ca_file = elsewhere.path;
  assert_fails (&endpoint, POSTHORN_ERROR_TLS_FAILED, "another name");
}

static void
test_unknown_authority (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_refused, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_IMPLICIT);

  assert_fails (&endpoint, POSTHORN_ERROR_TLS_FAILED, good.pin);
}

static void
test_other_authority (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_refused, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_IMPLICIT);

  endpoint.ca_file = elsewhere.path;
  assert_fails (&endpoint, POSTHORN_ERROR_TLS_FAILED, "authority");
}

static void
test_unreadable_authority (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_refused, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_IMPLICIT);
  g_autofree char *path = g_strconcat (good.path, "-missing-127.0.0.1", NULL);

  endpoint.ca_file = path;
  assert_fails (&endpoint, POSTHORN_ERROR_TLS_FAILED, "ca-file");
}

static void
test_pin (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_implicit, elsewhere.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_IMPLICIT);
  g_autofree char *upper = g_ascii_strup (elsewhere.pin + strlen ("sha256:"), -1);
  g_autofree char *pin = g_strconcat ("sha256:", upper, NULL);

  endpoint.pin = pin;
  assert_opens (&endpoint);
}

static void
test_wrong_pin (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_refused, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_IMPLICIT);

  endpoint.pin = elsewhere.pin;
  assert_fails (&endpoint, POSTHORN_ERROR_TLS_FAILED, good.pin);
}

static void
test_wrong_pin_known_authority (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_refused, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_IMPLICIT);

  endpoint.pin = elsewhere.pin;
  endpoint.ca_file = good.path;
  assert_fails (&endpoint, POSTHORN_ERROR_TLS_FAILED, good.pin);
}

/* A pin there would keep the same account from reading. */
static void
test_no_pin_for_sending (void)
{
  Endpoint endpoint = { .host = (char *) "127.0.0.1", .port = 465, .use = ENDPOINT_FOR_SENDING };
  g_autoptr (GError) unknown
      = certificate_error_new (good.certificate, G_TLS_CERTIFICATE_UNKNOWN_CA, &endpoint);
  g_autoptr (GError) expired
      = certificate_error_new (good.certificate, G_TLS_CERTIFICATE_EXPIRED, &endpoint);

  g_assert_nonnull (strstr (unknown->message, "check smtp-host and smtp-port"));
  g_assert_nonnull (strstr (unknown->message, "set ca-file to the authority that signed it"));
  g_assert_null (strstr (unknown->message, "set pin"));
  g_assert_nonnull (strstr (expired->message, "ask the server's operator to replace it"));
}

static void
script_plain_greeting (ScriptedServer *server)
{
  server_say (server, "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n");
  server_wait_for_end (server);
}

static void
test_plain_on_tls_port (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_plain_greeting, NULL);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_IMPLICIT);

  assert_fails (&endpoint, POSTHORN_ERROR_TLS_FAILED, "set tls to starttls");
}

static void
test_tls_on_plain_port (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_refused, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_STARTTLS);
  ImapSessionOptions options = session_options ();
  g_autoptr (GError) error = NULL;

  options.timeout = 1;
  g_assert_null (session_open (&endpoint, &options, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (error->message, "set tls to implicit"));
}

static void
script_starttls (ScriptedServer *server)
{
  server_say (server, "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n");
  server_answer (server, "STARTTLS", "OK go");
  if (!server_start_tls (server))
    return;
  server_answer (server, "CAPABILITY", "OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] done");
  server_answer (server, "AUTHENTICATE PLAIN ", "OK [CAPABILITY IMAP4rev1] done");
  server_wait_for_end (server);
}

static void
test_starttls (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_starttls, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_STARTTLS);

  endpoint.ca_file = good.path;
  assert_opens (&endpoint);
}

static void
test_starttls_unknown_authority (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_starttls, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_STARTTLS);

  assert_fails (&endpoint, POSTHORN_ERROR_TLS_FAILED, good.pin);
}

static void
script_injection (ScriptedServer *server)
{
  g_autofree char *line = NULL;

  server_say (server, "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n");
  server_answer (server, "STARTTLS", "OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN");
  line = server_hear (server);
  g_assert_null (line);
}

static void
test_injection (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_injection, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_STARTTLS);

  endpoint.ca_file = good.path;
  assert_fails (&endpoint, POSTHORN_ERROR_TLS_FAILED, "127.0.0.1");
}

static void
script_preauth (ScriptedServer *server)
{
  g_autofree char *line = NULL;

  server_say (server, "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome\r\n");
  line = server_hear (server);
  g_assert_null (line);
}

static void
test_preauth (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_preauth, good.certificate);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_STARTTLS);

  endpoint.ca_file = good.path;
  assert_fails (&endpoint, POSTHORN_ERROR_TLS_FAILED, "PREAUTH");
}

static void
script_words_before_tls (ScriptedServer *server)
{
  server_say (server, "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n");
  server_say (server, "call OK this number\r\n");
  server_wait_for_end (server);
}

static void
test_words_before_tls (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_words_before_tls, NULL);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_STARTTLS);
  ImapSessionOptions options = session_options ();
  g_autoptr (GError) error = NULL;

  g_assert_null (session_open (&endpoint, &options, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
  g_assert_null (strstr (error->message, "number"));
}

static void
script_silence (ScriptedServer *server)
{
  server_wait_for_end (server);
}

static gboolean
cancel_later (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* The handshake has begun, and waits for a server that says nothing. */
static void
test_cancel_handshake (void)
{
  g_autoptr (ScriptedServer) server = server_start (script_silence, NULL);
  Endpoint endpoint = server_endpoint (server, TLS_MODE_IMPLICIT);
  ImapSessionOptions options = session_options ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  imap_session_open_async (&endpoint, &options, cancellable, take_result, &result);
  g_timeout_add (50, cancel_later, cancellable);
  g_assert_null (imap_session_open_finish (wait_for_result (&result), &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  /* Ends only when the client has closed its socket. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  int result;

  g_log_set_writer_func (watch_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  identity_make (&good, "IP:127.0.0.1");
  identity_make (&elsewhere, "DNS:mail.example.org");
  g_test_add_func ("/imap-session-tls/implicit", test_implicit);
  g_test_add_func ("/imap-session-tls/wrong-name", test_wrong_name);
  g_test_add_func ("/imap-session-tls/unknown-authority", test_unknown_authority);
  g_test_add_func ("/imap-session-tls/other-authority", test_other_authority);
  g_test_add_func ("/imap-session-tls/unreadable-authority", test_unreadable_authority);
  g_test_add_func ("/imap-session-tls/pin", test_pin);
  g_test_add_func ("/imap-session-tls/wrong-pin", test_wrong_pin);
  g_test_add_func ("/imap-session-tls/wrong-pin-known-authority", test_wrong_pin_known_authority);
  g_test_add_func ("/imap-session-tls/no-pin-for-sending", test_no_pin_for_sending);
  g_test_add_func ("/imap-session-tls/plain-on-tls-port", test_plain_on_tls_port);
  g_test_add_func ("/imap-session-tls/tls-on-plain-port", test_tls_on_plain_port);
  g_test_add_func ("/imap-session-tls/starttls", test_starttls);
  g_test_add_func ("/imap-session-tls/starttls-unknown-authority", test_starttls_unknown_authority);
  g_test_add_func ("/imap-session-tls/injection", test_injection);
  g_test_add_func ("/imap-session-tls/preauth", test_preauth);
  g_test_add_func ("/imap-session-tls/words-before-tls", test_words_before_tls);
  g_test_add_func ("/imap-session-tls/cancel-handshake", test_cancel_handshake);
  result = g_test_run ();
  identity_clear (&good);
  identity_clear (&elsewhere);
  return result;
}
