/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-mailbox-name.h"

#include <string.h>

typedef struct
{
  const char *wire;
  const char *path;
} Name;

static const Name good[] = {
  { "", "" },
  { "INBOX", "INBOX" },
  { "Drafts (old) ~%*\"\\", "Drafts (old) ~%*\"\\" },
  { "Q&-A", "Q&A" },
  { "&-&-", "&&" },
  { "Entw&APw-rfe", "Entw\303\274rfe" },
  { "~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/\345\217\260\345\214\227/"
                                       "\346\227\245\346\234\254\350\252\236" },
  { "&2D3eAA-", "\360\237\230\200" },
  { "&AOQA9g-&-", "\303\244\303\266&" },
  { "&IGA-x", "\342\201\240x" },
};

/* What a server must not send, but what leads back to it all the same. */
static const Name odd[] = {
  { "Q&A", "Q\342\201\240&A" },
  { "&APw", "\342\201\240&APw" },
  { "Entw\303\274rfe", "Entw\342\201\240\303\274rfe" },
  { "a\377b", "a\357\237\277b" },
  { "tab\there", "tab\357\234\211here" },
  { "&AGE-", "\342\201\240&AGE-" },
  { "&APw-&APw-", "\342\201\240&APw-\342\201\240&APw-" },
  { "&2D0-", "\342\201\240&2D0-" },
  { "&APx-", "\342\201\240&APx-" },
  { "&AP-", "\342\201\240&AP-" },
  { "&AAA-", "\342\201\240&AAA-" },
  { "&AAo-", "\342\201\240&AAo-" },
  { "&A,w=-", "\342\201\240&A,w=-" },
  { "&90E-", "\342\201\240&90E-" },
  { "&IGA-&-", NULL },
  { "&IGAA,A-", NULL },
  { "\342\201\240\303\274", NULL },
  { "\357\234\204", NULL },
  { "\355\240\200", NULL },
  { "\364\220\200\200", NULL },
};

static void
assert_there_and_back (const char *wire, gsize length, const char *path)
{
  g_autofree char *decoded = imap_mailbox_name_decode (wire, length);
  g_autofree char *encoded = imap_mailbox_name_encode (decoded);

  if (path != NULL)
    g_assert_cmpstr (decoded, ==, path);
  g_assert_true (g_utf8_validate (decoded, -1, NULL));
  g_assert_cmpmem (encoded, strlen (encoded), wire, length);
}

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    assert_there_and_back (good[i].wire, strlen (good[i].wire), good[i].path);
}

static void
test_odd (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    assert_there_and_back (odd[i].wire, strlen (odd[i].wire), odd[i].path);
}

static void
test_inbox (void)
{
  g_autofree char *path = imap_mailbox_name_decode ("iNbOx", 5);
  g_autofree char *longer = imap_mailbox_name_decode ("inbox2", 6);

  g_assert_cmpstr (path, ==, "INBOX");
  g_assert_cmpstr (longer, ==, "inbox2");
}

static void
test_distinct (void)
{
  g_autofree char *right = imap_mailbox_name_decode ("&APw-", 5);
  g_autofree char *raw = imap_mailbox_name_decode ("\303\274", 2);

  g_assert_cmpstr (right, !=, raw);
}

static void
test_random (void)
{
  static const char alphabet[] = "&&&--A9gIGA,+ /\303\274\342\201\240\357\234\204\377\001\330";

  for (guint i = 0; i < 20000; i++)
    {
      char wire[16];
      gsize length = (gsize) g_test_rand_int_range (0, sizeof wire);

      for (gsize at = 0; at < length; at++)
        wire[at] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
      assert_there_and_back (wire, length, NULL);
    }
}

/* A path that a user made up, with control characters, still makes one safe name. */
static void
test_control (void)
{
  g_autofree char *encoded = imap_mailbox_name_encode ("a\r\nb");

  g_assert_cmpstr (encoded, ==, "a&AA0ACg-b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-mailbox-name/good", test_good);
  g_test_add_func ("/imap-mailbox-name/odd", test_odd);
  g_test_add_func ("/imap-mailbox-name/inbox", test_inbox);
  g_test_add_func ("/imap-mailbox-name/distinct", test_distinct);
  g_test_add_func ("/imap-mailbox-name/random", test_random);
  g_test_add_func ("/imap-mailbox-name/control", test_control);
  return g_test_run ();
}
