/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync-plan.h"

static const SyncCursor settled
    = { .uidvalidity = 7, .uidnext = 101, .highestmodseq = 900, .total = 90 };
static const SyncRemote same
    = { .messages = 90, .uidnext = 101, .uidvalidity = 7, .highestmodseq = 900 };

static void
test_unchanged (void)
{
  SyncRemote remote = same;
  SyncCursor incomplete = { .uidvalidity = 7, .total = 90 };

  g_assert_true (sync_plan_is_unchanged (&settled, &same, TRUE));
  g_assert_false (sync_plan_is_unchanged (&settled, &same, FALSE));
  g_assert_false (sync_plan_is_unchanged (&incomplete, &same, TRUE));
  remote.highestmodseq = 901;
  g_assert_false (sync_plan_is_unchanged (&settled, &remote, TRUE));
  remote = same;
  remote.messages = 89;
  g_assert_false (sync_plan_is_unchanged (&settled, &remote, TRUE));
  remote = same;
  remote.uidvalidity = 8;
  g_assert_false (sync_plan_is_unchanged (&settled, &remote, TRUE));
  remote = same;
  remote.highestmodseq = -1;
  g_assert_false (sync_plan_is_unchanged (&settled, &remote, TRUE));
}

static void
test_method (void)
{
  SyncCursor empty = { 0 };
  SyncCursor interrupted = { .uidvalidity = 7, .total = 40 };
  SyncRemote renewed = same;

  g_assert_cmpint (sync_plan_method (&empty, &same, TRUE, TRUE), ==, SYNC_BY_SEARCH);
  g_assert_cmpint (sync_plan_method (&interrupted, &same, TRUE, TRUE), ==, SYNC_BY_FLAGS);
  g_assert_cmpint (sync_plan_method (&settled, &same, TRUE, TRUE), ==, SYNC_BY_VANISHED);
  g_assert_cmpint (sync_plan_method (&settled, &same, TRUE, FALSE), ==, SYNC_BY_CHANGEDSINCE);
  g_assert_cmpint (sync_plan_method (&settled, &same, FALSE, FALSE), ==, SYNC_BY_FLAGS);
  renewed.uidvalidity = 8;
  g_assert_cmpint (sync_plan_method (&settled, &renewed, TRUE, TRUE), ==, SYNC_BY_REBINDING);
  g_assert_cmpint (sync_plan_method (&empty, &renewed, TRUE, TRUE), ==, SYNC_BY_SEARCH);
}

/* A server restored from a backup: its counters go back, its word on changes is worth nothing. */
static void
test_counters_going_back (void)
{
  SyncRemote remote = same;

  remote.highestmodseq = 899;
  g_assert_cmpint (sync_plan_method (&settled, &remote, TRUE, TRUE), ==, SYNC_BY_FLAGS);
  remote = same;
  remote.uidnext = 100;
  g_assert_cmpint (sync_plan_method (&settled, &remote, TRUE, TRUE), ==, SYNC_BY_FLAGS);
  remote = same;
  remote.highestmodseq = 0;
  g_assert_cmpint (sync_plan_method (&settled, &remote, TRUE, TRUE), ==, SYNC_BY_FLAGS);
}

static void
test_shrunk (void)
{
  g_assert_true (sync_plan_is_shrunk (100, 0));
  g_assert_true (sync_plan_is_shrunk (100, 49));
  g_assert_false (sync_plan_is_shrunk (100, 50));
  g_assert_false (sync_plan_is_shrunk (19, 0));
}

static void
test_audit (void)
{
  g_assert_true (sync_plan_audit_is_due (0, 1700000000));
  g_assert_false (sync_plan_audit_is_due (1700000000, 1700000000));
  g_assert_false (sync_plan_audit_is_due (1700000000, 1700086399));
  g_assert_true (sync_plan_audit_is_due (1700000000, 1700086400));
  g_assert_true (sync_plan_audit_is_due (1700000001, 1700000000));
}

static void
test_guess (void)
{
  SyncCursor fresh = { 0 };
  SyncCursor begun = { .uidvalidity = 7 };

  g_assert_true (sync_plan_can_guess (&fresh, 0));
  g_assert_true (sync_plan_can_guess (&fresh, 200));
  g_assert_false (sync_plan_can_guess (&fresh, 201));
  g_assert_false (sync_plan_can_guess (&fresh, -1));
  g_assert_false (sync_plan_can_guess (&begun, 10));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync-plan/unchanged", test_unchanged);
  g_test_add_func ("/sync-plan/method", test_method);
  g_test_add_func ("/sync-plan/counters-going-back", test_counters_going_back);
  g_test_add_func ("/sync-plan/shrunk", test_shrunk);
  g_test_add_func ("/sync-plan/audit", test_audit);
  g_test_add_func ("/sync-plan/guess", test_guess);
  return g_test_run ();
}
