/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-capabilities.h"

#define SYNC                                                                                       \
  (IMAP_CAPABILITY_CONDSTORE | IMAP_CAPABILITY_QRESYNC | IMAP_CAPABILITY_ENABLE                    \
   | IMAP_CAPABILITY_IDLE)

static ImapCapabilities
parse (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return imap_capabilities_parse ((const char *const *) words);
}

static void
test_parse (void)
{
  g_assert_cmphex (parse ("IMAP4rev1 auth=plain XNEW SASL-IR"), ==,
                   IMAP_CAPABILITY_IMAP4REV1 | IMAP_CAPABILITY_AUTH_PLAIN
                       | IMAP_CAPABILITY_SASL_IR);
  g_assert_cmphex (parse ("QRESYNC"), ==,
                   IMAP_CAPABILITY_QRESYNC | IMAP_CAPABILITY_CONDSTORE | IMAP_CAPABILITY_ENABLE);
  g_assert_cmphex (imap_capabilities_parse (NULL), ==, 0);
}

static void
test_rev2 (void)
{
  ImapCapabilities capabilities = parse ("IMAP4rev2");

  g_assert_true (capabilities & IMAP_CAPABILITY_LIST_STATUS);
  g_assert_true (capabilities & IMAP_CAPABILITY_UIDPLUS);
  g_assert_false (capabilities & IMAP_CAPABILITY_CONDSTORE);
  g_assert_false (capabilities & IMAP_CAPABILITY_SPECIAL_USE);
}

static void
assert_quirk (const char *greeting, const char *id, const char *host, ImapCapabilities expected)
{
  const char *const words[] = { "name", id, NULL };
  ImapCapabilities left
      = imap_capabilities_without_quirks (SYNC, greeting, id != NULL ? words : NULL, host);

  g_assert_cmphex (left, ==, expected);
}

static void
test_quirks (void)
{
  ImapCapabilities without_qresync = SYNC & ~IMAP_CAPABILITY_QRESYNC;

  assert_quirk ("Dovecot ready.", "Dovecot", "imap.example.org", SYNC);
  assert_quirk (NULL, NULL, NULL, SYNC);
  assert_quirk ("The Microsoft Exchange IMAP4 service is ready.", NULL, "mail.example.org",
                IMAP_CAPABILITY_IDLE);
  assert_quirk (NULL, "Microsoft.Exchange.Imap4.Imap4Server", NULL, IMAP_CAPABILITY_IDLE);
  assert_quirk (NULL, NULL, "Outlook.Office365.com", IMAP_CAPABILITY_IDLE);
  assert_quirk (NULL, NULL, "p01-imap.mail.me.com", without_qresync);
  assert_quirk ("Gimap ready for requests", NULL, "localhost", without_qresync);
  assert_quirk (NULL, NULL, "imap.mail.yahoo.com", without_qresync);
  assert_quirk (NULL, NULL, "notimap.gmail.com", SYNC);
  assert_quirk (NULL, NULL, "evilmail.me.com.example.org", SYNC);
}

static void
assert_described (ImapCapabilities capabilities, const char *expected)
{
  g_auto (GStrv) words = imap_capabilities_describe (capabilities);
  g_autofree char *joined = g_strjoinv (" ", words);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_describe (void)
{
  const char *const words[] = { "IMAP4rev1", "AUTH=PLAIN", "qresync", "Idle", "X-OTHER", NULL };

  assert_described (imap_capabilities_parse (words), "IMAP4rev1 ENABLE CONDSTORE QRESYNC IDLE");
  assert_described (IMAP_CAPABILITY_QRESYNC, "");
  assert_described (IMAP_CAPABILITY_STARTTLS, "");
  assert_described (0, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-capabilities/parse", test_parse);
  g_test_add_func ("/imap-capabilities/rev2", test_rev2);
  g_test_add_func ("/imap-capabilities/quirks", test_quirks);
  g_test_add_func ("/imap-capabilities/describe", test_describe);
  return g_test_run ();
}
