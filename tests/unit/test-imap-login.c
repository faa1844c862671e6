/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "imap-login.h"
#include "imap-protocol.h"

#include <string.h>

#define DOVECOT "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN"
#define DOVECOT_IN                                                                                 \
  "IMAP4rev1 SASL-IR ID ENABLE IDLE SPECIAL-USE LIST-EXTENDED LIST-STATUS QRESYNC ESEARCH UIDPLUS" \
  " LITERAL+ COMPRESS=DEFLATE"
/* NUL joe NUL secret */
#define PLAIN   "AGpvZQBzZWNyZXQ="
#define NOTHING (-1)

/* "S: " the server says, "C: " the client has said, "TLS" and "DEFLATE" the stream is switched,
 * "TLS!" with octets behind the OK. */
typedef struct
{
  const char *name;
  gboolean starttls;
  gboolean compress;
  const char *host;
  const char *script;
  int error; /* NOTHING: the login is done */
} Conversation;

static const Conversation conversations[] = {
  { "dovecot", FALSE, TRUE, "imap.example.org",
    "S: * OK [CAPABILITY " DOVECOT "] Dovecot ready.\n"
    "C: A1 AUTHENTICATE PLAIN " PLAIN "\n"
    "S: * CAPABILITY IMAP4rev1\n"
    "S: A1 OK [CAPABILITY " DOVECOT_IN "] Logged in\n"
    "C: A2 ID (\"name\" \"Posthorn\")\n"
    "C: A3 ENABLE QRESYNC\n"
    "C: A4 COMPRESS DEFLATE\n"
    "S: * ID (\"name\" \"Dovecot\")\n"
    "S: A2 OK ID completed.\n"
    "S: * ENABLED QRESYNC\n"
    "S: A3 OK Enabled.\n"
    "S: A4 OK Begin compression.\n"
    "DEFLATE\n",
    NOTHING },
  { "compress-refused", FALSE, TRUE, "imap.example.org",
    "S: * OK [CAPABILITY " DOVECOT "] hello\n"
    "C: A1 AUTHENTICATE PLAIN " PLAIN "\n"
    "S: A1 OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] in\n"
    "C: A2 COMPRESS DEFLATE\n"
    "S: A2 NO [COMPRESSIONACTIVE] TLS does it\n",
    NOTHING },
  { "no-initial-response", FALSE, FALSE, "imap.example.org",
    "S: * OK hello\n"
    "C: A1 CAPABILITY\n"
    "S: * CAPABILITY IMAP4rev1 AUTH=PLAIN LOGINDISABLED\n"
    "S: A1 OK done\n"
    "C: A2 AUTHENTICATE PLAIN\n"
    "S: +\n"
    "C: " PLAIN "\n"
    "S: * CAPABILITY IMAP4rev1\n"
    "S: A2 OK in\n",
    NOTHING },
  { "plain-login", FALSE, FALSE, "imap.example.org",
    "S: * OK [CAPABILITY IMAP4rev1] hello\n"
    "C: A1 LOGIN \"joe\" \"secret\"\n"
    "S: A1 OK in\n"
    "C: A2 CAPABILITY\n"
    "S: * CAPABILITY IMAP4rev1 ID CONDSTORE ENABLE\n"
    "S: A2 OK done\n"
    "C: A3 ID (\"name\" \"Posthorn\")\n"
    "C: A4 ENABLE CONDSTORE\n"
    "S: A3 BAD what\n"
    "S: A4 NO no\n",
    NOTHING },
  { "login-disabled", FALSE, FALSE, "imap.example.org",
    "S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2] hello\n",
    POSTHORN_ERROR_SERVER_REJECTED },
  { "starttls", TRUE, FALSE, "imap.example.org",
    "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] Gimap\n"
    "C: A1 STARTTLS\n"
    "S: A1 OK begin\n"
    "TLS\n"
    "C: A1 CAPABILITY\n"
    "S: * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\n"
    "S: A1 OK done\n"
    "C: A2 AUTHENTICATE PLAIN " PLAIN "\n"
    "S: A2 OK [CAPABILITY IMAP4rev1 QRESYNC] in\n"
    "C: A3 ENABLE QRESYNC\n"
    "S: * ENABLED QRESYNC\n"
    "S: A3 OK done\n",
    NOTHING },
  { "starttls-asked-for", TRUE, FALSE, "imap.example.org",
    "S: * OK hello\n"
    "C: A1 CAPABILITY\n"
    "S: * CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\n"
    "S: A1 OK done\n"
    "C: A2 STARTTLS\n"
    "S: A2 OK begin\n"
    "TLS\n"
    "C: A1 CAPABILITY\n"
    "S: A1 OK but nothing said\n",
    POSTHORN_ERROR_PROTOCOL },
  { "starttls-not-offered", TRUE, FALSE, "imap.example.org",
    "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello\n", POSTHORN_ERROR_TLS_FAILED },
  { "starttls-preauth", TRUE, FALSE, "imap.example.org",
    "S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hello\n", POSTHORN_ERROR_TLS_FAILED },
  { "starttls-refused", TRUE, FALSE, "imap.example.org",
    "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hello\n"
    "C: A1 STARTTLS\n"
    "S: A1 NO evil words\n",
    POSTHORN_ERROR_TLS_FAILED },
  { "starttls-bad", TRUE, FALSE, "imap.example.org",
    "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hello\n"
    "C: A1 STARTTLS\n"
    "S: A1 BAD evil words\n",
    POSTHORN_ERROR_TLS_FAILED },
  { "starttls-injected", TRUE, FALSE, "imap.example.org",
    "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hello\n"
    "C: A1 STARTTLS\n"
    "S: A1 OK begin\n"
    "TLS!\n",
    POSTHORN_ERROR_TLS_FAILED },
  { "starttls-bye", TRUE, FALSE, "imap.example.org", "S: * BYE evil words\n",
    POSTHORN_ERROR_SERVER_UNAVAILABLE },
  { "preauth", FALSE, FALSE, "imap.example.org",
    "S: * PREAUTH welcome\n"
    "C: A1 CAPABILITY\n"
    "S: * CAPABILITY IMAP4rev1\n"
    "S: A1 OK done\n",
    NOTHING },
  { "bye", FALSE, FALSE, "imap.example.org", "S: * BYE busy\n", POSTHORN_ERROR_SERVER_UNAVAILABLE },
  { "capability-refused", FALSE, FALSE, "imap.example.org",
    "S: * OK hello\n"
    "C: A1 CAPABILITY\n"
    "S: A1 BAD what\n",
    POSTHORN_ERROR_PROTOCOL },
};

