/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-sync.h"
#include "imap-protocol.h"
#include "store-reader.h"

#include <string.h>

#define CONDSTORE (IMAP_CAPABILITY_CONDSTORE | IMAP_CAPABILITY_ESEARCH)
#define QRESYNC   (CONDSTORE | IMAP_CAPABILITY_QRESYNC)

/* A folder being synchronised against a server whose lines the test speaks. */
typedef struct
{
  FolderSync *sync;
  ImapProtocol *protocol;
  guint n_arrived;
  guint n_fetched;
} Dialogue;

static void
observe (Dialogue *dialogue, const ImapEvent *event)
{
  gboolean arrived = FALSE;

  if (event->type == IMAP_EVENT_COMPLETED)
    folder_sync_advance (dialogue->sync, event->response->status == IMAP_STATUS_OK);
  else if (event->type == IMAP_EVENT_RESPONSE
           && folder_sync_observe (dialogue->sync, event->response, &arrived))
    {
      dialogue->n_fetched++;
      dialogue->n_arrived += (guint) arrived;
    }
}

static void
feed (Dialogue *dialogue, const char *text)
{
  ImapEvent event;
  g_autoptr (GError) error = NULL;

  imap_protocol_feed (dialogue->protocol, (const guint8 *) text, strlen (text), 0);
  while (imap_protocol_next_event (dialogue->protocol, &event, &error))
    observe (dialogue, &event);
  g_assert_no_error (error);
}

static void
begin_since (Dialogue *dialogue, const StoreFolder *folder, ImapCapabilities capabilities,
             gint64 since)
{
  *dialogue = (Dialogue){ 0 };
  dialogue->protocol = imap_protocol_new (&imap_limits_default);
  dialogue->sync = folder_sync_new (
      folder, &(FolderSyncOptions){
                  .capabilities = capabilities, .limit = 1000, .since = since, .expected = -1 });
  feed (dialogue, "* OK ready\r\n");
}

static void
begin (Dialogue *dialogue, const StoreFolder *folder, ImapCapabilities capabilities)
{
  begin_since (dialogue, folder, capabilities, 0);
}

static void
end (Dialogue *dialogue)
{
  folder_sync_free (dialogue->sync);
  imap_protocol_free (dialogue->protocol);
}

/* The next command must be EXPECTED; ANSWER is what comes before its tagged RESULT. */
static void
expect_result (Dialogue *dialogue, const char *expected, const char *answer, const char *result)
{
  g_autoptr (GBytes) output = NULL;
  g_autofree char *line = NULL;
  g_autofree char *reply = NULL;
  char *space;

  g_assert_cmpint (folder_sync_step (dialogue->sync), ==, FOLDER_SYNC_SEND);
  imap_protocol_send (dialogue->protocol, folder_sync_command (dialogue->sync), 0);
  output = imap_protocol_take_output (dialogue->protocol);
  line = g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output) - 2);
  space = strchr (line, ' ');
  g_assert_cmpstr (space + 1, ==, expected);
  *space = '\0';
  reply = g_strdup_printf ("%s%s %s done\r\n", answer, line, result);
  feed (dialogue, reply);
}

static void
expect (Dialogue *dialogue, const char *expected, const char *answer)
{
  expect_result (dialogue, expected, answer, "OK");
}

/* The step must be COMMIT with so many changes, after which the folder holds TOTAL. */
static void
commit (Dialogue *dialogue, guint n_changes, guint total)
{
  g_autoptr (StoreBatch) batch = NULL;

  g_assert_cmpint (folder_sync_step (dialogue->sync), ==, FOLDER_SYNC_COMMIT);
  batch = folder_sync_take_batch (dialogue->sync);
  g_assert_cmpuint (store_batch_n_changes (batch), ==, n_changes);
  folder_sync_committed (dialogue->sync, total);
}

static void
give_uids (Dialogue *dialogue, const char *text)
{
  g_autoptr (UidSet) uids = uid_set_parse (text, strlen (text), 100);

  g_assert_cmpint (folder_sync_step (dialogue->sync), ==, FOLDER_SYNC_NEED_UIDS);
  folder_sync_set_local_uids (dialogue->sync, uids);
}

static void
assert_cursor (Dialogue *dialogue, guint32 uidvalidity, guint32 uidnext, guint64 modseq)
{
  guint32 validity;
  guint32 next;
  guint64 highest;
  guint64 undelivered;

  g_assert_cmpint (folder_sync_step (dialogue->sync), ==, FOLDER_SYNC_DONE);
  g_assert_true (folder_sync_cursor (dialogue->sync, &validity, &next, &highest, &undelivered));
  g_assert_cmpuint (validity, ==, uidvalidity);
  g_assert_cmpuint (next, ==, uidnext);
  g_assert_cmpuint (highest, ==, modseq);
}

