/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "smtp-dialogue.h"

#define MESSAGE "Subject: x\nBcc: hidden@example.org\n\n.dot\nend"
#define PLAIN   "C: AUTH PLAIN AGFubmEAY29ycmVjdCBob3JzZQ==\n"
#define HELLO   "C: EHLO [127.0.0.1]\n"
#define LOGIN   HELLO PLAIN "* ready\n"
#define CONTENT "C: Subject: x\nC: \nC: ..dot\nC: end\nC: .\n"
#define FLIGHT  "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.org>\nC: DATA\n"
#define THREE                                                                                      \
  "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.org>\nC: RCPT TO:<c@example.org>\n"         \
  "C: RCPT TO:<d@example.org>\n"
#define OFFER(words) "250-mail.example.org\r\n250-AUTH LOGIN PLAIN\r\n250 " words "\r\n"
#define IN           "235 2.7.0 welcome\r\n"
#define PIPELINED    "220 hello\r\n", OFFER ("PIPELINING"), IN

static const char *const one[] = { "b@example.org", NULL };
static const char *const three[] = { "b@example.org", "c@example.org", "d@example.org", NULL };
static const char *const foreign[] = { "j\303\274rgen@example.org", NULL };
static const char *const broken[] = { "b@example.org>\r\nRCPT TO:<x@example.org", NULL };

typedef struct
{
  const char *name;
  gboolean starttls;
  SmtpEnvelope envelope; /* without its sender */
  const char *turns[12]; /* what the server says, each when it has heard all */
  const char *expected;
} Row;

#define TO(list)                                                                                   \
  {                                                                                                \
    .recipients = (GStrv) list                                                                     \
  }

