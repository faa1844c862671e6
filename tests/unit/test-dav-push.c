/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-play.h"
#include "dav-push.h"
#include "error.h"

#include <string.h>

#define LIST  "https://x/ann/tasks/"
#define PLACE LIST "posthorn-m1.ics"
#define PATH  "/ann/tasks/posthorn-m1.ics"
#define OPEN  DAV_TODO ("UID:m1\nSUMMARY:Theirs\nDUE:20260101T120000Z\nX-KEEP:1\n")
#define DONE  DAV_TODO ("UID:m1\nSUMMARY:Theirs\nSTATUS:COMPLETED\nCOMPLETED:20260101T120000Z\n")

static const DavTaskDraft open_draft
    = { (char *) "m1", (char *) "Ours", (char *) "", (char *) "a@b", 0, DAV_NOW, 0 };
static const DavTaskDraft done_draft
    = { (char *) "m1", (char *) "Ours", (char *) "", (char *) "a@b", 0, DAV_NOW, DAV_NOW + 5 };

static DavPush *
push (const char *path, gboolean is_begun, const DavTaskDraft *draft, const DavTurn *turns, guint n)
{
  const DavPushOptions options = { LIST, path, "m1", is_begun, draft };
  DavPush *steps = dav_push_new (&options);

  dav_play (&dav_push_kind, steps, turns, n, NULL);
  return steps;
}