static StoreFolder
folder_row (guint32 uidvalidity, guint32 uidnext, guint64 modseq, guint total)
{
  return (StoreFolder){ .id = 1,
                        .account = (char *) "work",
                        .path = (char *) "INBOX",
                        .role = (char *) "inbox",
                        .uidvalidity = uidvalidity,
                        .uidnext = uidnext,
                        .highestmodseq = modseq,
                        .at_server = total };
}

#define OPENED(exists, next, modseq)                                                               \
  "* " exists " EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT " next "] ok\r\n"               \
  "* OK [HIGHESTMODSEQ " modseq "] ok\r\n"
#define FETCH_ITEMS " (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.1000>)"

static void
test_first (void)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (0, 0, 0, 0);

  begin (&dialogue, &folder, QRESYNC);
  expect (&dialogue, "EXAMINE \"INBOX\"", OPENED ("3", "12", "40"));
  expect (&dialogue, "UID SEARCH RETURN (ALL) ALL", "* ESEARCH (TAG \"x\") UID ALL 4,9:10\r\n");
  commit (&dialogue, 1, 0);
  g_assert_cmpuint (folder_sync_n_missing (dialogue.sync), ==, 3);
  expect (&dialogue, "UID FETCH 4,9:10" FETCH_ITEMS,
          "* 1 FETCH (UID 4 FLAGS () BODY[]<0> {2}\r\nhi)\r\n"
          "* 3 FETCH (UID 10 FLAGS () BODY[]<0> {2}\r\nho)\r\n"
          "* 2 FETCH (UID 9 FLAGS () BODY[]<0> \"\")\r\n");
  g_assert_cmpuint (dialogue.n_fetched, ==, 3);
  g_assert_cmpuint (dialogue.n_arrived, ==, 0);
  assert_cursor (&dialogue, 7, 12, 40);
  end (&dialogue);
}

/* Flags, expunges and new mail come with the opening; new mail is announced unless it is read. The
 * flags of what is new count, too: it may have been moved there from here. */
static void
test_qresync (void)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (7, 12, 40, 3);

  begin (&dialogue, &folder, QRESYNC);
  expect (&dialogue, "EXAMINE \"INBOX\" (QRESYNC (7 40))",
          OPENED ("4", "14", "45") "* VANISHED (EARLIER) 9\r\n"
                                   "* 1 FETCH (UID 4 FLAGS (\\Seen) MODSEQ (44))\r\n"
                                   "* 3 FETCH (UID 12 FLAGS () MODSEQ (42))\r\n"
                                   "* 4 FETCH (UID 13 FLAGS (\\Seen) MODSEQ (45))\r\n");
  commit (&dialogue, 4, 2);
  give_uids (&dialogue, "4,10");
  expect (&dialogue, "UID FETCH 12:13" FETCH_ITEMS,
          "* 3 FETCH (UID 12 FLAGS () BODY[]<0> {2}\r\nhi)\r\n"
          "* 4 FETCH (UID 13 FLAGS (\\Seen) BODY[]<0> {2}\r\nho)\r\n");
  g_assert_cmpuint (dialogue.n_arrived, ==, 1);
  assert_cursor (&dialogue, 7, 14, 45);
  end (&dialogue);
}

/* Promise 4: QRESYNC left an expunge out; the count gives it away. */
static void
test_count_is_proof (void)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (7, 12, 40, 3);

  begin (&dialogue, &folder, QRESYNC);
  expect (&dialogue, "EXAMINE \"INBOX\" (QRESYNC (7 40))", OPENED ("2", "12", "41"));
  commit (&dialogue, 0, 3);
  expect (&dialogue, "UID SEARCH RETURN (ALL) ALL", "* ESEARCH (TAG \"x\") UID ALL 4,10\r\n");
  give_uids (&dialogue, "4,9,10");
  commit (&dialogue, 1, 2);
  assert_cursor (&dialogue, 7, 12, 41);
  end (&dialogue);
}