static const Row rows[] = {
  { "sent-one-by-one",
    FALSE,
    TO (one),
    { "220-hello\r\n220 there\r\n", OFFER ("8BITMIME"), IN, "250 2.1.0 ok\r\n", "250 2.1.5 ok\r\n",
      "354 go on\r\n", "250 2.0.0 queued as 7\r\n" },
    LOGIN "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.org>\nC: DATA\n* content\n" CONTENT
          "* sent 250 b@example.org=sent/250/2.1.5\n" },
  { "sent-pipelined",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n250 ok\r\n354 go on\r\n", "250 ok\r\n" },
    LOGIN FLIGHT "* content\n" CONTENT "* sent 250 b@example.org=sent/250/\n" },
  { "sent-in-chunks",
    FALSE,
    TO (one),
    { "220 hello\r\n",
      "250-mail.example.org\r\n250-AUTH PLAIN\r\n250-PIPELINING\r\n250 CHUNKING\r\n", IN,
      "250 ok\r\n250 ok\r\n", "250 ok\r\n250 2.0.0 done\r\n" },
    LOGIN "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.org>\n* content\n"
          "C: BDAT 23\nC: Subject: x\nC: \nC: .dot\nC: endBDAT 2 LAST\nC: \n"
          "* sent 250 b@example.org=sent/250/\n" },
  { "chunk-refused",
    FALSE,
    TO (one),
    { "220 hello\r\n",
      "250-mail.example.org\r\n250-AUTH PLAIN\r\n250-PIPELINING\r\n250 CHUNKING\r\n", IN,
      "250 ok\r\n250 ok\r\n", "552 5.3.4 too large\r\n503 5.5.1 what?\r\n", "250 ok\r\n" },
    LOGIN "C: MAIL FROM:<a@example.org>\nC: RCPT TO:<b@example.org>\n* content\n"
          "C: BDAT 23\nC: Subject: x\nC: \nC: .dot\nC: endBDAT 2 LAST\nC: \nC: RSET\n"
          "* permanent 552 TooLarge b@example.org=permanent/552/5.3.4\n" },
  { "starttls",
    TRUE,
    TO (one),
    { "220 hello\r\n", "250-mail.example.org\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n",
      "220 2.0.0 go\r\n", OFFER ("PIPELINING"), IN, "250 ok\r\n250 ok\r\n354 ok\r\n",
      "250 ok\r\n" },
    HELLO "C: STARTTLS\n* tls\n" LOGIN FLIGHT "* content\n" CONTENT
          "* sent 250 b@example.org=sent/250/\n" },
  { "starttls-missing",
    TRUE,
    TO (one),
    { "220 hello\r\n", OFFER ("PIPELINING") },
    HELLO "! TlsFailed\n" },
  { "starttls-refused",
    TRUE,
    TO (one),
    { "220 hello\r\n", OFFER ("STARTTLS"), "454 no\r\n" },
    HELLO "C: STARTTLS\n! TlsFailed\n" },
  { "starttls-forgets",
    TRUE,
    TO (one),
    { "220 hello\r\n", OFFER ("STARTTLS"), "220 go\r\n", "250 mail.example.org\r\n" },
    HELLO "C: STARTTLS\n* tls\n" HELLO "! ServerRejected\n" },
  { "starttls-rubbish-before",
    TRUE,
    TO (one),
    { "220 hello\r\n", "HTTP/1.1 400\r\n" },
    HELLO "! Protocol\n" },
  { "login-only",
    FALSE,
    TO (one),
    { "220 hello\r\n", "250-mail.example.org\r\n250 AUTH=LOGIN\r\n", "334 VXNlcm5hbWU6\r\n",
      "334 UGFzc3dvcmQ6\r\n", IN },
    HELLO "C: AUTH LOGIN\nC: YW5uYQ==\nC: Y29ycmVjdCBob3JzZQ==\n* ready\n"
          "C: MAIL FROM:<a@example.org>\n" },
  { "no-login",
    FALSE,
    TO (one),
    { "220 hello\r\n", "250 mail.example.org\r\n" },
    HELLO "! ServerRejected\n" },
  { "login-refused",
    FALSE,
    TO (one),
    { "220 hello\r\n", OFFER ("SIZE"), "535 5.7.8 wrong\r\n" },
    HELLO PLAIN "! AuthFailed\n" },
  { "login-later",
    FALSE,
    TO (one),
    { "220 hello\r\n", OFFER ("SIZE"), "454 4.7.0 temporary\r\n" },
    HELLO PLAIN "! ServerUnavailable\n" },
  { "login-too-often",
    FALSE,
    TO (one),
    { "220 hello\r\n", OFFER ("SIZE"), "421 4.7.0 Too many login attempts\r\n" },
    HELLO PLAIN "! Throttled\n" },
  { "login-without-end",
    FALSE,
    TO (one),
    { "220 hello\r\n", OFFER ("SIZE"), "334 more\r\n", "501 5.7.0 given up\r\n" },
    HELLO PLAIN "C: *\n! ServerRejected\n" },
  { "greeting-busy", FALSE, TO (one), { "421 4.3.2 busy\r\n" }, "! ServerUnavailable\n" },
  { "greeting-closed", FALSE, TO (one), { "554 5.7.1 no\r\n" }, "! ServerRejected\n" },
  { "imap-server", FALSE, TO (one), { "* OK ready\r\n" }, "! Protocol\n" },
  { "one-of-three-refused",
    FALSE,
    TO (three),
    { PIPELINED, "250 ok\r\n250 ok\r\n550 5.1.1 nobody\r\n250 ok\r\n354 go\r\n", "250 ok\r\n" },
    LOGIN THREE "C: DATA\n* content\n" CONTENT
                "* sent 250 b@example.org=sent/250/ c@example.org=permanent/550/5.1.1 "
                "d@example.org=sent/250/\n" },
  { "one-of-three-later",
    FALSE,
    TO (three),
    { PIPELINED, "250 ok\r\n451 4.7.1 greylisted\r\n250 ok\r\n250 ok\r\n354 go\r\n", "250 ok\r\n" },
    LOGIN THREE "C: DATA\n* content\n" CONTENT
                "* sent 250 b@example.org=temporary/451/4.7.1 c@example.org=sent/250/ "
                "d@example.org=sent/250/\n" },
  { "all-refused",
    FALSE,
    TO (three),
    { PIPELINED, "250 ok\r\n550 no\r\n550 no\r\n550 no\r\n554 5.5.1 no valid recipients\r\n",
      "250 ok\r\n" },
    LOGIN THREE "C: DATA\nC: RSET\n* permanent 550 ServerRejected b@example.org=permanent/550/ "
                "c@example.org=permanent/550/ d@example.org=permanent/550/\n" },
  { "all-refused-and-354",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n550 no\r\n354 go on all the same\r\n", "554 nothing\r\n",
      "250 ok\r\n" },
    LOGIN FLIGHT "C: .\nC: RSET\n* permanent 550 ServerRejected b@example.org=permanent/550/\n" },
  { "some-refused-some-later",
    FALSE,
    TO (three),
    { PIPELINED, "250 ok\r\n550 no\r\n450 later\r\n552 too many\r\n554 none\r\n", "250 ok\r\n" },
    LOGIN THREE "C: DATA\nC: RSET\n* temporary 450 ServerRejected b@example.org=permanent/550/ "
                "c@example.org=temporary/450/ d@example.org=temporary/552/\n" },
  { "mailbox-full",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n552 5.2.2 full\r\n554 none\r\n", "250 ok\r\n" },
    LOGIN FLIGHT "C: RSET\n* permanent 552 ServerRejected b@example.org=permanent/552/5.2.2\n" },
  { "sender-refused",
    FALSE,
    TO (one),
    { PIPELINED, "553 5.7.1 not yours\r\n503 what?\r\n503 what?\r\n", "250 ok\r\n" },
    LOGIN FLIGHT "C: RSET\n* permanent 553 ServerRejected b@example.org=permanent/553/5.7.1\n" },
  { "sender-refused-one-by-one",
    FALSE,
    TO (one),
    { "220 hello\r\n", OFFER ("SIZE"), IN, "451 4.1.8 later\r\n" },
    LOGIN "C: MAIL FROM:<a@example.org>\n"
          "* temporary 451 ServerRejected b@example.org=temporary/451/4.1.8\n" },
  { "data-refused",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n250 ok\r\n451 4.3.0 later\r\n", "250 ok\r\n" },
    LOGIN FLIGHT "C: RSET\n* temporary 451 ServerRejected b@example.org=temporary/451/4.3.0\n" },
  { "message-refused",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n250 ok\r\n354 go\r\n", "554 5.7.1 spam\r\n" },
    LOGIN FLIGHT "* content\n" CONTENT
                 "* permanent 554 ServerRejected b@example.org=permanent/554/5.7.1\n" },
  { "message-too-large",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n250 ok\r\n354 go\r\n", "552 5.3.4 too large\r\n" },
    LOGIN FLIGHT "* content\n" CONTENT
                 "* permanent 552 TooLarge b@example.org=permanent/552/5.3.4\n" },
  { "message-later",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n250 ok\r\n354 go\r\n", "451 4.3.0 full\r\n" },
    LOGIN FLIGHT "* content\n" CONTENT
                 "* temporary 451 ServerRejected b@example.org=temporary/451/4.3.0\n" },
  { "421-to-the-envelope",
    FALSE,
    TO (three),
    { PIPELINED, "250 ok\r\n550 no\r\n421 4.3.2 shutting down\r\n" },
    LOGIN THREE "C: DATA\n* temporary 421 ServerRejected b@example.org=permanent/550/ "
                "c@example.org=temporary/421/4.3.2 d@example.org=temporary/421/4.3.2\n"
                "! ServerUnavailable\n" },
  { "421-to-the-message",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n250 ok\r\n354 go\r\n", "421 4.3.2 shutting down\r\n" },
    LOGIN FLIGHT "* content\n" CONTENT
                 "* temporary 421 ServerRejected b@example.org=temporary/421/4.3.2\n"
                 "! ServerUnavailable\n" },
  { "421-unasked",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n250 ok\r\n354 go\r\n", "250 ok\r\n", "421 4.4.2 idle\r\n" },
    LOGIN FLIGHT "* content\n" CONTENT
                 "* sent 250 b@example.org=sent/250/\n! ServerUnavailable\n" },
  { "rubbish-for-the-envelope",
    FALSE,
    TO (one),
    { PIPELINED, "what\r\n" },
    LOGIN FLIGHT "* temporary 0 Protocol b@example.org=temporary/0/\n! Protocol\n" },
  { "rubbish-for-the-message",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n250 ok\r\n354 go\r\n", "what\r\n" },
    LOGIN FLIGHT "* content\n" CONTENT
                 "* unknown 0 Protocol b@example.org=unknown/250/\n! Protocol\n" },
  { "354-for-the-message",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n250 ok\r\n354 go\r\n", "354 go\r\n" },
    LOGIN FLIGHT "* content\n" CONTENT
                 "* unknown 0 Protocol b@example.org=unknown/250/\n! Protocol\n" },
  { "250-for-data",
    FALSE,
    TO (one),
    { PIPELINED, "250 ok\r\n250 ok\r\n250 ok\r\n" },
    LOGIN FLIGHT "* temporary 0 Protocol b@example.org=temporary/250/\n! Protocol\n" },
  { "parameters",
    FALSE,
    { .recipients = (GStrv) one, .id = (char *) "<a=1@x>", .size = 99, .needs_8bit = TRUE },
    { "220 hello\r\n",
      "250-mail.example.org\r\n250-AUTH PLAIN\r\n250-SIZE 1000\r\n250-8bitmime\r\n250 DSN\r\n",
      IN },
    LOGIN "C: MAIL FROM:<a@example.org> SIZE=99 BODY=8BITMIME RET=HDRS ENVID=<a+3D1@x>\n" },
  { "unicode",
    FALSE,
    TO (foreign),
    { "220 hello\r\n", "250-mail.example.org\r\n250-AUTH PLAIN\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n",
      IN, "250 ok\r\n" },
    LOGIN "C: MAIL FROM:<a@example.org> BODY=8BITMIME SMTPUTF8\n"
          "C: RCPT TO:<j\303\274rgen@example.org>\n" },
  { "unicode-not-offered",
    FALSE,
    TO (foreign),
    { "220 hello\r\n", OFFER ("8BITMIME"), IN },
    LOGIN "* unfit NotSupported\n" },
  { "unicode-header-not-offered",
    FALSE,
    { .recipients = (GStrv) one, .needs_unicode = TRUE },
    { "220 hello\r\n", OFFER ("8BITMIME"), IN },
    LOGIN "* unfit NotSupported\n" },
  { "8bit-not-offered",
    FALSE,
    { .recipients = (GStrv) one, .needs_8bit = TRUE },
    { "220 hello\r\n", OFFER ("SIZE"), IN },
    LOGIN "* unfit NotSupported\n" },
  { "over-the-size",
    FALSE,
    { .recipients = (GStrv) one, .size = 1001 },
    { "220 hello\r\n", OFFER ("SIZE 1000"), IN },
    LOGIN "* unfit TooLarge\n" },
  { "line-break-in-an-address",
    FALSE,
    TO (broken),
    { "220 hello\r\n", OFFER ("SIZE"), IN },
    LOGIN "* unfit ServerRejected\n" },
};

