/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-dump.h"

typedef struct
{
  const char *name;
  guint sent; /* NOOPs sent before anything comes; 0 = a greeting is due */
  const char *input;
  const char *expected;
} Transcript;

static const Transcript transcripts[] = {
  { "greeting", 0, "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] Dovecot (Debian) ready.\r\n",
    "\ngreeting STATUS OK [CAPABILITY] text='Dovecot (Debian) ready.' "
    "words='IMAP4rev1|SASL-IR|AUTH=PLAIN'" },
  { "greeting-preauth", 0, "* PREAUTH IMAP4rev1 server logged in as Smith\r\n",
    "\ngreeting STATUS PREAUTH text='IMAP4rev1 server logged in as Smith'" },
  { "greeting-bye", 0, "* BYE Autologout; idle for too long\r\n",
    "\ngreeting STATUS BYE text='Autologout; idle for too long'" },
  { "greeting-then-data", 0, "* OK hello\r\n* 3 EXISTS\r\n",
    "\ngreeting STATUS OK text='hello'\nEXISTS number=3" },
  { "greeting-no", 0, "* NO go away\r\n", "\nerror Protocol" },
  { "greeting-http", 0, "HTTP/1.1 400 Bad Request\r\n", "\nerror Protocol" },
  { "greeting-data", 0, "* 3 EXISTS\r\n", "\nerror Protocol" },
  { "textless", 1, "* OK\r\n* OK \r\nA1 OK\r\n",
    "\nSTATUS OK text=''\nSTATUS OK text=''\ncompleted 1 STATUS tag='A1' OK text=''" },
  { "bare-line-feeds", 1, "* 3 EXISTS\n\nA1 OK done\n",
    "\nEXISTS number=3\ncompleted 1 STATUS tag='A1' OK text='done'" },
  { "text-that-looks-like-a-literal", 1, "* OK look {5}\r\nA1 NO see {12}\r\n",
    "\nSTATUS OK text='look {5}'\ncompleted 1 STATUS tag='A1' NO text='see {12}'" },
  { "text-not-utf8", 1, "* OK Gr\374\337e \001x\r\n",
    "\nSTATUS OK text='Gr\357\277\275\357\277\275e  x'" },
  { "dovecot-select", 1,
    "* OK [CLOSED] Previous mailbox closed.\r\n"
    "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded)\r\n"
    "* OK [PERMANENTFLAGS (\\Answered \\Seen \\*)] Flags permitted.\r\n"
    "* 172 EXISTS\r\n* 0 RECENT\r\n"
    "* OK [UNSEEN 12] First unseen.\r\n"
    "* OK [UIDVALIDITY 3857529045] UIDs valid\r\n"
    "* OK [UIDNEXT 4392] Predicted next UID\r\n"
    "* OK [HIGHESTMODSEQ 20010715194045007] Highest\r\n"
    "* VANISHED (EARLIER) 41,43:116,118\r\n"
    "* 49 FETCH (UID 117 FLAGS (\\Seen \\Answered) MODSEQ (90060115194045001))\r\n"
    "A1 OK [READ-WRITE] Select completed (0.001 + 0.000 secs).\r\n",
    "\nSTATUS OK [CLOSED] text='Previous mailbox closed.'"
    "\nFLAGS words='\\Answered|\\Flagged|\\Deleted|\\Seen|\\Draft|$Forwarded'"
    "\nSTATUS OK [PERMANENTFLAGS] text='Flags permitted.' words='\\Answered|\\Seen|\\*'"
    "\nEXISTS number=172\nOTHER"
    "\nSTATUS OK [UNSEEN] text='First unseen.' number=12"
    "\nSTATUS OK [UIDVALIDITY] text='UIDs valid' number=3857529045"
    "\nSTATUS OK [UIDNEXT] text='Predicted next UID' number=4392"
    "\nSTATUS OK [HIGHESTMODSEQ] text='Highest' number=20010715194045007"
    "\nVANISHED uids='41,43:116,118' earlier"
    "\nFETCH number=49 sequence=49 uid=117 flags='\\Answered \\Seen' modseq=90060115194045001"
    "\ncompleted 1 STATUS tag='A1' OK [READ-WRITE] "
    "text='Select completed (0.001 + 0.000 secs).'" },
  { "message", 1,
    "* 1 FETCH (UID 5 FLAGS () INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 11 "
    "BODY[] {11}\r\nA: b\r\n\r\n)x\n)\r\nA1 OK Fetch completed.\r\n",
    "\nliteral 11 A: b\\0d\\0a\\0d\\0a)x\\0a"
    "\nFETCH number=1 sequence=1 uid=5 flags='' date=837596665 size=11 body=11"
    "\ncompleted 1 STATUS tag='A1' OK text='Fetch completed.'" },
  { "message-first", 1, "* 1 FETCH (BODY[] {2}\r\n{9 UID 7 FLAGS (\\Seen))\r\n",
    "\nliteral 2 {9\nFETCH number=1 sequence=1 uid=7 flags='\\Seen' body=2" },
  { "message-empty", 1, "* 1 FETCH (UID 1 BODY[] {0}\r\n)\r\n",
    "\nliteral 0 \nFETCH number=1 sequence=1 uid=1 body=0" },
  { "message-quoted", 1, "* 1 FETCH (UID 1 BODY[] \"a \\\"b\\\\\")\r\n* 2 FETCH (BODY[] \"\")\r\n",
    "\nliteral 5 a \"b\\5c\nFETCH number=1 sequence=1 uid=1 body=5"
    "\nliteral 0 \nFETCH number=2 sequence=2 body=0" },
  { "message-nil", 1, "* 1 FETCH (UID 1 BODY[] NIL FLAGS (\\Seen))\r\n",
    "\nFETCH number=1 sequence=1 uid=1 flags='\\Seen'" },
  { "header-fields", 1,
    "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (MESSAGE-ID)] {13}\r\nMessage-ID: <)\r\n"
    "* 2 FETCH (BODY[HEADER.FIELDS (\"Message-ID\")] \"\" UID 2)\r\n",
    "\nFETCH number=1 sequence=1 uid=1 header=Message-ID: <"
    "\nFETCH number=2 sequence=2 uid=2 header=" },
  { "gathered-literal-before-message", 1,
    "* 1 FETCH (ENVELOPE (\"d\" {4}\r\n)((\" ((\"x\" NIL \"BODY[] \" \"h\")) NIL) UID 8 BODY[] "
    "{3}\r\nabc)\r\n",
    "\nliteral 3 abc\nFETCH number=1 sequence=1 uid=8 body=3" },
  { "nested-body-is-no-message", 1, "* 1 FETCH (X (BODY[] {3}\r\nabc) UID 8)\r\n",
    "\nFETCH number=1 sequence=1 uid=8" },
  { "body-of-a-list-is-no-message", 1, "* LIST () \"/\" {6}\r\nBODY[]\r\n",
    "\nLIST attributes='' delimiter=/ path='BODY[]'" },
  { "unknown-items", 1,
    "* 12 FETCH (X-GM-LABELS (\\Inbox \"a b\" {2}\r\n)() X-GM-MSGID 1278455344230334865 "
    "BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 2 1) "
    "BODY[1] {2}\r\n)) BODY (\"TEXT\" \"PLAIN\") PREVIEW NIL EMAILID (M6d99) UID 12)\r\n",
    "\nFETCH number=12 sequence=12 uid=12" },
  { "odd-spaces", 1, "* 1 FETCH ( UID  1 FLAGS ( \\Seen ) ) \r\n* SEARCH \r\nA1  OK  x\r\n",
    "\nFETCH number=1 sequence=1 uid=1 flags='\\Seen'\nSEARCH uids=''"
    "\ncompleted 1 STATUS tag='A1' OK text='x'" },
  { "search", 1, "* SEARCH 9 2 84 882 1 3\r\n* SEARCH 2 5 (MODSEQ 917162500)\r\n* SEARCH\r\n",
    "\nSEARCH uids='1:3,9,84,882'\nSEARCH uids='2,5'\nSEARCH uids=''" },
  { "esearch", 1,
    "* ESEARCH (TAG \"A1\") UID ALL 1:5,9\r\n* ESEARCH (TAG \"A1\") UID\r\n"
    "* ESEARCH (TAG \"A1\") UID COUNT 5 ALL 4:17,21 MODSEQ 99\r\n",
    "\nSEARCH uids='1:5,9'\nSEARCH uids=''\nSEARCH uids='4:17,21'" },
  { "esearch-of-numbers", 1, "* ESEARCH (TAG \"A1\") ALL 1:5\r\n", "\nerror Protocol" },
  { "vanished", 1, "* VANISHED 405,407,410,425\r\n* VANISHED (EARLIER)\r\n",
    "\nVANISHED uids='405,407,410,425'\nVANISHED uids='' earlier" },
  { "list", 1,
    "* LIST (\\HasNoChildren \\Sent) \"/\" Sent\r\n* LIST (\\Noselect) NIL \"\"\r\n"
    "* LIST () \".\" inbox\r\n* LSUB () \"\\\\\" \"a\\\\b\"\r\n"
    "* LIST (\\Marked) \"/\" {11}\r\n&ZeVnLIqe-x\r\n* LIST () \"/\" \"Entw&APw-rfe\"\r\n",
    "\nLIST attributes='\\HasNoChildren|\\Sent' delimiter=/ path='Sent'"
    "\nLIST attributes='\\Noselect' path=''\nLIST attributes='' delimiter=. path='INBOX'"
    "\nLSUB attributes='' delimiter=\\ path='a\\b'"
    "\nLIST attributes='\\Marked' delimiter=/ path='\346\227\245\346\234\254\350\252\236x'"
    "\nLIST attributes='' delimiter=/ path='Entw\303\274rfe'" },
  { "list-extended", 1,
    "* LIST (\\Subscribed) \"/\" Foo (\"CHILDINFO\" (\"SUBSCRIBED\") \"OLDNAME\" (\"Fo o\"))\r\n"
    "* LIST () \"/\" Bar (X-A 5 X-B (1 (2)))\r\n",
    "\nLIST attributes='\\Subscribed' delimiter=/ path='Foo' old='Fo o'"
    "\nLIST attributes='' delimiter=/ path='Bar'" },
  { "status", 1,
    "* STATUS INBOX (MESSAGES 231 UIDNEXT 44292 UIDVALIDITY 1 UNSEEN 0 HIGHESTMODSEQ 77)\r\n"
    "* STATUS {5}\r\na (b) ( SIZE 12 X (1) MESSAGES 3 )\r\n* STATUS x ()\r\n",
    "\nMAILBOX path='INBOX' messages=231 uidnext=44292 uidvalidity=1 unseen=0 highestmodseq=77"
    "\nMAILBOX path='a (b)' messages=3\nMAILBOX path='x'" },
  { "cyrus", 1,
    "* ID (\"name\" \"Cyrus IMAPD\" \"version\" \"3.6.1\" \"os\" NIL)\r\n* ID NIL\r\n"
    "* LIST (\\HasNoChildren \\sent) \".\" \"INBOX.sent\"\r\n* ENABLED CONDSTORE QRESYNC\r\n"
    "* CAPABILITY IMAP4rev1 LITERAL+ ID \r\n"
    "* OK [MAILBOXID (abc)] Ok\r\nA1 OK [COPYUID 38505 304,319:320 3956:3958] Done\r\n",
    "\nID words='name|Cyrus IMAPD|version|3.6.1|os|'\nID words=''"
    "\nLIST attributes='\\HasNoChildren|\\sent' delimiter=. path='INBOX.sent'"
    "\nENABLED words='CONDSTORE|QRESYNC'\nCAPABILITY words='IMAP4rev1|LITERAL+|ID'"
    "\nSTATUS OK [OTHER] text='Ok'\ncompleted 1 STATUS tag='A1' OK [COPYUID] text='Done' "
    "uidvalidity=38505 source='304,319:320' uids='3956:3958'" },
  { "empty-strings", 1, "* ID (\"name\" \"\" \"os\" {0}\r\n)\r\n* LIST () \"\" \"\"\r\n",
    "\nID words='name||os|'\nLIST attributes='' path=''" },
  { "gmail", 1,
    "* LIST (\\All \\HasNoChildren) \"/\" \"[Gmail]/Alle Nachrichten\"\r\n"
    "A1 NO [ALERT] Too many simultaneous connections. (Failure)\r\n",
    "\nLIST attributes='\\All|\\HasNoChildren' delimiter=/ path='[Gmail]/Alle Nachrichten'"
    "\ncompleted 1 STATUS tag='A1' NO [ALERT] "
    "text='Too many simultaneous connections. (Failure)'" },
  { "exchange", 1,
    "* OK [BADEVENTSEQ 3] x\r\n* BAD Command Error. 12\r\n"
    "A1 OK [APPENDUID 4 7] APPEND completed.\r\n",
    "\nSTATUS OK [OTHER] text='x'\nSTATUS BAD text='Command Error. 12'"
    "\ncompleted 1 STATUS tag='A1' OK [APPENDUID] text='APPEND completed.' uidvalidity=4 "
    "uids='7'" },
  { "codes", 1,
    "* OK [X-UNKNOWN it\"s (odd] text\r\n* OK [UIDNEXT many] text\r\n* OK [open text\r\n"
    "* NO [unavailable] text\r\n* OK [COPYUID 1 2] text\r\n* OK []\r\n",
    "\nSTATUS OK [OTHER] text='text'\nSTATUS OK [OTHER] text='text'"
    "\nSTATUS OK text='[open text'\nSTATUS NO [UNAVAILABLE] text='text'"
    "\nSTATUS OK [OTHER] text='text'\nSTATUS OK text='[]'" },
  { "other", 1, "* XAPPLEPUSH \"a\" (b {3}\r\n)\r\n)\r\n* 7 XNEW\r\n", "\nOTHER\nOTHER number=7" },
  { "quota", 1,
    "* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" (MESSAGE 5 0 STORAGE 10 512)\r\n"
    "* QUOTA {4}\r\nroot ()\r\n* QUOTA a (STORAGE 9007199254740991 9007199254740991)\r\n",
    "\nOTHER\nQUOTA used=10240 limit=524288\nQUOTA"
    "\nQUOTA used=9223372036854774784 limit=9223372036854774784" },
  { "quota-not-understood", 1,
    "* QUOTA\r\n* QUOTA a\r\n* QUOTA a (STORAGE 1\r\n* QUOTA a (STORAGE -1 2)\r\n"
    "* QUOTA a (STORAGE 9007199254740992 1)\r\n* QUOTA a (STORAGE 1 2) b\r\nA1 OK x\r\n",
    "\nQUOTA\nQUOTA\nQUOTA\nQUOTA\nQUOTA\nQUOTA"
    "\ncompleted 1 STATUS tag='A1' OK text='x'" },
  { "tags-in-any-order", 3, "A3 OK c\r\nA1 OK a\r\nA2 BAD b\r\n",
    "\ncompleted 3 STATUS tag='A3' OK text='c'"
    "\ncompleted 1 STATUS tag='A1' OK text='a'"
    "\ncompleted 2 STATUS tag='A2' BAD text='b'" },
  { "continue", 1, "+\r\n+ \r\n+ idling\r\n",
    "\ncontinue CONTINUE text=''\ncontinue CONTINUE text=''\ncontinue CONTINUE text='idling'" },
  { "continue-for-nobody", 1, "A1 OK x\r\n+ idling\r\n",
    "\ncompleted 1 STATUS tag='A1' OK text='x'\nerror Protocol" },
  { "tag-twice", 1, "A1 OK x\r\nA1 OK x\r\n",
    "\ncompleted 1 STATUS tag='A1' OK text='x'\nerror Protocol" },
  { "tag-never-sent", 1, "A2 OK x\r\n", "\nerror Protocol" },
  { "tag-missing", 1, " OK x\r\n", "\nerror Protocol" },
  { "tag-with-data", 1, "A1 EXISTS\r\n", "\nerror Protocol" },
  { "tag-with-bye", 1, "A1 BYE x\r\n", "\nerror Protocol" },
  { "star-alone", 1, "*\r\n", "\nerror Protocol" },
  { "star-space", 1, "* \r\n", "\nerror Protocol" },
  { "star-glued", 1, "*OK x\r\n", "\nerror Protocol" },
  { "star-number", 1, "* 12\r\n", "\nerror Protocol" },
  { "number-too-large", 1, "* 4294967296 EXISTS\r\n", "\nerror Protocol" },
  { "size-not-a-number", 1, "* 1 FETCH (RFC822.SIZE big)\r\n", "\nerror Protocol" },
  { "uid-too-large", 1, "* 1 FETCH (UID 4294967296)\r\n", "\nerror Protocol" },
  { "literal-not-a-number", 1, "* 1 FETCH (BODY[] {x}\r\n)\r\n", "\nerror Protocol" },
  { "literal-without-number", 1, "* 1 FETCH (BODY[] {}\r\n)\r\n", "\nerror Protocol" },
  { "literal-too-large", 1, "* 1 FETCH (BODY[] {4294967295}\r\n", "\nerror TooLarge" },
  { "literal-much-too-large", 1, "* 1 FETCH (BODY[] {99999999999999999999999}\r\n",
    "\nerror TooLarge" },
  { "literal-over-gathering", 1, "* 1 FETCH (ENVELOPE {1048577}\r\n", "\nerror TooLarge" },
  { "literal-of-words", 1, "* LIST () \"/\" {4294967295}\r\n", "\nerror TooLarge" },
  { "two-messages-in-one", 1, "* 1 FETCH (BODY[] {1}\r\na BODY[] {1}\r\nb)\r\n",
    "\nliteral 1 a\nerror Protocol" },
  { "two-messages-quoted", 1, "* 1 FETCH (BODY[] \"a\" RFC822 \"b\")\r\n", "\nerror Protocol" },
  { "message-then-nested", 1, "* 1 FETCH (BODY[] {1}\r\na X (BODY[] {1}\r\nb))\r\n",
    "\nliteral 1 a\nFETCH number=1 sequence=1 body=1" },
  { "message-as-name", 1, "* 1 FETCH (X BODY[] {1}\r\na)\r\n", "\nliteral 1 a\nerror Protocol" },
  { "fetch-not-closed", 1, "* 1 FETCH (UID 1\r\n", "\nerror Protocol" },
  { "fetch-with-rest", 1, "* 1 FETCH (UID 1) x\r\n", "\nerror Protocol" },
  { "quote-not-closed", 1, "* LIST () \"/\" \"x\r\n", "\nerror Protocol" },
  { "quote-over-literal", 1, "* LIST () \"/\" \"x {1}\r\na\"\r\n", "\nerror Protocol" },
  { "list-delimiter-too-long", 1, "* LIST () \"//\" x\r\n", "\nerror Protocol" },
  { "uid-set-with-star", 1, "* VANISHED 1:*\r\n", "\nerror Protocol" },
  { "uid-zero", 1, "* SEARCH 0\r\n", "\nerror Protocol" },
};