static const Conversation refusals[] = {
  { "code", FALSE, FALSE, "h", "NO [AUTHENTICATIONFAILED] no", POSTHORN_ERROR_AUTH_FAILED },
  { "no-code", FALSE, FALSE, "h", "NO Login failed.", POSTHORN_ERROR_AUTH_FAILED },
  { "expired", FALSE, FALSE, "h", "NO [EXPIRED] no", POSTHORN_ERROR_AUTH_FAILED },
  { "unavailable", FALSE, FALSE, "h", "NO [UNAVAILABLE] no", POSTHORN_ERROR_SERVER_UNAVAILABLE },
  { "in-use", FALSE, FALSE, "h", "NO [INUSE] no", POSTHORN_ERROR_SERVER_UNAVAILABLE },
  { "limit", FALSE, FALSE, "h", "NO [LIMIT] no", POSTHORN_ERROR_THROTTLED },
  { "gmail", FALSE, FALSE, "h", "NO [ALERT] Too many simultaneous connections. (Failure)",
    POSTHORN_ERROR_THROTTLED },
  { "exchange", FALSE, FALSE, "h", "BAD Request is throttled. Suggested Backoff Time: 300 ms",
    POSTHORN_ERROR_THROTTLED },
  { "privacy", FALSE, FALSE, "h", "NO [PRIVACYREQUIRED] no", POSTHORN_ERROR_TLS_FAILED },
  { "bad", FALSE, FALSE, "h", "BAD what", POSTHORN_ERROR_SERVER_REJECTED },
};

typedef struct
{
  ImapLogin *login;
  ImapProtocol *protocol;
  GString *output;
  GError *error;
} Client;

static void
client_init (Client *client, const Conversation *conversation)
{
  ImapLoginOptions options
      = { conversation->host, "joe", "secret", conversation->starttls, conversation->compress };

  client->login = imap_login_new (&options);
  client->protocol = imap_protocol_new (&imap_limits_default);
  client->output = g_string_new (NULL);
  client->error = NULL;
}

static void
client_clear (Client *client)
{
  imap_login_free (client->login);
  imap_protocol_free (client->protocol);
  g_string_free (client->output, TRUE);
  g_clear_error (&client->error);
}