static void
hear_cut (SmtpDialogue *dialogue, const char *turn, gsize cut)
{
  smtp_dialogue_hear (dialogue, turn, cut);
  if (turn[cut] != '\0')
    smtp_dialogue_hear (dialogue, turn + cut, strlen (turn + cut));
}

/* STEP: octets at a time; or turn CUT_TURN alone in two pieces, the first of CUT octets. */
static void
check_row (const Row *row, gsize step, guint cut_turn, gsize cut)
{
  SmtpEnvelope envelope = row->envelope;
  g_autoptr (SmtpDialogue) dialogue = NULL;

  envelope.sender = (char *) "a@example.org";
  dialogue = smtp_dialogue_new (row->starttls, &envelope, MESSAGE);
  for (guint i = 0; row->turns[i] != NULL; i++)
    {
      const char *turn = row->turns[i];

      if (i == cut_turn)
        hear_cut (dialogue, turn, cut);
      for (gsize at = 0; i != cut_turn && at < strlen (turn); at += step)
        smtp_dialogue_hear (dialogue, turn + at, MIN (step, strlen (turn + at)));
    }
  g_assert_cmpstr (dialogue->out->str, ==, row->expected);
}

static void
test_dialogue (gconstpointer data)
{
  const Row *row = data;

  check_row (row, G_MAXINT, G_MAXUINT, 0);
  check_row (row, 1, G_MAXUINT, 0);
  for (guint i = 0; row->turns[i] != NULL; i++)
    for (gsize cut = 1; cut < strlen (row->turns[i]); cut++)
      check_row (row, G_MAXINT, i, cut);
}

