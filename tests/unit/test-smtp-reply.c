/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "smtp-capabilities.h"

#include <string.h>

#define LINE_LIMIT 41
#define LINES      4

typedef struct
{
  const char *name;
  const char *octets;
  const char *expected; /* "code status|line|line;", and the name of the error */
} Row;

static const Row rows[] = {
  { "one-line", "250 ok\r\n", "250 |ok;" },
  { "code-only", "250\r\n", "250 |;" },
  { "code-and-blank", "250 \r\n", "250 |;" },
  { "bare-line-feed", "250 ok\n", "250 |ok;" },
  { "several-lines", "250-a\r\n250-\r\n250 b c\r\n", "250 |a||b c;" },
  { "several-replies", "250 a\r\n354 b\r\n550 c\r\n", "250 |a;354 |b;550 |c;" },
  { "status", "550 5.1.1 nobody\r\n", "550 5.1.1|nobody;" },
  { "status-in-every-line", "550-5.1.1 no\r\n550 5.1.1 body\r\n", "550 5.1.1|no|body;" },
  { "status-alone", "250 2.0.0\r\n", "250 2.0.0|;" },
  { "status-of-three-digits", "451 4.123.456 x\r\n", "451 4.123.456|x;" },
  { "status-of-another-class", "550 4.1.1 x\r\n", "550 |4.1.1 x;" },
  { "status-too-long", "550 5.1234.1 x\r\n", "550 |5.1234.1 x;" },
  { "status-unfinished", "550 5.1. x\r\n250 2.1x\r\n", "550 |5.1. x;250 |2.1x;" },
  { "control-characters", "250 a\tb\001c\r\n", "250 |a b c;" },
  { "not-utf-8", "250 \374\r\n", "250 |\357\277\275;" },
  { "unfinished", "250-a\r\n250 b", "" },
  { "other-code-within", "250-a\r\n251 b\r\n", "Protocol" },
  { "no-code", "ok\r\n", "Protocol" },
  { "imap", "* OK ready\r\n", "Protocol" },
  { "http", "HTTP/1.1 400\r\n", "Protocol" },
  { "code-too-low", "199 x\r\n", "Protocol" },
  { "code-too-high", "600 x\r\n", "Protocol" },
  { "code-too-long", "2500 x\r\n", "Protocol" },
  { "code-too-short", "25\r\n", "Protocol" },
  { "empty-line", "\r\n", "Protocol" },
  { "longest-line", "250 45678901234567890123456789012345678\r\n",
    "250 |45678901234567890123456789012345678;" },
  { "too-long-line", "250 456789012345678901234567890123456789\r\n", "TooLarge" },
  { "too-long-unended", "250 45678901234567890123456789012345678901", "TooLarge" },
  { "most-lines", "250-1\r\n250-2\r\n250-3\r\n250 4\r\n", "250 |1|2|3|4;" },
  { "too-many-lines", "250-1\r\n250-2\r\n250-3\r\n250-4\r\n250 5\r\n", "TooLarge" },
};

/* FALSE when nothing can follow. */
static gboolean
dump (SmtpReplyReader *reader, GString *out)
{
  g_autoptr (GError) error = NULL;
  SmtpReply *reply;

  while ((reply = smtp_reply_reader_next (reader, &error)) != NULL)
    {
      g_autofree char *lines = g_strjoinv ("|", reply->lines);

      g_string_append_printf (out, "%u %s|%s;", reply->code,
                              reply->status != NULL ? reply->status : "", lines);
      smtp_reply_free (reply);
    }
  if (error != NULL)
    g_string_append (out, posthorn_error_name_of (error));
  return error == NULL;
}

static void
check (const Row *row, gsize cut, gsize step)
{
  g_autoptr (SmtpReplyReader) reader = smtp_reply_reader_new (LINE_LIMIT, LINES);
  g_autoptr (GString) out = g_string_new (NULL);
  gsize length = strlen (row->octets);
  gboolean good;

  smtp_reply_reader_feed (reader, (const guint8 *) row->octets, cut);
  good = dump (reader, out);
  for (gsize at = cut; good && at < length; at += step)
    {
      smtp_reply_reader_feed (reader, (const guint8 *) row->octets + at, MIN (step, length - at));
      good = dump (reader, out);
    }
  g_assert_cmpstr (out->str, ==, row->expected);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;

  for (gsize cut = 0; cut <= strlen (row->octets); cut++)
    {
      check (row, cut, G_MAXINT);
      check (row, cut, 1);
    }
}

static SmtpReply *
read_one (const char *octets)
{
  g_autoptr (SmtpReplyReader) reader = smtp_reply_reader_new (1000, 100);

  smtp_reply_reader_feed (reader, (const guint8 *) octets, strlen (octets));
  return smtp_reply_reader_next (reader, NULL);
}

static void
test_capabilities (void)
{
  g_autoptr (SmtpReply) all = read_one (
      "250-mail SIZE STARTTLS\r\n250-size 35882577\r\n250-8BITMIME\r\n250-AUTH LOGIN XOAUTH2\r\n"
      "250-AUTH=PLAIN\r\n250-PipeLining\r\n250-DSN\r\n250-CHUNKING\r\n250-X-OTHER a b\r\n250-\r\n"
      "250-STARTTLS\r\n250 SMTPUTF8\r\n");
  g_autoptr (SmtpReply) none = read_one ("250-STARTTLS\r\n250-SIZE many\r\n250 AUTH\r\n");
  SmtpCapabilities found = smtp_capabilities_parse (all);

  g_assert_cmpuint (found.extensions, ==,
                    SMTP_EXTENSION_STARTTLS | SMTP_EXTENSION_AUTH_PLAIN | SMTP_EXTENSION_AUTH_LOGIN
                        | SMTP_EXTENSION_PIPELINING | SMTP_EXTENSION_SIZE | SMTP_EXTENSION_8BITMIME
                        | SMTP_EXTENSION_SMTPUTF8 | SMTP_EXTENSION_DSN | SMTP_EXTENSION_CHUNKING);
  g_assert_cmpuint (found.size_limit, ==, 35882577);
  found = smtp_capabilities_parse (none);
  g_assert_cmpuint (found.extensions, ==, SMTP_EXTENSION_SIZE);
  g_assert_cmpuint (found.size_limit, ==, 0);
}

static void
test_text (void)
{
  g_autofree char *filler = g_strnfill (400, 'x');
  g_autofree char *octets = g_strdup_printf ("550-5.1.1 \303\274\r\n550 5.1.1 %s\r\n", filler);
  g_autoptr (SmtpReply) reply = read_one (octets);
  g_autofree char *text = smtp_reply_text (reply);
  g_autofree char *quote = smtp_reply_quote (reply);

  g_assert_cmpint (g_utf8_strlen (text, -1), ==, 300);
  g_assert_true (g_str_has_prefix (quote, "550 5.1.1 \303\274 xxx"));
  g_assert_false (smtp_reply_is_positive (reply));
  g_assert_false (smtp_reply_is_temporary (reply));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp-reply/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/smtp-reply/capabilities", test_capabilities);
  g_test_add_func ("/smtp-reply/text", test_text);
  return g_test_run ();
}