static void
send_commands (Client *client)
{
  g_autoptr (GBytes) output = NULL;

  while (imap_login_step (client->login) == IMAP_LOGIN_SEND)
    {
      ImapCommand *command = imap_login_command (client->login);

      if (command == NULL)
        break;
      imap_protocol_send (client->protocol, command, 0);
    }
  output = imap_protocol_take_output (client->protocol);
  if (output != NULL)
    g_string_append_len (client->output, g_bytes_get_data (output, NULL),
                         (gssize) g_bytes_get_size (output));
}

static void
handle_event (Client *client, const ImapEvent *event)
{
  if (event->type == IMAP_EVENT_RESPONSE)
    imap_login_observe (client->login, event->response);
  else
    imap_login_advance (client->login, event->response, &client->error);
}

static void
server_says (Client *client, const char *line)
{
  ImapEvent event;

  imap_protocol_feed (client->protocol, (const guint8 *) line, strlen (line), 0);
  imap_protocol_feed (client->protocol, (const guint8 *) "\r\n", 2, 0);
  while (client->error == NULL
         && imap_protocol_next_event (client->protocol, &event, &client->error))
    handle_event (client, &event);
  if (client->error == NULL)
    send_commands (client);
}

static void
assert_client_said (Client *client, const char *line)
{
  g_autofree char *expected = g_strconcat (line, "\r\n", NULL);
  g_autofree char *said
      = g_strndup (client->output->str, MIN (client->output->len, strlen (expected)));

  g_assert_cmpstr (said, ==, expected);
  g_string_erase (client->output, 0, (gssize) strlen (expected));
}

static void
start_tls (Client *client, gboolean pending)
{
  g_assert_cmpint (imap_login_step (client->login), ==, IMAP_LOGIN_START_TLS);
  g_assert_null (imap_login_command (client->login));
  imap_protocol_free (client->protocol);
  client->protocol = imap_protocol_new (&imap_limits_default);
  if (imap_login_tls_started (client->login, pending, &client->error))
    send_commands (client);
}

static void
start_deflate (Client *client)
{
  g_assert_cmpint (imap_login_step (client->login), ==, IMAP_LOGIN_START_DEFLATE);
  g_assert_null (imap_login_command (client->login));
  imap_login_deflate_started (client->login);
  send_commands (client);
}

static void
play_line (Client *client, const char *line)
{
  g_assert_no_error (client->error);
  if (g_str_has_prefix (line, "S: "))
    server_says (client, line + 3);
  else if (g_str_has_prefix (line, "C: "))
    assert_client_said (client, line + 3);
  else if (g_str_has_prefix (line, "TLS"))
    start_tls (client, line[3] == '!');
  else
    start_deflate (client);
}