static void
test_condstore (void)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (7, 12, 40, 3);

  begin (&dialogue, &folder, CONDSTORE);
  expect (&dialogue, "EXAMINE \"INBOX\" (CONDSTORE)", OPENED ("3", "13", "50"));
  expect (&dialogue, "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 40)",
          "* 3 FETCH (UID 12 FLAGS () MODSEQ (49))\r\n");
  commit (&dialogue, 1, 3);
  give_uids (&dialogue, "4,9,10");
  expect (&dialogue, "UID SEARCH RETURN (ALL) ALL", "* ESEARCH (TAG \"x\") UID ALL 4,9,12\r\n");
  give_uids (&dialogue, "4,9,10");
  commit (&dialogue, 1, 2);
  expect (&dialogue, "UID FETCH 12" FETCH_ITEMS,
          "* 3 FETCH (UID 12 FLAGS () BODY[]<0> {2}\r\nhi)\r\n");
  assert_cursor (&dialogue, 7, 13, 50);
  end (&dialogue);
}

/* Bare IMAP4rev1, and without UIDNEXT: flags of all, then the difference of the sets. */
static void
test_bare (void)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (7, 12, 0, 2);

  begin (&dialogue, &folder, 0);
  expect (&dialogue, "EXAMINE \"INBOX\"", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n");
  expect (&dialogue, "UID FETCH 1:* (FLAGS)",
          "* 1 FETCH (UID 9 FLAGS (\\Seen))\r\n* 2 FETCH (UID 15 FLAGS ())\r\n");
  give_uids (&dialogue, "4,9");
  commit (&dialogue, 3, 1);
  expect (&dialogue, "UID FETCH 15" FETCH_ITEMS,
          "* 2 FETCH (UID 15 FLAGS () BODY[]<0> {2}\r\nhi)\r\n");
  g_assert_cmpuint (dialogue.n_arrived, ==, 1);
  assert_cursor (&dialogue, 7, 16, 0);
  end (&dialogue);
}

/* Sends what is to be sent at once and answers it all: EXPECTED lines, ANSWERS with "%s" for each
 * tag in turn. */
static void
expect_flight (Dialogue *dialogue, const char *first, const char *second, const char *before,
               const char *between)
{
  g_autoptr (GBytes) output = NULL;
  g_autofree char *said = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *reply = NULL;

  while (folder_sync_step (dialogue->sync) == FOLDER_SYNC_SEND)
    imap_protocol_send (dialogue->protocol, folder_sync_command (dialogue->sync), 0);
  g_assert_true (folder_sync_is_closed (dialogue->sync));
  output = imap_protocol_take_output (dialogue->protocol);
  said = g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
  lines = g_strsplit (said, "\r\n", -1);
  g_assert_true (g_str_has_suffix (lines[0], first));
  g_assert_true (g_str_has_suffix (lines[1], second));
  reply = g_strdup_printf ("%sA1 OK done\r\n%sA2 OK done\r\n", before, between);
  feed (dialogue, reply);
}

static void
begin_guess (Dialogue *dialogue, gint64 expected)
{
  StoreFolder folder = folder_row (0, 0, 0, 0);
  FolderSyncOptions options = { .capabilities = QRESYNC, .limit = 1000, .expected = expected };

  *dialogue = (Dialogue){ .protocol = imap_protocol_new (&imap_limits_default),
                          .sync = folder_sync_new (&folder, &options) };
  feed (dialogue, "* OK ready\r\n");
}

/* A small new folder is fetched behind its opening, in one flight. */
static void
test_guess (void)
{
  Dialogue dialogue;

  begin_guess (&dialogue, 2);
  expect_flight (&dialogue, "EXAMINE \"INBOX\"", "UID FETCH 1:*" FETCH_ITEMS,
                 OPENED ("2", "12", "40"),
                 "* 1 FETCH (UID 4 FLAGS () BODY[]<0> {2}\r\nhi)\r\n"
                 "* 2 FETCH (UID 9 FLAGS () BODY[]<0> {2}\r\nho)\r\n");
  g_assert_cmpuint (dialogue.n_fetched, ==, 2);
  g_assert_cmpuint (folder_sync_guessed_uidvalidity (dialogue.sync), ==, 7);
  g_assert_false (folder_sync_must_repeat (dialogue.sync));
  assert_cursor (&dialogue, 7, 12, 40);
  end (&dialogue);
}

/* More is there than STATUS said, or less came: the folder is done again, without guessing. */
static void
test_wrong_guess (void)
{
  Dialogue dialogue;
  guint32 ignored;
  guint64 highest;

  begin_guess (&dialogue, 2);
  expect_flight (&dialogue, "EXAMINE \"INBOX\"", "UID FETCH 1:*" FETCH_ITEMS,
                 OPENED ("3", "12", "40"), "* 1 FETCH (UID 4 FLAGS () BODY[]<0> {2}\r\nhi)\r\n");
  g_assert_cmpint (folder_sync_step (dialogue.sync), ==, FOLDER_SYNC_DONE);
  g_assert_true (folder_sync_must_repeat (dialogue.sync));
  g_assert_false (folder_sync_cursor (dialogue.sync, &ignored, &ignored, &highest, &highest));
  end (&dialogue);
}

