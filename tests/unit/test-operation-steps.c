/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation-steps.h"

#include "steps-play.h"

#define PLAIN IMAP_CAPABILITY_UIDPLUS
#define MOVES (IMAP_CAPABILITY_UIDPLUS | IMAP_CAPABILITY_MOVE)

/* Messages 4, 5 and 9 of INBOX, whose UIDVALIDITY is 7; that of Archive is 3. */
typedef struct
{
  StoreOperation operation;
  StoreOperationMessage messages[3];
  GPtrArray *list;
  OperationSteps *steps;
} Telling;

static void
set_up (Telling *telling, gconstpointer data)
{
  static const guint32 uids[] = { 4, 5, 9 };

  telling->operation = (StoreOperation){ .id = 1,
                                         .added_flags = "",
                                         .removed_flags = "",
                                         .target = "Archive",
                                         .target_uidvalidity = 3,
                                         .target_uidnext = 12 };
  telling->list = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (uids); i++)
    {
      telling->messages[i] = (StoreOperationMessage){
        .id = i + 1, .folder = 1, .uid = uids[i], .uidvalidity = 7, .message_id = "m"
      };
      g_ptr_array_add (telling->list, &telling->messages[i]);
    }
}

static void
tear_down (Telling *telling, gconstpointer data)
{
  g_clear_pointer (&telling->steps, operation_steps_free);
  g_ptr_array_unref (telling->list);
}

static void
begin (Telling *telling, StoreVerb verb, ImapCapabilities capabilities)
{
  telling->operation.verb = verb;
  telling->steps = operation_steps_new (&telling->operation, telling->list, "INBOX", capabilities);
}

static void
assert_command (Telling *telling, const char *expected)
{
  steps_play_assert_command (&operation_steps_kind, telling->steps, expected);
}

static void
answer (Telling *telling, const char *lines)
{
  steps_play_answer (&operation_steps_kind, telling->steps, lines);
}

static void
open_inbox (Telling *telling)
{
  assert_command (telling, "SELECT \"INBOX\"");
  answer (telling, "* OK [UIDVALIDITY 7] x|A1 OK [READ-WRITE] done");
}

static void
assert_outcome (Telling *telling, OperationOutcome outcome, const char *refusal)
{
  g_assert_null (operation_steps_kind.command (telling->steps));
  g_assert_cmpint (operation_steps_outcome (telling->steps), ==, outcome);
  g_assert_cmpstr (operation_steps_refusal (telling->steps), ==, refusal);
}

static void
test_flags (Telling *telling, gconstpointer data)
{
  telling->operation.added_flags = "\\Flagged \\Seen";
  telling->operation.removed_flags = "Work";
  begin (telling, STORE_VERB_FLAG, PLAIN);
  open_inbox (telling);
  assert_command (telling, "UID STORE 4:5,9 +FLAGS.SILENT (\\Flagged \\Seen)");
  answer (telling, "A1 OK done");
  assert_command (telling, "UID STORE 4:5,9 -FLAGS.SILENT (Work)");
  answer (telling, "A1 OK done");
  assert_outcome (telling, OPERATION_DONE, NULL);
}

static void
test_refused_flags (Telling *telling, gconstpointer data)
{
  telling->operation.removed_flags = "\\Seen";
  begin (telling, STORE_VERB_FLAG, PLAIN);
  open_inbox (telling);
  assert_command (telling, "UID STORE 4:5,9 -FLAGS.SILENT (\\Seen)");
  answer (telling, "A1 NO over quota");
  assert_command (telling, "UID FETCH 4:5,9 (FLAGS)");
  answer (telling, "* 1 FETCH (UID 4 FLAGS (\\Seen))|* 9 FETCH (UID 77 FLAGS ())|A1 OK done");
  assert_outcome (telling, OPERATION_REFUSED, "over quota");
  g_assert_cmpstr (operation_steps_flags (telling->steps, 4), ==, "\\Seen");
  g_assert_null (operation_steps_flags (telling->steps, 5));
  g_assert_null (operation_steps_flags (telling->steps, 77));
}

