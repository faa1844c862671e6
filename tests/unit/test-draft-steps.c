/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft-steps.h"

#include "steps-play.h"

#define PUT "(\\Draft \\Seen) \" 9-Sep-2001 01:46:40 +0000\" {10}"

/* A draft of ten octets, whose last version is UID 9 of Drafts, whose UIDVALIDITY is 3. */
typedef struct
{
  DraftRequest request;
  DraftSteps *steps;
} Placing;

static void
set_up (Placing *placing, gconstpointer data)
{
  placing->request = (DraftRequest){
    .path = "Drafts",
    .uidvalidity = 3,
    .uid = 9,
    .placed_id = "<old@x>",
    .placing_id = "<new@x>",
    .received = 1000000000,
    .size = 10,
  };
}

static void
tear_down (Placing *placing, gconstpointer data)
{
  g_clear_pointer (&placing->steps, draft_steps_free);
}

static void
assert_command (Placing *placing, const char *expected)
{
  steps_play_assert_command (&draft_steps_kind, placing->steps, expected);
}

static void
answer (Placing *placing, const char *lines)
{
  steps_play_answer (&draft_steps_kind, placing->steps, lines);
}

static void
assert_outcome (Placing *placing, OperationOutcome outcome, guint32 uid, const char *refusal)
{
  g_assert_null (draft_steps_kind.command (placing->steps));
  g_assert_cmpint (draft_steps_outcome (placing->steps), ==, outcome);
  g_assert_cmpuint (draft_steps_uid (placing->steps), ==, uid);
  g_assert_cmpstr (draft_steps_refusal (placing->steps), ==, refusal);
}

static void
begin (Placing *placing, ImapCapabilities capabilities, const char *found)
{
  placing->steps = draft_steps_new (&placing->request, capabilities);
  assert_command (placing, "SELECT \"Drafts\"");
  answer (placing, "* OK [UIDVALIDITY 3] x|A1 OK done");
  assert_command (placing, "UID SEARCH UID 1:* HEADER Message-ID \"<new@x>\"");
  answer (placing, found);
}

/* As far as it is known that the last version is as it was. */
static void
begin_new (Placing *placing, ImapCapabilities capabilities)
{
  begin (placing, capabilities, "* SEARCH|A1 OK done");
  assert_command (placing, "UID SEARCH UID 9:* HEADER Message-ID \"<old@x>\"");
  answer (placing, "* SEARCH 9|A1 OK done");
}

static void
test_append_then_expunge (Placing *placing, gconstpointer data)
{
  begin_new (placing, IMAP_CAPABILITY_UIDPLUS);
  assert_command (placing, "APPEND \"Drafts\" " PUT);
  answer (placing, "A1 OK [APPENDUID 3 12] done");
  assert_command (placing, "UID STORE 9 +FLAGS.SILENT (\\Deleted)");
  answer (placing, "A1 OK done");
  assert_command (placing, "UID EXPUNGE 9");
  answer (placing, "A1 OK done");
  assert_outcome (placing, OPERATION_DONE, 12, NULL);
}

static void
test_replace (Placing *placing, gconstpointer data)
{
  begin_new (placing, IMAP_CAPABILITY_UIDPLUS | IMAP_CAPABILITY_REPLACE);
  assert_command (placing, "UID REPLACE 9 \"Drafts\" " PUT);
  answer (placing, "* OK [APPENDUID 3 12] x|* 1 EXPUNGE|A1 OK done");
  assert_outcome (placing, OPERATION_DONE, 12, NULL);
}

static void
test_replace_refused (Placing *placing, gconstpointer data)
{
  begin_new (placing, IMAP_CAPABILITY_UIDPLUS | IMAP_CAPABILITY_REPLACE);
  assert_command (placing, "UID REPLACE 9 \"Drafts\" " PUT);
  answer (placing, "A1 NO no");
  assert_command (placing, "APPEND \"Drafts\" " PUT);
  answer (placing, "A1 NO [OVERQUOTA] full");
  assert_outcome (placing, OPERATION_REFUSED, 0, "full");
}

/* A push that was killed behind its APPEND is brought to its end. */
static void
test_there_already (Placing *placing, gconstpointer data)
{
  begin (placing, IMAP_CAPABILITY_UIDPLUS, "* SEARCH 12|A1 OK done");
  assert_command (placing, "UID STORE 9 +FLAGS.SILENT (\\Deleted)");
  answer (placing, "A1 OK done");
  assert_command (placing, "UID EXPUNGE 9");
  answer (placing, "A1 OK done");
  assert_outcome (placing, OPERATION_DONE, 12, NULL);
}

static void
test_without_uidplus (Placing *placing, gconstpointer data)
{
  begin_new (placing, 0);
  assert_command (placing, "APPEND \"Drafts\" " PUT);
  answer (placing, "A1 OK done");
  assert_command (placing, "UID SEARCH UID 1:* HEADER Message-ID \"<new@x>\"");
  answer (placing, "* SEARCH 12|A1 OK done");
  assert_command (placing, "UID STORE 9 +FLAGS.SILENT (\\Deleted)");
  answer (placing, "A1 OK done");
  assert_outcome (placing, OPERATION_DONE, 12, NULL);
}

/* Whether it is gone or has another beside it under its name: nothing is put or deleted. */
static void
test_changed_elsewhere (Placing *placing, gconstpointer data)
{
  static const char *const answers[]
      = { "* SEARCH|A1 OK done", "* SEARCH 11|A1 OK done", "* SEARCH 9 11|A1 OK done" };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      begin (placing, IMAP_CAPABILITY_UIDPLUS, "* SEARCH|A1 OK done");
      assert_command (placing, "UID SEARCH UID 9:* HEADER Message-ID \"<old@x>\"");
      answer (placing, answers[i]);
      assert_outcome (placing, OPERATION_LEFT, 0, NULL);
      g_clear_pointer (&placing->steps, draft_steps_free);
    }
}

/* The UID means nothing in a folder that is numbered anew. */
static void
test_another_uidvalidity (Placing *placing, gconstpointer data)
{
  placing->request.uidvalidity = 2;
  begin (placing, IMAP_CAPABILITY_UIDPLUS | IMAP_CAPABILITY_REPLACE, "* SEARCH|A1 OK done");
  assert_command (placing, "APPEND \"Drafts\" " PUT);
  answer (placing, "A1 OK [APPENDUID 3 12] done");
  assert_outcome (placing, OPERATION_DONE, 12, NULL);
}

static void
test_removal (Placing *placing, gconstpointer data)
{
  placing->request.is_removal = TRUE;
  begin (placing, IMAP_CAPABILITY_UIDPLUS, "* SEARCH 12|A1 OK done");
  assert_command (placing, "UID STORE 9,12 +FLAGS.SILENT (\\Deleted)");
  answer (placing, "A1 OK done");
  assert_command (placing, "UID EXPUNGE 9,12");
  answer (placing, "A1 OK done");
  assert_outcome (placing, OPERATION_DONE, 0, NULL);
}

#define placing_test(path, function)                                                               \
  g_test_add ("/draft-steps/" path, Placing, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  placing_test ("append-then-expunge", test_append_then_expunge);
  placing_test ("replace", test_replace);
  placing_test ("replace-refused", test_replace_refused);
  placing_test ("there-already", test_there_already);
  placing_test ("without-uidplus", test_without_uidplus);
  placing_test ("changed-elsewhere", test_changed_elsewhere);
  placing_test ("another-uidvalidity", test_another_uidvalidity);
  placing_test ("removal", test_removal);
  return g_test_run ();
}