static ImapProtocol *
new_protocol (guint sent)
{
  ImapProtocol *protocol = imap_protocol_new (&imap_limits_default);

  for (guint i = 0; i < sent; i++)
    imap_protocol_send (protocol, imap_command_simple ("NOOP"), 0);
  return protocol;
}

/* A copy of its own, so that a sanitizer sees what is read behind it. */
static gboolean
feed_copy (ImapProtocol *protocol, GString *out, const char *data, gsize length)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);

  imap_protocol_feed (protocol, copy, length, 0);
  return dump_events (out, protocol);
}

/* The first piece of FIRST octets, the others of STEP. */
static char *
dump_in_pieces (guint sent, const char *input, gsize length, gsize first, gsize step)
{
  g_autoptr (ImapProtocol) protocol = new_protocol (sent);
  GString *out = g_string_new (NULL);
  gsize at = MIN (first, length);
  gboolean good = feed_copy (protocol, out, input, at);

  while (good && at < length)
    {
      gsize size = MIN (step, length - at);

      good = feed_copy (protocol, out, input + at, size);
      at += size;
    }
  return g_string_free (out, FALSE);
}

static void
assert_dump_everywhere (guint sent, const char *input, gsize length, const char *expected)
{
  g_autofree char *whole = dump_in_pieces (sent, input, length, length, length);
  g_autofree char *octets = dump_in_pieces (sent, input, length, 1, 1);

  g_assert_cmpstr (whole, ==, expected);
  g_assert_cmpstr (octets, ==, expected);
  for (gsize split = 1; split < length; split++)
    {
      g_autofree char *halves = dump_in_pieces (sent, input, length, split, length);

      g_assert_cmpstr (halves, ==, expected);
    }
}