/* The first CUT octets of what the server would say; then the line is dead. */
static void
check_cut (const Row *row, gsize cut, SmtpOutcome expected)
{
  SmtpEnvelope envelope = row->envelope;
  g_autoptr (SmtpDialogue) dialogue = NULL;
  g_autofree char *begin = g_strdup_printf ("* %s ", smtp_outcome_name (expected));

  envelope.sender = (char *) "a@example.org";
  dialogue = smtp_dialogue_new (row->starttls, &envelope, MESSAGE);
  for (guint i = 0; row->turns[i] != NULL && cut > 0; i++)
    {
      gsize length = MIN (cut, strlen (row->turns[i]));

      smtp_dialogue_hear (dialogue, row->turns[i], length);
      cut -= length;
    }
  smtp_dialogue_cut (dialogue);
  g_assert_nonnull (strstr (dialogue->out->str, begin));
}

static void
test_cut_anywhere (void)
{
  for (guint row = 0; row < 3; row++)
    {
      gsize before = 0; /* octets until the message may be begun, and until it is wanted */
      gsize login = 0;
      guint last = 0;

      while (rows[row].turns[last + 1] != NULL)
        last++;
      for (guint i = 0; i < last; i++)
        before += strlen (rows[row].turns[i]);
      for (guint i = 0; i < 3; i++)
        login += strlen (rows[row].turns[i]);
      for (gsize cut = login; cut < before; cut++)
        check_cut (&rows[row], cut, SMTP_TEMPORARY);
      for (gsize cut = 0; cut < strlen (rows[row].turns[last]); cut++)
        check_cut (&rows[row], before + cut, SMTP_UNKNOWN);
      check_cut (&rows[row], G_MAXINT, SMTP_SENT);
    }
}

