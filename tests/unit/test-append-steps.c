/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "append-steps.h"

#include "steps-play.h"

/* A message of ten octets for Archive, whose UIDVALIDITY is 3 and UIDNEXT 12. */
typedef struct
{
  AppendRequest request;
  AppendSteps *steps;
} Putting;

static void
set_up (Putting *putting, gconstpointer data)
{
  putting->request = (AppendRequest){
    .path = "Archive",
    .uidvalidity = 3,
    .uidnext = 12,
    .flags = "\\Flagged \\Seen",
    .received = 1000000000,
    .message_id = "<m@example.org>",
    .size = 10,
  };
}

static void
tear_down (Putting *putting, gconstpointer data)
{
  g_clear_pointer (&putting->steps, append_steps_free);
}

static void
begin (Putting *putting, gboolean begun)
{
  putting->request.begun = begun;
  putting->steps = append_steps_new (&putting->request, 0);
}

static void
assert_command (Putting *putting, const char *expected)
{
  steps_play_assert_command (&append_steps_kind, putting->steps, expected);
}

static void
answer (Putting *putting, const char *lines)
{
  steps_play_answer (&append_steps_kind, putting->steps, lines);
}

static void
assert_append (Putting *putting)
{
  assert_command (putting,
                  "APPEND \"Archive\" (\\Flagged \\Seen) \" 9-Sep-2001 01:46:40 +0000\" {10}");
}

static void
assert_outcome (Putting *putting, OperationOutcome outcome, guint32 uid, const char *refusal)
{
  g_assert_null (append_steps_kind.command (putting->steps));
  g_assert_cmpint (append_steps_outcome (putting->steps), ==, outcome);
  g_assert_cmpuint (append_steps_uid (putting->steps), ==, uid);
  g_assert_cmpstr (append_steps_refusal (putting->steps), ==, refusal);
}

static void
open_archive (Putting *putting, const char *answers)
{
  assert_command (putting, "EXAMINE \"Archive\"");
  answer (putting, answers);
}

static void
test_appenduid (Putting *putting, gconstpointer data)
{
  begin (putting, FALSE);
  assert_append (putting);
  answer (putting, "A1 OK [APPENDUID 3 77] done");
  assert_outcome (putting, OPERATION_DONE, 77, NULL);
}

/* Proven all the same, but the UID is one of a folder that is not known here yet. */
static void
test_another_uidvalidity (Putting *putting, gconstpointer data)
{
  begin (putting, FALSE);
  assert_append (putting);
  answer (putting, "A1 OK [APPENDUID 4 77] done");
  assert_outcome (putting, OPERATION_DONE, 0, NULL);
}

static void
test_found_for_want_of_appenduid (Putting *putting, gconstpointer data)
{
  begin (putting, FALSE);
  assert_append (putting);
  answer (putting, "A1 OK done");
  open_archive (putting, "* OK [UIDVALIDITY 3] x|A1 OK done");
  assert_command (putting, "UID SEARCH UID 12:* HEADER Message-ID \"<m@example.org>\"");
  answer (putting, "* SEARCH 14|A1 OK done");
  assert_outcome (putting, OPERATION_DONE, 14, NULL);
}

static void
test_ok_is_no_proof (Putting *putting, gconstpointer data)
{
  begin (putting, FALSE);
  assert_append (putting);
  answer (putting, "A1 OK done");
  open_archive (putting, "* OK [UIDVALIDITY 3] x|A1 OK done");
  assert_command (putting, "UID SEARCH UID 12:* HEADER Message-ID \"<m@example.org>\"");
  answer (putting, "* SEARCH|A1 OK done");
  assert_outcome (putting, OPERATION_REFUSED, 0,
                  "it said that it had taken it, but it is not there");
}

static void
test_found_before_it_is_put_again (Putting *putting, gconstpointer data)
{
  begin (putting, TRUE);
  open_archive (putting, "* OK [UIDVALIDITY 3] x|A1 OK done");
  assert_command (putting, "UID SEARCH UID 12:* HEADER Message-ID \"<m@example.org>\"");
  answer (putting, "* SEARCH 12|A1 OK done");
  assert_outcome (putting, OPERATION_DONE, 12, NULL);
}

/* 12:* names the last message even when its UID is lower: that one was there before. */
static void
test_an_older_one_is_another (Putting *putting, gconstpointer data)
{
  begin (putting, TRUE);
  open_archive (putting, "* OK [UIDVALIDITY 3] x|A1 OK done");
  assert_command (putting, "UID SEARCH UID 12:* HEADER Message-ID \"<m@example.org>\"");
  answer (putting, "* SEARCH 11|A1 OK done");
  assert_append (putting);
}

static void
test_everywhere_when_uidvalidity_is_new (Putting *putting, gconstpointer data)
{
  begin (putting, TRUE);
  open_archive (putting, "* OK [UIDVALIDITY 4] x|A1 OK done");
  assert_command (putting, "UID SEARCH UID 1:* HEADER Message-ID \"<m@example.org>\"");
  answer (putting, "* SEARCH 2|A1 OK done");
  assert_outcome (putting, OPERATION_DONE, 0, NULL);
}

static void
test_by_size (Putting *putting, gconstpointer data)
{
  putting->request.message_id = "";
  begin (putting, TRUE);
  open_archive (putting, "* OK [UIDVALIDITY 3] x|A1 OK done");
  assert_command (putting, "UID SEARCH UID 12:* LARGER 9 SMALLER 11");
  answer (putting, "* SEARCH|A1 OK done");
  assert_append (putting);
}

/* Never again while nobody knows. */
static void
test_not_told_whether (Putting *putting, gconstpointer data)
{
  begin (putting, TRUE);
  open_archive (putting, "* OK [UIDVALIDITY 3] x|A1 OK done");
  assert_command (putting, "UID SEARCH UID 12:* HEADER Message-ID \"<m@example.org>\"");
  answer (putting, "A1 NO busy");
  assert_outcome (putting, OPERATION_LEFT, 0, NULL);
}

static void
test_refused (Putting *putting, gconstpointer data)
{
  begin (putting, FALSE);
  assert_append (putting);
  answer (putting, "A1 NO [OVERQUOTA] no room");
  assert_outcome (putting, OPERATION_REFUSED, 0, "no room");
}

#define append_test(path, function) g_test_add (path, Putting, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  append_test ("/append-steps/appenduid", test_appenduid);
  append_test ("/append-steps/another-uidvalidity", test_another_uidvalidity);
  append_test ("/append-steps/found-for-want-of-appenduid", test_found_for_want_of_appenduid);
  append_test ("/append-steps/ok-is-no-proof", test_ok_is_no_proof);
  append_test ("/append-steps/found-before", test_found_before_it_is_put_again);
  append_test ("/append-steps/older", test_an_older_one_is_another);
  append_test ("/append-steps/new-uidvalidity", test_everywhere_when_uidvalidity_is_new);
  append_test ("/append-steps/by-size", test_by_size);
  append_test ("/append-steps/not-told", test_not_told_whether);
  append_test ("/append-steps/refused", test_refused);
  return g_test_run ();
}
