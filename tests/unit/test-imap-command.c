/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-protocol.h"

#define LIST_BITS    (IMAP_CAPABILITY_LIST_EXTENDED | IMAP_CAPABILITY_LIST_STATUS)
#define QRESYNC_BITS (IMAP_CAPABILITY_QRESYNC | IMAP_CAPABILITY_CONDSTORE)

/* Takes COMMAND over. EXPECTED is what is sent without tag and line end. */
static void
assert_sent (ImapCommand *command, const char *expected)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  g_autofree char *line = g_strdup_printf ("A1 %s\r\n", expected);
  g_autofree char *sent = NULL;
  g_autoptr (GBytes) output = NULL;

  imap_protocol_send (protocol, command, 0);
  output = imap_protocol_take_output (protocol);
  sent = g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
  g_assert_cmpstr (sent, ==, line);
}

static void
test_login (void)
{
  assert_sent (imap_command_simple ("CAPABILITY"), "CAPABILITY");
  assert_sent (imap_command_login ("joe", "pa ss"), "LOGIN \"joe\" \"pa ss\"");
  assert_sent (imap_command_authenticate_plain ("tim", "tanstaaf", TRUE),
               "AUTHENTICATE PLAIN AHRpbQB0YW5zdGFhZg==");
  assert_sent (imap_command_compress (), "COMPRESS DEFLATE");
  assert_sent (imap_command_enable ("QRESYNC"), "ENABLE QRESYNC");
  assert_sent (imap_command_id ("Posthorn", "1"), "ID (\"name\" \"Posthorn\" \"version\" \"1\")");
  assert_sent (imap_command_id ("Posthorn", NULL), "ID (\"name\" \"Posthorn\")");
}

static void
test_list (void)
{
  assert_sent (imap_command_list (0), "LIST \"\" \"*\"");
  assert_sent (imap_command_list (IMAP_CAPABILITY_SPECIAL_USE | IMAP_CAPABILITY_LIST_STATUS),
               "LIST \"\" \"*\"");
  assert_sent (imap_command_list (IMAP_CAPABILITY_LIST_EXTENDED | IMAP_CAPABILITY_SPECIAL_USE),
               "LIST \"\" \"*\" RETURN (SPECIAL-USE)");
  assert_sent (imap_command_list (LIST_BITS),
               "LIST \"\" \"*\" RETURN (STATUS (MESSAGES UIDNEXT UIDVALIDITY))");
  assert_sent (imap_command_list (LIST_BITS | IMAP_CAPABILITY_SPECIAL_USE | QRESYNC_BITS),
               "LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UIDNEXT UIDVALIDITY "
               "HIGHESTMODSEQ))");
}

static void
test_mailboxes (void)
{
  assert_sent (imap_command_status ("a \"b\"", 0),
               "STATUS \"a \\\"b\\\"\" (MESSAGES UIDNEXT UIDVALIDITY)");
  assert_sent (imap_command_status ("INBOX", QRESYNC_BITS),
               "STATUS \"INBOX\" (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)");
  assert_sent (imap_command_mailbox ("CREATE", "Entw\303\274rfe"), "CREATE \"Entw&APw-rfe\"");
  /* A name that is raw UTF-8 on the server goes back as a literal. */
  assert_sent (imap_command_mailbox ("DELETE", "\342\201\240\303\274"), "DELETE {2}");
}

static void
test_select (void)
{
  g_autoptr (UidSet) known = uid_set_new ();

  assert_sent (imap_command_select ("INBOX", FALSE, 0, 5, 7, NULL), "SELECT \"INBOX\"");
  assert_sent (imap_command_select ("INBOX", TRUE, IMAP_CAPABILITY_CONDSTORE, 5, 7, NULL),
               "EXAMINE \"INBOX\" (CONDSTORE)");
  assert_sent (imap_command_select ("INBOX", FALSE, QRESYNC_BITS, 5, 0, NULL), "SELECT \"INBOX\"");
  assert_sent (imap_command_select ("INBOX", FALSE, QRESYNC_BITS, 4294967295u,
                                    G_GUINT64_CONSTANT (9223372036854775807), known),
               "SELECT \"INBOX\" (QRESYNC (4294967295 9223372036854775807))");
  uid_set_add_range (known, 41, 211);
  uid_set_add (known, 214);
  assert_sent (imap_command_select ("INBOX", FALSE, QRESYNC_BITS, 5, 7, known),
               "SELECT \"INBOX\" (QRESYNC (5 7 41:211,214))");
}

static void
test_fetch (void)
{
  g_autoptr (UidSet) uids = uid_set_new ();

  uid_set_add_range (uids, 4, 9);
  uid_set_add (uids, 12);
  assert_sent (imap_command_fetch_flags (0), "UID FETCH 1:* (FLAGS)");
  assert_sent (imap_command_fetch_flags (88), "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 88)");
  assert_sent (imap_command_fetch_messages (uids, 1000),
               "UID FETCH 4:9,12 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.1000>)");
  assert_sent (imap_command_fetch_all_messages (9),
               "UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.9>)");
  assert_sent (imap_command_fetch_identities (),
               "UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE "
               "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])");
}

static void
test_search (void)
{
  assert_sent (imap_command_search_all (), "UID SEARCH RETURN (ALL) ALL");
  assert_sent (imap_command_search_since (0, 1709251199), "UID SEARCH SINCE 29-Feb-2024");
  assert_sent (imap_command_search_since (IMAP_CAPABILITY_ESEARCH, 1709251200),
               "UID SEARCH RETURN (ALL) SINCE 1-Mar-2024");
}

static void
test_name (void)
{
  g_autoptr (ImapCommand) login = imap_command_login ("joe", "secret");
  g_autoptr (ImapCommand) fetch = imap_command_fetch_flags (0);

  g_assert_cmpstr (imap_command_name (login), ==, "LOGIN");
  g_assert_cmpstr (imap_command_name (fetch), ==, "UID FETCH");
}

/* A set of many holes is one long line. */
static void
test_long (void)
{
  g_autoptr (UidSet) uids = uid_set_new ();
  g_autofree char *set = NULL;
  g_autofree char *line = NULL;

  for (guint32 uid = 1; uid < 40000; uid += 2)
    uid_set_add (uids, uid);
  set = uid_set_to_string (uids);
  line
      = g_strdup_printf ("UID FETCH %s (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.9>)", set);
  assert_sent (imap_command_fetch_messages (uids, 9), line);
}

static void
test_push (void)
{
  assert_sent (imap_command_idle (), "IDLE");
  assert_sent (imap_command_notify (0),
               "NOTIFY SET STATUS (personal (MessageNew MessageExpunge MailboxName))");
  assert_sent (imap_command_notify (QRESYNC_BITS),
               "NOTIFY SET STATUS (personal (MessageNew MessageExpunge FlagChange MailboxName))");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-command/login", test_login);
  g_test_add_func ("/imap-command/list", test_list);
  g_test_add_func ("/imap-command/mailboxes", test_mailboxes);
  g_test_add_func ("/imap-command/select", test_select);
  g_test_add_func ("/imap-command/fetch", test_fetch);
  g_test_add_func ("/imap-command/search", test_search);
  g_test_add_func ("/imap-command/name", test_name);
  g_test_add_func ("/imap-command/long", test_long);
  g_test_add_func ("/imap-command/push", test_push);
  return g_test_run ();
}