static void
test_injected_before_tls (void)
{
  static const char injected[] = "220 go\r\n250-mail.example.org\r\n250 AUTH PLAIN\r\n";
  SmtpEnvelope envelope = { .sender = (char *) "a@example.org", .recipients = (GStrv) one };

  for (gsize length = strlen ("220 go\r\n") + 1; length < sizeof injected; length++)
    {
      g_autoptr (SmtpDialogue) dialogue = smtp_dialogue_new (TRUE, &envelope, MESSAGE);

      smtp_dialogue_hear (dialogue, "220 hello\r\n", strlen ("220 hello\r\n"));
      smtp_dialogue_hear (dialogue, OFFER ("STARTTLS"), strlen (OFFER ("STARTTLS")));
      smtp_dialogue_hear (dialogue, injected, length);
      g_assert_cmpstr (dialogue->out->str, ==, HELLO "C: STARTTLS\n* tls\n! TlsFailed\n");
    }
}

static SmtpProtocol *
new_protocol (gboolean starttls)
{
  SmtpLoginOptions login
      = { .server = "mail:25", .user = "u", .password = "p", .starttls = starttls };

  return smtp_protocol_new (&login, &smtp_limits_default);
}

static void
hear (SmtpProtocol *protocol, const char *text, gint64 now)
{
  g_autoptr (GError) error = NULL;
  SmtpEvent event;

  smtp_protocol_feed (protocol, (const guint8 *) text, strlen (text), now);
  while (smtp_protocol_next_event (protocol, &event, &error))
    g_assert_cmpint (event.type, !=, SMTP_EVENT_RESULT);
  g_assert_no_error (error);
}

static void
write_all (SmtpProtocol *protocol, gint64 now)
{
  g_autoptr (GBytes) output = smtp_protocol_take_output (protocol);

  g_assert_nonnull (output);
  g_assert_cmpint (smtp_protocol_deadline (protocol), <, G_MAXINT64);
  smtp_protocol_written (protocol, now);
}