static void
test_move (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_MOVE, MOVES);
  open_inbox (telling);
  assert_command (telling, "UID MOVE 4:5,9 \"Archive\"");
  answer (telling, "* OK [COPYUID 3 4:5,9 101:102,200] x|* 3 EXPUNGE|A1 OK done");
  assert_outcome (telling, OPERATION_DONE, NULL);
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 4), ==, 101);
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 9), ==, 200);
}

/* Only what was there has moved. */
static void
test_partial_move (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_MOVE, MOVES);
  open_inbox (telling);
  assert_command (telling, "UID MOVE 4:5,9 \"Archive\"");
  answer (telling, "* OK [COPYUID 3 5 101] x|A1 OK done");
  assert_outcome (telling, OPERATION_DONE, NULL);
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 4), ==, 0);
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 5), ==, 101);
}

static void
test_lying_copyuid (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_MOVE, MOVES);
  open_inbox (telling);
  assert_command (telling, "UID MOVE 4:5,9 \"Archive\"");
  answer (telling, "* OK [COPYUID 3 4:5,9 1:4000000000] x|A1 OK done");
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 4), ==, 0);
}

static void
test_move_without_move (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_MOVE, PLAIN);
  open_inbox (telling);
  assert_command (telling, "UID COPY 4:5,9 \"Archive\"");
  answer (telling, "A1 OK [COPYUID 3 4:5,9 1:3] done");
  assert_command (telling, "UID STORE 4:5,9 +FLAGS.SILENT (\\Deleted)");
  answer (telling, "A1 OK done");
  assert_command (telling, "UID EXPUNGE 4:5,9");
  answer (telling, "A1 OK done");
  assert_outcome (telling, OPERATION_DONE, NULL);
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 9), ==, 3);
}

static void
test_refused_copy_deletes_nothing (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_MOVE, PLAIN);
  open_inbox (telling);
  assert_command (telling, "UID COPY 4:5,9 \"Archive\"");
  answer (telling, "A1 NO [TRYCREATE] no such folder");
  assert_outcome (telling, OPERATION_REFUSED, "no such folder");
}

/* Told before, answered never: what is there already is not copied again. */
static void
test_copied_before (Telling *telling, gconstpointer data)
{
  telling->operation.begun = TRUE;
  begin (telling, STORE_VERB_MOVE, PLAIN);
  assert_command (telling, "EXAMINE \"Archive\"");
  answer (telling, "* OK [UIDVALIDITY 3] x|A1 OK done");
  for (guint i = 0; i < 3; i++)
    {
      assert_command (telling, "UID SEARCH UID 12:* HEADER Message-ID \"m\"");
      answer (telling, i == 1 ? "* SEARCH 12|A1 OK done" : "* SEARCH|A1 OK done");
    }
  open_inbox (telling);
  assert_command (telling, "UID COPY 4,9 \"Archive\"");
  answer (telling, "A1 OK done");
  assert_command (telling, "UID STORE 4:5,9 +FLAGS.SILENT (\\Deleted)");
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 4), ==, 0);
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 5), ==, 12);
}

/* Of messages that are alike each has a copy of its own. */
static void
test_one_copy_is_not_two (Telling *telling, gconstpointer data)
{
  telling->operation.begun = TRUE;
  begin (telling, STORE_VERB_COPY, MOVES);
  assert_command (telling, "EXAMINE \"Archive\"");
  answer (telling, "* OK [UIDVALIDITY 3] x|A1 OK done");
  for (guint i = 0; i < 3; i++)
    {
      assert_command (telling, "UID SEARCH UID 12:* HEADER Message-ID \"m\"");
      answer (telling, "* SEARCH 12 13|A1 OK done");
    }
  open_inbox (telling);
  assert_command (telling, "UID COPY 9 \"Archive\"");
  answer (telling, "A1 OK done");
  assert_outcome (telling, OPERATION_DONE, NULL);
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 4), ==, 13);
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 5), ==, 12);
}