static void
test_transcript (gconstpointer data)
{
  const Transcript *transcript = data;

  assert_dump_everywhere (transcript->sent, transcript->input, strlen (transcript->input),
                          transcript->expected);
}

/* NUL is data in a literal, and nowhere else. */
static void
test_octets (void)
{
  static const char messages[]
      = "* 1 FETCH (UID 1 BODY[] {1}\r\na)\r\n* 2 fetch (uid 2 body[]<0> {2}\r\nbb)\r\n"
        "* 3 FETCH (UID 3 BINARY[] ~{3}\r\nc\0c)\r\n* 4 FETCH (RFC822 {4+}\r\ndddd)\r\n"
        "* 5 FETCH (UID 5 BODY[HEADER] {5}\r\n\0\0\0\r\n)\r\n";
  static const char text[] = "* OK a\0b\r\n";
  static const char name[] = "* LIST () \"/\" \"a\0b\"\r\n";
  static const char literal_name[] = "* LIST () \"/\" {3}\r\na\0b\r\n";

  assert_dump_everywhere (1, messages, sizeof messages - 1,
                          "\nliteral 1 a\nFETCH number=1 sequence=1 uid=1 body=1"
                          "\nliteral 2 bb\nFETCH number=2 sequence=2 uid=2 body=2"
                          "\nliteral 3 c\\00c\nFETCH number=3 sequence=3 uid=3 body=3"
                          "\nliteral 4 dddd\nFETCH number=4 sequence=4 body=4"
                          "\nliteral 5 \\00\\00\\00\\0d\\0a"
                          "\nFETCH number=5 sequence=5 uid=5 body=5");
  assert_dump_everywhere (1, text, sizeof text - 1, "\nSTATUS OK text='a\357\277\275b'");
  assert_dump_everywhere (1, name, sizeof name - 1, "\nerror Protocol");
  assert_dump_everywhere (1, literal_name, sizeof literal_name - 1, "\nerror Protocol");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (transcripts); i++)
    {
      g_autofree char *path = g_strconcat ("/imap-transcripts/", transcripts[i].name, NULL);

      g_test_add_data_func (path, &transcripts[i], test_transcript);
    }
  g_test_add_func ("/imap-transcripts/octets", test_octets);
  return g_test_run ();
}