static DavPushed
result (DavPush *steps)
{
  g_autoptr (GError) error = NULL;
  DavPushed pushed = { 0 };

  g_assert_true (dav_push_result (steps, &pushed, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (pushed.path, ==, PATH);
  return pushed;
}

static void
assert_fails (DavPush *steps, PosthornError code, const char *word)
{
  g_autoptr (GError) error = NULL;
  DavPushed pushed;

  g_assert_false (dav_push_result (steps, &pushed, &error));
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_nonnull (strstr (error->message, "x"));
}

static void
test_new (void)
{
  static const DavTurn turns[] = {
    { "WRITE" },
    { "PUT " PLACE " new", "URL:mid:a@b", 201, NULL, "\"1\"" },
  };
  g_autoptr (DavPush) steps = push ("", FALSE, &open_draft, turns, G_N_ELEMENTS (turns));

  g_assert_cmpstr (result (steps).version, ==, "\"1\"");
  g_assert_null (result (steps).task);
}

/* Many servers change what they are given, and tell no version then. */
static void
test_no_version (void)
{
  static const DavTurn turns[] = { { "WRITE" }, { "PUT " PLACE " new", NULL, 204 } };
  g_autoptr (DavPush) steps = push ("", FALSE, &open_draft, turns, G_N_ELEMENTS (turns));

  g_assert_cmpstr (result (steps).version, ==, "");
}

/* The answer to an earlier attempt was lost. */
static void
test_begun_and_there (void)
{
  static const DavTurn turns[] = { { "GET " PLACE, NULL, 200, OPEN, "\"7\"" } };
  g_autoptr (DavPush) steps = push ("", TRUE, &open_draft, turns, G_N_ELEMENTS (turns));

  g_assert_cmpstr (result (steps).version, ==, "\"7\"");
  g_assert_cmpstr (result (steps).task->title, ==, "Theirs");
  g_assert_cmpint (result (steps).task->due, ==, DAV_NOW);
}

static void
test_begun_and_not_there (void)
{
  static const DavTurn turns[] = {
    { "GET " PLACE, NULL, 404 },
    { "WRITE" },
    { "PUT " PLACE " new", NULL, 201, NULL, "\"1\"" },
  };
  g_autoptr (DavPush) steps = push ("", TRUE, &open_draft, turns, G_N_ELEMENTS (turns));

  g_assert_cmpstr (result (steps).version, ==, "\"1\"");
}

/* Sent twice by the connection, the second is refused; completed here meanwhile. */
static void
test_new_is_there (void)
{
  static const DavTurn turns[] = {
    { "WRITE" },
    { "PUT " PLACE " new", NULL, 412 },
    { "GET " PLACE, NULL, 200, OPEN, "\"7\"" },
    { "WRITE changed" },
    { "PUT " PLACE " if=\"7\"", "X-KEEP:1", 204, NULL, "\"8\"" },
  };
  g_autoptr (DavPush) steps = push ("", FALSE, &done_draft, turns, G_N_ELEMENTS (turns));

  g_assert_cmpstr (result (steps).version, ==, "\"8\"");
  g_assert_cmpint (result (steps).task->completed, ==, DAV_NOW + 5);
}

static void
test_stranger (void)
{
  static const DavTurn turns[] = {
    { "WRITE" },
    { "PUT " PLACE " new", NULL, 412 },
    { "GET " PLACE, NULL, 200, DAV_TODO ("UID:other\n"), "\"7\"" },
  };
  g_autoptr (DavPush) steps = push ("", FALSE, &open_draft, turns, G_N_ELEMENTS (turns));

  assert_fails (steps, POSTHORN_ERROR_CRM_REMOTE, "something else");
}

static void
test_complete (void)
{
  static const DavTurn turns[] = {
    { "GET " PLACE, NULL, 200, OPEN, "\"7\"" },
    { "WRITE changed" },
    { "PUT " PLACE " if=\"7\"", "STATUS:COMPLETED", 204, NULL, "\"8\"" },
  };
  g_autoptr (DavPush) steps = push (PATH, FALSE, &done_draft, turns, G_N_ELEMENTS (turns));

  g_assert_cmpstr (result (steps).version, ==, "\"8\"");
  g_assert_cmpstr (result (steps).task->title, ==, "Theirs");
  g_assert_cmpint (result (steps).task->completed, ==, DAV_NOW + 5);
}

/* Both have completed it: the other side's time stays, and nothing is written. */
static void
test_completed_on_both_sides (void)
{
  static const DavTurn turns[] = { { "GET " PLACE, NULL, 200, DONE, "\"7\"" } };
  g_autoptr (DavPush) steps = push (PATH, FALSE, &done_draft, turns, G_N_ELEMENTS (turns));

  g_assert_cmpint (result (steps).task->completed, ==, DAV_NOW);
}

/* Without a version of it there is nothing to compare with. */
static void
test_complete_without_version (void)
{
  static const DavTurn turns[] = {
    { "GET " PLACE, NULL, 200, OPEN },
    { "WRITE changed" },
    { "PUT " PLACE, NULL, 204 },
  };
  g_autoptr (DavPush) steps = push (PATH, FALSE, &done_draft, turns, G_N_ELEMENTS (turns));

  g_assert_cmpstr (result (steps).version, ==, "");
}

static void
test_changed_in_between (void)
{
  static const DavTurn turns[] = {
    { "GET " PLACE, NULL, 200, OPEN, "\"7\"" },
    { "WRITE changed" },
    { "PUT " PLACE " if=\"7\"", NULL, 412 },
    { "GET " PLACE, NULL, 200, DAV_TODO ("UID:m1\nSUMMARY:Newer\n"), "\"8\"" },
    { "WRITE changed" },
    { "PUT " PLACE " if=\"8\"", "SUMMARY:Newer", 204, NULL, "\"9\"" },
  };
  g_autoptr (DavPush) steps = push (PATH, FALSE, &done_draft, turns, G_N_ELEMENTS (turns));

  g_assert_cmpstr (result (steps).version, ==, "\"9\"");
  g_assert_cmpstr (result (steps).task->title, ==, "Newer");
}

#define STORM                                                                                      \
  { "GET " PLACE, NULL, 200, OPEN, "\"7\"" }, { "WRITE changed" },                                 \
  {                                                                                                \
    "PUT " PLACE " if=\"7\"", NULL, 412                                                            \
  }

static void
test_storm (void)
{
  static const DavTurn turns[] = { STORM, STORM, STORM, STORM, STORM };
  g_autoptr (DavPush) steps = push (PATH, FALSE, &done_draft, turns, G_N_ELEMENTS (turns));

  assert_fails (steps, POSTHORN_ERROR_FAILED, "tried again later");
}

static void
test_removed_there (void)
{
  static const DavTurn turns[] = { { "GET " PLACE, NULL, 404 } };
  static const DavTurn in_between[] = {
    { "GET " PLACE, NULL, 200, OPEN, "\"7\"" },
    { "WRITE changed" },
    { "PUT " PLACE " if=\"7\"", NULL, 412 },
    { "GET " PLACE, NULL, 410 },
  };
  g_autoptr (DavPush) steps = push (PATH, FALSE, &done_draft, turns, G_N_ELEMENTS (turns));
  g_autoptr (DavPush) later
      = push (PATH, FALSE, &done_draft, in_between, G_N_ELEMENTS (in_between));

  g_assert_true (result (steps).is_gone);
  g_assert_true (result (later).is_gone);
}

static void
test_remove (void)
{
  static const guint statuses[] = { 204, 404, 410 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      const DavTurn turns[] = { { "DELETE " PLACE, NULL, statuses[i] } };
      g_autoptr (DavPush) known = push (PATH, FALSE, NULL, turns, 1);
      g_autoptr (DavPush) begun = push ("", TRUE, NULL, turns, 1);

      g_assert_true (result (known).is_gone);
      g_assert_true (result (begun).is_gone);
    }
}

static const struct
{
  guint status;
  PosthornError code;
  const char *word;
} refusals[] = {
  { 400, POSTHORN_ERROR_CRM_REMOTE, "refuses it" },
  { 401, POSTHORN_ERROR_AUTH_FAILED, "password" },
  { 403, POSTHORN_ERROR_CRM_REMOTE, "403" },
  { 404, POSTHORN_ERROR_CRM_REMOTE, "404" },
  { 409, POSTHORN_ERROR_CRM_REMOTE, "task-list" },
  { 423, POSTHORN_ERROR_FAILED, "locked" },
  { 429, POSTHORN_ERROR_THROTTLED, "too often" },
  { 503, POSTHORN_ERROR_THROTTLED, "busy" },
  { 507, POSTHORN_ERROR_OVER_QUOTA, "no room" },
  { 500, POSTHORN_ERROR_SERVER_UNAVAILABLE, "tried again" },
  { 302, POSTHORN_ERROR_PROTOCOL, "set url" },
  { 207, POSTHORN_ERROR_PROTOCOL, "check url" },
  { 0, POSTHORN_ERROR_PROTOCOL, "no HTTP" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      const DavTurn add[] = { { "WRITE" }, { "PUT " PLACE " new", NULL, refusals[i].status } };
      g_autoptr (DavPush) steps = push ("", FALSE, &open_draft, add, G_N_ELEMENTS (add));

      assert_fails (steps, refusals[i].code, refusals[i].word);
    }
}

/* A page to sign in, with status 200. */
static void
test_web_page (void)
{
  static const DavTurn turns[] = { { "GET " PLACE, NULL, 200, "<html>Sign in</html>", "\"7\"" } };
  g_autoptr (DavPush) steps = push (PATH, FALSE, &done_draft, turns, G_N_ELEMENTS (turns));

  assert_fails (steps, POSTHORN_ERROR_PROTOCOL, "«Ours» cannot be saved");
}

/* Which also says that it has taken what is put there. */
static void
test_success_is_no_proof (void)
{
  static const DavTurn there[] = {
    { "WRITE" },
    { "PUT " PLACE " new", NULL, 200 },
    { "GET " PLACE, NULL, 200, OPEN, "\"7\"" },
  };
  static const DavTurn not_there[] = {
    { "WRITE" }, { "PUT " PLACE " new", NULL, 200 }, { "GET " PLACE, NULL, 404 },
    { "WRITE" }, { "PUT " PLACE " new", NULL, 201 },
  };
  static const DavTurn page[] = {
    { "WRITE" },
    { "PUT " PLACE " new", NULL, 200 },
    { "GET " PLACE, NULL, 200, "<html>Sign in</html>" },
  };
  g_autoptr (DavPush) first = push ("", FALSE, &open_draft, there, G_N_ELEMENTS (there));
  g_autoptr (DavPush) second = push ("", FALSE, &open_draft, not_there, G_N_ELEMENTS (not_there));
  g_autoptr (DavPush) third = push ("", FALSE, &open_draft, page, G_N_ELEMENTS (page));

  g_assert_cmpstr (result (first).version, ==, "\"7\"");
  g_assert_cmpstr (result (second).version, ==, "");
  assert_fails (third, POSTHORN_ERROR_PROTOCOL, "cannot be read");
}

static void
test_completion_is_confirmed (void)
{
  static const DavTurn turns[] = {
    { "GET " PLACE, NULL, 200, OPEN, "\"7\"" },
    { "WRITE changed" },
    { "PUT " PLACE " if=\"7\"", NULL, 200 },
    { "GET " PLACE, NULL, 200, DONE, "\"8\"" },
  };
  g_autoptr (DavPush) steps = push (PATH, FALSE, &done_draft, turns, G_N_ELEMENTS (turns));

  g_assert_cmpstr (result (steps).version, ==, "\"8\"");
}

static void
test_removal_is_confirmed (void)
{
  static const DavTurn gone[] = { { "DELETE " PLACE, NULL, 200 }, { "GET " PLACE, NULL, 404 } };
  static const DavTurn not_gone[] = {
    { "DELETE " PLACE, NULL, 200 },
    { "GET " PLACE, NULL, 200, OPEN },
    { "DELETE " PLACE, NULL, 204 },
  };
  static const DavTurn page[] = {
    { "DELETE " PLACE, NULL, 200 },
    { "GET " PLACE, NULL, 200, "<html>Sign in</html>" },
  };
  g_autoptr (DavPush) first = push (PATH, FALSE, NULL, gone, G_N_ELEMENTS (gone));
  g_autoptr (DavPush) second = push (PATH, FALSE, NULL, not_gone, G_N_ELEMENTS (not_gone));
  g_autoptr (DavPush) third = push (PATH, FALSE, NULL, page, G_N_ELEMENTS (page));

  g_assert_true (result (first).is_gone);
  g_assert_true (result (second).is_gone);
  assert_fails (third, POSTHORN_ERROR_PROTOCOL, "cannot be read");
}

static void
test_not_allowed_to_remove (void)
{
  static const DavTurn turns[] = { { "DELETE " PLACE, NULL, 403 } };
  g_autoptr (DavPush) steps = push (PATH, FALSE, NULL, turns, G_N_ELEMENTS (turns));

  assert_fails (steps, POSTHORN_ERROR_CRM_REMOTE, "403");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dav-push/new", test_new);
  g_test_add_func ("/dav-push/no-version", test_no_version);
  g_test_add_func ("/dav-push/begun-and-there", test_begun_and_there);
  g_test_add_func ("/dav-push/begun-and-not-there", test_begun_and_not_there);
  g_test_add_func ("/dav-push/new-is-there", test_new_is_there);
  g_test_add_func ("/dav-push/stranger", test_stranger);
  g_test_add_func ("/dav-push/complete", test_complete);
  g_test_add_func ("/dav-push/completed-on-both-sides", test_completed_on_both_sides);
  g_test_add_func ("/dav-push/complete-without-version", test_complete_without_version);
  g_test_add_func ("/dav-push/changed-in-between", test_changed_in_between);
  g_test_add_func ("/dav-push/storm", test_storm);
  g_test_add_func ("/dav-push/removed-there", test_removed_there);
  g_test_add_func ("/dav-push/remove", test_remove);
  g_test_add_func ("/dav-push/refused", test_refused);
  g_test_add_func ("/dav-push/web-page", test_web_page);
  g_test_add_func ("/dav-push/success-is-no-proof", test_success_is_no_proof);
  g_test_add_func ("/dav-push/completion-is-confirmed", test_completion_is_confirmed);
  g_test_add_func ("/dav-push/removal-is-confirmed", test_removal_is_confirmed);
  g_test_add_func ("/dav-push/not-allowed-to-remove", test_not_allowed_to_remove);
  return g_test_run ();
}