/* It is looked for everywhere, and its UID is left to the next check. */
static void
test_copied_into_another_folder (Telling *telling, gconstpointer data)
{
  telling->operation.begun = TRUE;
  g_ptr_array_set_size (telling->list, 1);
  begin (telling, STORE_VERB_COPY, MOVES);
  assert_command (telling, "EXAMINE \"Archive\"");
  answer (telling, "* OK [UIDVALIDITY 4] x|A1 OK done");
  assert_command (telling, "UID SEARCH UID 1:* HEADER Message-ID \"m\"");
  answer (telling, "* SEARCH 2|A1 OK done");
  open_inbox (telling);
  assert_outcome (telling, OPERATION_DONE, NULL);
  g_assert_cmpuint (operation_steps_new_uid (telling->steps, 4), ==, 0);
}

/* Nor one that is older than the move, though 12:* names it; without a Message-ID by size. */
static void
test_an_older_copy_is_none (Telling *telling, gconstpointer data)
{
  telling->operation.begun = TRUE;
  g_ptr_array_set_size (telling->list, 1);
  telling->messages[0].message_id = (char *) "";
  telling->messages[0].size = 300;
  begin (telling, STORE_VERB_MOVE, PLAIN);
  assert_command (telling, "EXAMINE \"Archive\"");
  answer (telling, "* OK [UIDVALIDITY 3] x|A1 OK done");
  assert_command (telling, "UID SEARCH UID 12:* LARGER 299 SMALLER 301");
  answer (telling, "* SEARCH 11|A1 OK done");
  open_inbox (telling);
  assert_command (telling, "UID COPY 4 \"Archive\"");
}

static void
test_begun_move_is_told_again (Telling *telling, gconstpointer data)
{
  telling->operation.begun = TRUE;
  begin (telling, STORE_VERB_MOVE, MOVES);
  open_inbox (telling);
  assert_command (telling, "UID MOVE 4:5,9 \"Archive\"");
}

static void
test_delete (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_DELETE, MOVES);
  open_inbox (telling);
  assert_command (telling, "UID STORE 4:5,9 +FLAGS.SILENT (\\Deleted)");
  answer (telling, "A1 OK done");
  assert_command (telling, "UID EXPUNGE 4:5,9");
  answer (telling, "A1 OK done");
  assert_outcome (telling, OPERATION_DONE, NULL);
}

static void
test_never_a_plain_expunge (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_DELETE, 0);
  open_inbox (telling);
  assert_command (telling, "UID STORE 4:5,9 +FLAGS.SILENT (\\Deleted)");
  answer (telling, "A1 OK done");
  assert_outcome (telling, OPERATION_REFUSED,
                  "it cannot remove single messages; they are only marked there");
}

static void
test_another_folder_by_that_name (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_DELETE, MOVES);
  assert_command (telling, "SELECT \"INBOX\"");
  answer (telling, "* OK [UIDVALIDITY 8] x|A1 OK [READ-WRITE] done");
  assert_outcome (telling, OPERATION_LEFT, NULL);
}

static void
test_no_folder (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_DELETE, MOVES);
  assert_command (telling, "SELECT \"INBOX\"");
  answer (telling, "A1 NO gone");
  assert_outcome (telling, OPERATION_LEFT, NULL);
}

static void
test_read_only (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_DELETE, MOVES);
  assert_command (telling, "SELECT \"INBOX\"");
  answer (telling, "* OK [UIDVALIDITY 7] x|A1 OK [READ-ONLY] done");
  assert_outcome (telling, OPERATION_REFUSED, "the folder can only be read");
}