/* A body nobody asked for does not hide that the message is there. */
static void
test_unasked_body (void)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (7, 12, 0, 1);

  begin (&dialogue, &folder, 0);
  expect (&dialogue, "EXAMINE \"INBOX\"", OPENED ("2", "16", "0"));
  expect (&dialogue, "UID FETCH 1:* (FLAGS)",
          "* 1 FETCH (UID 9 FLAGS () BODY[] {2}\r\nhi)\r\n"
          "* 2 FETCH (UID 15 FLAGS () BODY[] {2}\r\nho)\r\n");
  give_uids (&dialogue, "9");
  commit (&dialogue, 2, 1);
  g_assert_cmpuint (folder_sync_n_missing (dialogue.sync), ==, 1);
  g_assert_cmpuint (dialogue.n_fetched, ==, 0);
  end (&dialogue);
}

/* Promise 3: a folder that is suddenly empty is asked about before anything is removed. */
static void
test_suddenly_empty (void)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (7, 101, 40, 100);

  begin (&dialogue, &folder, QRESYNC);
  expect (&dialogue, "EXAMINE \"INBOX\" (QRESYNC (7 40))",
          OPENED ("0", "101", "60") "* VANISHED (EARLIER) 1:100\r\n");
  commit (&dialogue, 0, 100);
  expect (&dialogue, "UID SEARCH RETURN (ALL) ALL", "* ESEARCH (TAG \"x\") UID\r\n");
  give_uids (&dialogue, "1:100");
  expect (&dialogue, "UID SEARCH RETURN (ALL) ALL", "* ESEARCH (TAG \"x\") UID ALL 1:100\r\n");
  give_uids (&dialogue, "1:100");
  commit (&dialogue, 0, 100);
  end (&dialogue);
}

static void
test_uidvalidity (void)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (6, 12, 40, 2);
  g_autoptr (GPtrArray) identities = g_ptr_array_new ();
  StoreIdentity first = { 4, 1700000000, 50, (char *) "", (char *) "a@x" };
  StoreIdentity second = { 9, 1700000001, 60, (char *) "", (char *) "b@x" };

  g_ptr_array_add (identities, &first);
  g_ptr_array_add (identities, &second);
  begin (&dialogue, &folder, QRESYNC);
  expect (&dialogue, "EXAMINE \"INBOX\" (QRESYNC (6 40))", OPENED ("2", "3", "5"));
  expect (&dialogue,
          "UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE "
          "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])",
          "* 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE \"14-Nov-2023 22:13:20 +0000\" "
          "RFC822.SIZE 50 BODY[HEADER.FIELDS (MESSAGE-ID)] {21}\r\nMessage-Id: <a@x>\r\n\r\n)\r\n"
          "* 2 FETCH (UID 2 FLAGS () INTERNALDATE \"14-Nov-2023 22:13:20 +0000\" "
          "RFC822.SIZE 60 BODY[HEADER.FIELDS (MESSAGE-ID)] {21}\r\nMessage-Id: <c@x>\r\n\r\n)\r\n");
  g_assert_cmpint (folder_sync_step (dialogue.sync), ==, FOLDER_SYNC_NEED_IDENTITIES);
  folder_sync_set_local_identities (dialogue.sync, identities);
  commit (&dialogue, 3, 1);
  expect (&dialogue, "UID FETCH 2" FETCH_ITEMS,
          "* 2 FETCH (UID 2 FLAGS () BODY[]<0> {2}\r\nhi)\r\n");
  g_assert_cmpuint (dialogue.n_arrived, ==, 0);
  assert_cursor (&dialogue, 7, 3, 5);
  end (&dialogue);
}

/* Promise 4: once a day the server's counters are not believed; a flag it forgot to tell is found.
 */