/* What RFC 5321 (4.5.3.2) asks for, in minutes from the moment that all was written. */
static void
test_patience (void)
{
  const gint64 minute = 60 * G_TIME_SPAN_SECOND;
  SmtpEnvelope envelope = { .sender = (char *) "a@x.org", .recipients = (GStrv) one };
  g_autoptr (SmtpProtocol) protocol = new_protocol (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpResult) result = NULL;

  hear (protocol, "220 hello\r\n", 0);
  write_all (protocol, 1);
  g_assert_cmpint (smtp_protocol_deadline (protocol), ==, 1 + 5 * minute);
  hear (protocol, OFFER ("SIZE"), 2);
  write_all (protocol, 2);
  hear (protocol, IN, 3);
  g_assert_cmpint (smtp_protocol_deadline (protocol), ==, G_MAXINT64);
  smtp_protocol_begin (protocol, &envelope, 4);
  write_all (protocol, 4);
  g_assert_cmpint (smtp_protocol_deadline (protocol), ==, 4 + 5 * minute);
  hear (protocol, "250 ok\r\n", 5);
  write_all (protocol, 5);
  hear (protocol, "250 ok\r\n", 6);
  write_all (protocol, 6);
  g_assert_cmpint (smtp_protocol_deadline (protocol), ==, 6 + 2 * minute);
  hear (protocol, "354 go\r\n", 7);
  g_assert_cmpint (smtp_protocol_deadline (protocol), ==, G_MAXINT64);
  smtp_protocol_write (protocol, (const guint8 *) "\nx\n", 3, 8);
  g_bytes_unref (smtp_protocol_take_output (protocol));
  g_assert_cmpint (smtp_protocol_deadline (protocol), ==, 8 + 3 * minute);
  smtp_protocol_written (protocol, 9);
  g_assert_cmpint (smtp_protocol_deadline (protocol), ==, G_MAXINT64);
  smtp_protocol_commit (protocol, 10);
  write_all (protocol, 10);
  hear (protocol, "250-dr", 11);
  g_assert_cmpint (smtp_protocol_deadline (protocol), ==, 10 + 10 * minute);
  g_assert_true (smtp_protocol_tick (protocol, 9 + 10 * minute, &error));
  g_assert_false (smtp_protocol_tick (protocol, 10 + 10 * minute, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT);
  result = smtp_protocol_abandon (protocol, error);
  g_assert_cmpint (result->outcome, ==, SMTP_UNKNOWN);
  g_assert_nonnull (strstr (result->error->message, "600 seconds"));
}

/* A password that does not fit into a line of AUTH follows it. */
static void
test_long_password (void)
{
  g_autofree char *password = g_strnfill (600, 'p');
  SmtpLoginOptions login = { .server = "mail:25", .user = "u", .password = password };
  g_autoptr (SmtpProtocol) protocol = smtp_protocol_new (&login, &smtp_limits_default);
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GBytes) response = NULL;

  hear (protocol, "220 hello\r\n", 0);
  g_bytes_unref (smtp_protocol_take_output (protocol));
  hear (protocol, OFFER ("SIZE"), 0);
  output = smtp_protocol_take_output (protocol);
  g_assert_cmpmem (g_bytes_get_data (output, NULL), g_bytes_get_size (output), "AUTH PLAIN\r\n",
                   12);
  hear (protocol, "334 \r\n", 0);
  response = smtp_protocol_take_output (protocol);
  g_assert_cmpuint (g_bytes_get_size (response), ==, (1 + 1 + 1 + 600 + 2) / 3 * 4 + 2);
}

/* What the server said is told, and what to do about it. */
static void
test_words (void)
{
  SmtpEnvelope envelope = { .sender = (char *) "a@x.org", .recipients = (GStrv) one };
  g_autoptr (SmtpProtocol) protocol = new_protocol (FALSE);
  g_autoptr (GError) none = NULL;
  SmtpEvent event;
  const char *end = "250 ok\r\n550-5.1.1 No such\r\n550 5.1.1 us\033er \r\n554 none\r\n250 ok\r\n";

  hear (protocol, "220 hello\r\n", 0);
  hear (protocol, OFFER ("PIPELINING"), 0);
  hear (protocol, IN, 0);
  smtp_protocol_begin (protocol, &envelope, 0);
  smtp_protocol_feed (protocol, (const guint8 *) end, strlen (end), 0);
  g_assert_true (smtp_protocol_next_event (protocol, &event, &none));
  g_assert_cmpstr (event.result->error->message, ==,
                   "mail:25 refused the recipient b@example.org (550 5.1.1 No such us er): check "
                   "the address");
  g_assert_cmpstr (smtp_result_recipient (event.result, 0)->text, ==, "No such us er");
  smtp_result_free (event.result);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp-protocol/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_dialogue);
    }
  g_test_add_func ("/smtp-protocol/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/smtp-protocol/injected-before-tls", test_injected_before_tls);
  g_test_add_func ("/smtp-protocol/patience", test_patience);
  g_test_add_func ("/smtp-protocol/long-password", test_long_password);
  g_test_add_func ("/smtp-protocol/words", test_words);
  return g_test_run ();
}