static void
play (Client *client, const char *script)
{
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  for (gsize i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    play_line (client, lines[i]);
  /* Nothing else, above all no password. */
  g_assert_cmpstr (client->output->str, ==, "");
}

static void
assert_outcome (const Client *client, int error)
{
  if (error == NOTHING)
    {
      g_assert_no_error (client->error);
      g_assert_cmpint (imap_login_step (client->login), ==, IMAP_LOGIN_DONE);
      return;
    }
  g_assert_error (client->error, POSTHORN_ERROR, error);
  g_assert_nonnull (strstr (client->error->message, "joe"));
  g_assert_null (strstr (client->error->message, "secret"));
  g_assert_null (strstr (client->error->message, "evil"));
}

static void
test_conversation (gconstpointer data)
{
  const Conversation *conversation = data;
  Client client;

  client_init (&client, conversation);
  play (&client, conversation->script);
  assert_outcome (&client, conversation->error);
  client_clear (&client);
}

static void
test_refusal (gconstpointer data)
{
  const Conversation *refusal = data;
  g_autofree char *script = g_strdup_printf ("S: * OK [CAPABILITY " DOVECOT "] hello\n"
                                             "C: A1 AUTHENTICATE PLAIN " PLAIN "\n"
                                             "S: A1 %s\n",
                                             refusal->script);
  Client client;

  client_init (&client, refusal);
  play (&client, script);
  assert_outcome (&client, refusal->error);
  client_clear (&client);
}

static ImapCapabilities
capabilities_after (const char *host, const char *greeting, const char *end)
{
  Conversation conversation = { NULL, FALSE, FALSE, host, NULL, NOTHING };
  g_autofree char *script = g_strdup_printf ("S: * PREAUTH [CAPABILITY " DOVECOT_IN "] %s\n"
                                             "C: A1 ID (\"name\" \"Posthorn\")\n"
                                             "%s",
                                             greeting, end);
  ImapCapabilities capabilities;
  Client client;

  client_init (&client, &conversation);
  play (&client, script);
  assert_outcome (&client, NOTHING);
  capabilities = imap_login_capabilities (client.login);
  client_clear (&client);
  return capabilities;
}

static void
test_capabilities (void)
{
  ImapCapabilities sync = IMAP_CAPABILITY_QRESYNC | IMAP_CAPABILITY_CONDSTORE;

  g_assert_cmphex (sync
                       & capabilities_after ("h", "x",
                                             "C: A2 ENABLE QRESYNC\nS: A1 OK\n"
                                             "S: * ENABLED QRESYNC\nS: A2 OK\n"),
                   ==, sync);
  g_assert_cmphex (sync
                       & capabilities_after ("h", "x",
                                             "C: A2 ENABLE QRESYNC\nS: A1 OK\n"
                                             "S: * ENABLED CONDSTORE\nS: A2 OK\n"),
                   ==, IMAP_CAPABILITY_CONDSTORE);
  g_assert_cmphex (sync
                       & capabilities_after ("h", "x",
                                             "C: A2 ENABLE QRESYNC\nS: A1 OK\n"
                                             "S: * ENABLED\nS: A2 OK\n"),
                   ==, 0);
  g_assert_cmphex (sync
                       & capabilities_after ("imap.mail.me.com", "x",
                                             "C: A2 ENABLE CONDSTORE\nS: A1 OK\n"
                                             "S: * ENABLED CONDSTORE QRESYNC\nS: A2 OK\n"),
                   ==, IMAP_CAPABILITY_CONDSTORE);
  g_assert_cmphex (sync
                       & capabilities_after ("h", "x",
                                             "C: A2 ENABLE QRESYNC\n"
                                             "S: * ID (\"name\" \"iCloud\")\nS: A1 OK\n"
                                             "S: * ENABLED QRESYNC\nS: A2 OK\n"),
                   ==, IMAP_CAPABILITY_CONDSTORE);
  g_assert_cmphex (sync & capabilities_after ("h", "Microsoft Exchange", "S: A1 OK\n"), ==, 0);
}

/* What was said before TLS is forgotten: the greeting's name of a server has no effect. */
static void
test_forgets (void)
{
  const Conversation *starttls = &conversations[5];
  Client client;

  g_assert_cmpstr (starttls->name, ==, "starttls");
  client_init (&client, starttls);
  play (&client, starttls->script);
  g_assert_true (imap_login_capabilities (client.login) & IMAP_CAPABILITY_QRESYNC);
  g_assert_false (imap_login_capabilities (client.login) & IMAP_CAPABILITY_STARTTLS);
  client_clear (&client);
}

/* A caller that waits for each answer gets there too. */
static void
test_one_at_a_time (void)
{
  Conversation conversation = { NULL, FALSE, FALSE, "h", NULL, NOTHING };
  ImapCommand *command = NULL;
  ImapResponse greeting = { .type = IMAP_RESPONSE_STATUS,
                            .status = IMAP_STATUS_PREAUTH,
                            .code = IMAP_CODE_CAPABILITY,
                            .text = (char *) "" };
  ImapResponse answer = { .type = IMAP_RESPONSE_STATUS, .text = (char *) "" };
  char *words[] = { (char *) "ID", (char *) "QRESYNC", NULL };
  Client client;

  client_init (&client, &conversation);
  greeting.words = words;
  g_assert_true (imap_login_advance (client.login, &greeting, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (imap_login_step (client.login), ==, IMAP_LOGIN_SEND);
      command = imap_login_command (client.login);
      g_assert_cmpstr (imap_command_name (command), ==, i == 0 ? "ID" : "ENABLE");
      imap_command_free (command);
      g_assert_true (imap_login_advance (client.login, &answer, NULL));
    }
  g_assert_cmpint (imap_login_step (client.login), ==, IMAP_LOGIN_DONE);
  client_clear (&client);
}

static void
add_conversations (const char *prefix, const Conversation *list, gsize count, GTestDataFunc test)
{
  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *path = g_strconcat (prefix, list[i].name, NULL);

      g_test_add_data_func (path, &list[i], test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_conversations ("/imap-login/", conversations, G_N_ELEMENTS (conversations),
                     test_conversation);
  add_conversations ("/imap-login/refused/", refusals, G_N_ELEMENTS (refusals), test_refusal);
  g_test_add_func ("/imap-login/capabilities", test_capabilities);
  g_test_add_func ("/imap-login/forgets", test_forgets);
  g_test_add_func ("/imap-login/one-at-a-time", test_one_at_a_time);
  return g_test_run ();
}