static void
test_audit (void)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (7, 12, 40, 2);
  FolderSyncOptions options
      = { .capabilities = QRESYNC, .limit = 1000, .audit = TRUE, .expected = -1 };

  dialogue = (Dialogue){ .protocol = imap_protocol_new (&imap_limits_default),
                         .sync = folder_sync_new (&folder, &options) };
  feed (&dialogue, "* OK ready\r\n");
  expect (&dialogue, "EXAMINE \"INBOX\" (QRESYNC (7 40))", OPENED ("2", "12", "40"));
  expect (&dialogue, "UID FETCH 1:* (FLAGS)",
          "* 1 FETCH (UID 4 FLAGS (\\Seen))\r\n* 2 FETCH (UID 10 FLAGS ())\r\n");
  give_uids (&dialogue, "4,9");
  commit (&dialogue, 3, 1);
  expect (&dialogue, "UID FETCH 10" FETCH_ITEMS,
          "* 2 FETCH (UID 10 FLAGS () BODY[]<0> {2}\r\nhi)\r\n");
  g_assert_cmpuint (dialogue.n_arrived, ==, 0);
  assert_cursor (&dialogue, 7, 12, 40);
  end (&dialogue);
}

/* With a limit on history what is older stays at the server, and its absence is no alarm. */
static void
test_history (void)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (0, 0, 0, 0);

  begin_since (&dialogue, &folder, QRESYNC, 1709251200);
  expect (&dialogue, "EXAMINE \"INBOX\"", OPENED ("3", "12", "40"));
  expect (&dialogue, "UID SEARCH RETURN (ALL) ALL", "* ESEARCH (TAG \"x\") UID ALL 4,9:10\r\n");
  commit (&dialogue, 1, 0);
  expect (&dialogue, "UID SEARCH RETURN (ALL) SINCE 1-Mar-2024",
          "* ESEARCH (TAG \"x\") UID ALL 9:10\r\n");
  g_assert_cmpuint (folder_sync_n_missing (dialogue.sync), ==, 2);
  expect (&dialogue, "UID FETCH 9:10" FETCH_ITEMS,
          "* 2 FETCH (UID 9 FLAGS () BODY[]<0> {2}\r\nhi)\r\n"
          "* 3 FETCH (UID 10 FLAGS () BODY[]<0> {2}\r\nho)\r\n");
  assert_cursor (&dialogue, 7, 12, 40);
  end (&dialogue);
}

/* What was asked for and did not come keeps the cursor where it was; what was not refused has gone
 * meanwhile, in all likelihood, so that another look is worth it. */
static void
fetch_half (const char *result, gboolean must_repeat)
{
  Dialogue dialogue;
  StoreFolder folder = folder_row (0, 0, 0, 0);
  guint32 ignored;
  guint64 highest;
  guint64 undelivered;

  begin (&dialogue, &folder, QRESYNC);
  expect (&dialogue, "EXAMINE \"INBOX\"", OPENED ("2", "12", "40"));
  expect (&dialogue, "UID SEARCH RETURN (ALL) ALL", "* ESEARCH (TAG \"x\") UID ALL 4,9\r\n");
  commit (&dialogue, 1, 0);
  expect_result (&dialogue, "UID FETCH 4,9" FETCH_ITEMS,
                 "* 1 FETCH (UID 4 FLAGS () BODY[]<0> {2}\r\nhi)\r\n", result);
  g_assert_cmpint (folder_sync_step (dialogue.sync), ==, FOLDER_SYNC_DONE);
  g_assert_cmpint (folder_sync_must_repeat (dialogue.sync), ==, must_repeat);
  g_assert_false (folder_sync_cursor (dialogue.sync, &ignored, &ignored, &highest, &undelivered));
  g_assert_cmpuint (undelivered, ==, 1);
  end (&dialogue);
}

static void
test_undelivered (void)
{
  fetch_half ("NO [SERVERBUG]", FALSE);
  fetch_half ("OK", TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder-sync/first", test_first);
  g_test_add_func ("/folder-sync/guess", test_guess);
  g_test_add_func ("/folder-sync/wrong-guess", test_wrong_guess);
  g_test_add_func ("/folder-sync/qresync", test_qresync);
  g_test_add_func ("/folder-sync/count-is-proof", test_count_is_proof);
  g_test_add_func ("/folder-sync/condstore", test_condstore);
  g_test_add_func ("/folder-sync/bare", test_bare);
  g_test_add_func ("/folder-sync/unasked-body", test_unasked_body);
  g_test_add_func ("/folder-sync/suddenly-empty", test_suddenly_empty);
  g_test_add_func ("/folder-sync/uidvalidity", test_uidvalidity);
  g_test_add_func ("/folder-sync/audit", test_audit);
  g_test_add_func ("/folder-sync/history", test_history);
  g_test_add_func ("/folder-sync/undelivered", test_undelivered);
  return g_test_run ();
}