/* What is shown has to become what the server has. */
static void
test_read_only_flags (Telling *telling, gconstpointer data)
{
  telling->operation.added_flags = "\\Seen";
  begin (telling, STORE_VERB_FLAG, MOVES);
  assert_command (telling, "SELECT \"INBOX\"");
  answer (telling, "* OK [UIDVALIDITY 7] x|A1 OK [READ-ONLY] done");
  assert_command (telling, "UID FETCH 4:5,9 (FLAGS)");
  answer (telling, "* 1 FETCH (UID 4 FLAGS ())|A1 OK done");
  assert_outcome (telling, OPERATION_REFUSED, "the folder can only be read");
  g_assert_cmpstr (operation_steps_flags (telling->steps, 4), ==, "");
}

static void
open_keeping (Telling *telling, const char *permanent)
{
  g_autofree char *lines = g_strdup_printf (
      "* OK [UIDVALIDITY 7] x|* OK [PERMANENTFLAGS (%s)] x|A1 OK [READ-WRITE] y", permanent);

  assert_command (telling, "SELECT \"INBOX\"");
  answer (telling, lines);
}

static void
test_flags_not_kept (Telling *telling, gconstpointer data)
{
  telling->operation.removed_flags = "\\Seen";
  begin (telling, STORE_VERB_FLAG, MOVES);
  open_keeping (telling, "\\Flagged \\*");
  assert_command (telling, "UID FETCH 4:5,9 (FLAGS)");
  answer (telling, "A1 OK done");
  assert_outcome (telling, OPERATION_REFUSED,
                  "the folder does not let us set or take away these flags");
}

static void
test_keywords_not_kept (Telling *telling, gconstpointer data)
{
  telling->operation.added_flags = "Work";
  begin (telling, STORE_VERB_FLAG, MOVES);
  open_keeping (telling, "\\Flagged \\Seen");
  assert_command (telling, "UID FETCH 4:5,9 (FLAGS)");
}

static void
test_flags_kept (Telling *telling, gconstpointer data)
{
  telling->operation.added_flags = "$Forwarded New \\Seen";
  begin (telling, STORE_VERB_FLAG, MOVES);
  open_keeping (telling, "\\SEEN $forwarded \\*");
  assert_command (telling, "UID STORE 4:5,9 +FLAGS.SILENT ($Forwarded New \\Seen)");
}

/* Before the copy, which would be one too many. */
static void
test_deleted_not_kept (Telling *telling, gconstpointer data)
{
  begin (telling, STORE_VERB_MOVE, PLAIN);
  open_keeping (telling, "\\Flagged \\*");
  assert_outcome (telling, OPERATION_REFUSED,
                  "the folder does not let us set or take away these flags");
}

#define telling_test(path, function)                                                               \
  g_test_add ("/operation-steps/" path, Telling, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  telling_test ("flags", test_flags);
  telling_test ("flags-refused", test_refused_flags);
  telling_test ("move", test_move);
  telling_test ("move-partial", test_partial_move);
  telling_test ("move-lying-copyuid", test_lying_copyuid);
  telling_test ("move-without-move", test_move_without_move);
  telling_test ("refused-copy-deletes-nothing", test_refused_copy_deletes_nothing);
  telling_test ("copied-before", test_copied_before);
  telling_test ("one-copy-is-not-two", test_one_copy_is_not_two);
  telling_test ("copied-into-another-folder", test_copied_into_another_folder);
  telling_test ("older-copy", test_an_older_copy_is_none);
  telling_test ("begun-move-is-told-again", test_begun_move_is_told_again);
  telling_test ("delete", test_delete);
  telling_test ("never-a-plain-expunge", test_never_a_plain_expunge);
  telling_test ("another-folder-by-that-name", test_another_folder_by_that_name);
  telling_test ("no-folder", test_no_folder);
  telling_test ("read-only", test_read_only);
  telling_test ("read-only-flags", test_read_only_flags);
  telling_test ("flags-not-kept", test_flags_not_kept);
  telling_test ("keywords-not-kept", test_keywords_not_kept);
  telling_test ("flags-kept", test_flags_kept);
  telling_test ("deleted-not-kept", test_deleted_not_kept);
  return g_test_run ();
}
