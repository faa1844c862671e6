/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-sync.h"

#include "desk-fixture.h"
#include "error.h"
#include "office-fixture.h"

#include <string.h>

static void
test_told (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);
  g_autoptr (StoreTask) task = NULL;
  gint64 id;

  crm_add_task (&desk->fixture, mail, "Before");
  desk_choose (desk, "bitrix24");
  desk_assert_said ("pull:");
  desk_assert_state (desk, "ready", "");
  crm_save (&desk->fixture, mail, NULL);
  id = crm_add_task (&desk->fixture, mail, "Call");
  desk_settle (desk);
  desk_assert_said ("record:new task:new");
  g_assert_null (elsewhere_find_task ("Before"));
  task = desk_task (desk, id);
  g_assert_cmpstr (task->telling.remote, ==, elsewhere_find_task ("Call")->remote);
  g_assert_false (task->telling.is_waiting);
  desk_complete (desk, id);
  desk_settle (desk);
  desk_assert_said ("task:changed");
  g_assert_cmpint (elsewhere_find_task ("Call")->completed, >, 0);
  desk_remove_task (desk, id);
  desk_settle (desk);
  desk_assert_said ("task:gone");
  crm_exclude (&desk->fixture, mail, FALSE);
  desk_settle (desk);
  desk_assert_said ("record:gone");
  g_assert_cmpuint (elsewhere->tasks->len + elsewhere->records->len, ==, 0);
  g_assert_cmpint (desk_count (desk, "remote_item WHERE kind >= 2"), ==, 0);
  g_assert_cmpuint (elsewhere->n_begun, ==, elsewhere->n_ended);
}

/* What is done without a network waits, also over a restart, and what is undone meanwhile was never
 * there. */
static void
test_offline (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);
  gint64 undone, id;

  desk_choose (desk, "bitrix24");
  desk_assert_said ("pull:");
  desk_set_online (desk, FALSE);
  desk_assert_state (desk, "offline", "");
  undone = crm_add_task (&desk->fixture, mail, "A mistake");
  id = crm_add_task (&desk->fixture, mail, "Call");
  crm_save (&desk->fixture, mail, NULL);
  desk_complete (desk, id);
  desk_remove_task (desk, undone);
  desk_settle (desk);
  desk_assert_said ("");
  desk_stop (desk);
  fixture_reopen (&desk->fixture);
  desk_start (desk);
  desk_settle (desk);
  desk_assert_said ("record:new task:new");
  g_assert_cmpuint (elsewhere->tasks->len, ==, 1);
  g_assert_cmpint (elsewhere_find_task ("Call")->completed, >, 0);
  desk_assert_state (desk, "ready", "");
}

/* It was done there, and nobody heard of that. */
static void
test_lost (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);

  desk_choose (desk, "bitrix24");
  elsewhere->moment = ELSEWHERE_AFTER;
  elsewhere->push_error = POSTHORN_ERROR_TIMEOUT;
  crm_add_task (&desk->fixture, mail, "Call");
  desk_settle (desk);
  desk_assert_said ("pull: task:new");
  desk_assert_state (desk, "offline", "Timeout");
  desk_set_online (desk, FALSE);
  desk_set_online (desk, TRUE);
  desk_assert_said ("task:again");
  g_assert_cmpuint (elsewhere->tasks->len, ==, 1);
  desk_assert_state (desk, "ready", "");
  elsewhere->push_error = POSTHORN_ERROR_TIMEOUT;
  crm_save (&desk->fixture, mail, NULL);
  desk_settle (desk);
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  desk_assert_said ("record:new record:again pull:");
  g_assert_cmpuint (elsewhere->records->len, ==, 1);
  g_assert_cmpuint (elsewhere->customers->len, ==, 1);
}

/* The pull tells of what was made, before anybody has asked for it. */
static void
test_found_by_pull (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);
  gint64 id;

  desk_choose (desk, "bitrix24");
  elsewhere->moment = ELSEWHERE_AFTER;
  elsewhere->push_error = POSTHORN_ERROR_PROTOCOL;
  desk_set_online (desk, FALSE);
  id = crm_add_task (&desk->fixture, mail, "Call");
  crm_sync_pull (desk->sync, TRUE);
  desk_set_online (desk, TRUE);
  desk_complete (desk, id);
  desk_settle (desk);
  desk_assert_said ("pull: task:new pull: task:changed");
  g_assert_cmpuint (elsewhere->tasks->len, ==, 1);
  g_assert_cmpint (elsewhere_find_task ("Call")->completed, >, 0);
}

static void
test_refused (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);
  g_autoptr (StoreTask) refused = NULL;
  g_autoptr (StoreTask) taken = NULL;
  gint64 id;

  desk_choose (desk, "bitrix24");
  elsewhere->refused = "No";
  crm_add_task (&desk->fixture, mail, "First");
  id = crm_add_task (&desk->fixture, mail, "No");
  crm_add_task (&desk->fixture, mail, "Last");
  desk_settle (desk);
  g_assert_cmpuint (elsewhere->tasks->len, ==, 2);
  desk_assert_state (desk, "error", "CrmRemote");
  refused = desk_task (desk, id);
  g_assert_cmpstr (refused->telling.problem, ==, "Elsewhere: CrmRemote");
  /* It is not told again by itself, also not at the next start. */
  g_string_truncate (elsewhere->said, 0);
  crm_sync_pull (desk->sync, TRUE);
  desk_stop (desk);
  desk_start (desk);
  desk_settle (desk);
  g_assert_null (strstr (elsewhere->said->str, "task"));
  desk_assert_state (desk, "error", "CrmRemote");
  elsewhere->refused = NULL;
  g_assert_null (desk_configure (desk, "@a{sv} {}"));
  taken = desk_task (desk, id);
  g_assert_cmpstr (taken->telling.problem, ==, "");
  g_assert_nonnull (elsewhere_find_task ("No"));
  desk_assert_state (desk, "ready", "");
}

/* One that always leads to nonsense keeps nobody else waiting. */
static void
test_poison (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);

  desk_choose (desk, "bitrix24");
  elsewhere->poison = "Evil";
  crm_add_task (&desk->fixture, mail, "Evil");
  crm_add_task (&desk->fixture, mail, "Good");
  desk_settle (desk);
  g_assert_nonnull (elsewhere_find_task ("Good"));
  g_assert_null (elsewhere_find_task ("Evil"));
  desk_assert_state (desk, "error", "Protocol");
}

/* A server that answers nothing but nonsense is not asked a thousand times. */
static void
test_nonsense (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);

  desk_choose (desk, "bitrix24");
  desk_set_online (desk, FALSE);
  for (guint i = 0; i < 50; i++)
    crm_add_task (&desk->fixture, mail, "Evil");
  elsewhere->poison = "Evil";
  elsewhere->n_calls = 0;
  desk_set_online (desk, TRUE);
  g_assert_cmpint (elsewhere->n_calls, <=, 2 * 20 + 4);
  desk_assert_state (desk, "error", "Protocol");
}

static void
test_revoked (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);

  desk_choose (desk, "bitrix24");
  g_string_truncate (elsewhere->said, 0);
  elsewhere->error = POSTHORN_ERROR_AUTH_FAILED;
  crm_add_task (&desk->fixture, mail, "First");
  desk_settle (desk);
  desk_assert_said ("task:new");
  desk_assert_state (desk, "auth-needed", "AuthFailed");
  crm_add_task (&desk->fixture, mail, "Second");
  crm_sync_pull (desk->sync, TRUE);
  desk_set_online (desk, FALSE);
  desk_set_online (desk, TRUE);
  desk_assert_said ("");
  desk_assert_state (desk, "auth-needed", "AuthFailed");
  elsewhere->error = -1;
  g_assert_null (desk_configure (desk, "@a{sv} {}"));
  desk_assert_said ("task:again task:new pull:");
  desk_assert_state (desk, "ready", "");
}

/* Links stay, what is done in between is not told to who was not there, and who comes back is told
 * what became of what it has. */
static void
test_switching (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);
  guint64 other = desk_receive (desk, 2, "dan@else.example");
  g_autofree char *remote = NULL;
  gint64 kept, gone;

  desk_choose (desk, "bitrix24");
  crm_save (&desk->fixture, mail, NULL);
  kept = crm_add_task (&desk->fixture, mail, "Kept");
  gone = crm_add_task (&desk->fixture, mail, "Gone");
  desk_settle (desk);
  remote = g_strdup (elsewhere_find_task ("Kept")->remote);
  desk_choose (desk, "local");
  desk_assert_state (desk, "ready", "");
  g_string_truncate (elsewhere->said, 0);
  crm_save (&desk->fixture, other, NULL);
  crm_add_task (&desk->fixture, other, "Here only");
  desk_complete (desk, kept);
  desk_remove_task (desk, gone);
  desk_settle (desk);
  desk_assert_said ("");
  g_assert_cmpint (crm_links_of (&desk->fixture, mail), ==, STORE_LINKS_CRM | STORE_LINKS_TASK);
  desk_choose (desk, "bitrix24");
  desk_assert_said ("task:changed task:gone pull:");
  g_assert_cmpint (elsewhere_find_task ("Kept")->completed, >, 0);
  g_assert_cmpstr (elsewhere_find_task ("Kept")->remote, ==, remote);
  g_assert_null (elsewhere_find_task ("Gone"));
  g_assert_null (elsewhere_find_task ("Here only"));
  g_assert_cmpint (desk_count (desk, "crm_record"), ==, 2);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
wait_until_held (void)
{
  while (!elsewhere->held)
    g_main_context_iteration (NULL, TRUE);
}

/* What changes while it is being told is told, too. */
static void
test_overtaken (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);
  gint64 completed, removed;

  desk_choose (desk, "bitrix24");
  elsewhere->holds = TRUE;
  completed = crm_add_task (&desk->fixture, mail, "Completed");
  wait_until_held ();
  desk_complete (desk, completed);
  elsewhere_release ();
  desk_settle (desk);
  desk_assert_said ("pull: task:new task:changed");
  g_assert_cmpint (elsewhere_find_task ("Completed")->completed, >, 0);
  elsewhere->holds = TRUE;
  removed = crm_add_task (&desk->fixture, mail, "Removed");
  wait_until_held ();
  desk_remove_task (desk, removed);
  elsewhere_release ();
  desk_settle (desk);
  desk_assert_said ("task:new task:gone");
  g_assert_null (elsewhere_find_task ("Removed"));
  g_assert_cmpint (desk_count (desk, "remote_item WHERE kind = 3"), ==, 1);
}

/* Left in the middle of a word: what that came to is looked for by whoever comes back. */
static void
test_left (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);
  GAsyncResult *answer = NULL;

  desk_choose (desk, "bitrix24");
  elsewhere->holds = TRUE;
  crm_add_task (&desk->fixture, mail, "Call");
  wait_until_held ();
  crm_sync_choose_async (desk->sync, "local", on_chosen, &answer);
  elsewhere_release ();
  while (!answer)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&answer);
  desk_settle (desk);
  desk_choose (desk, "bitrix24");
  desk_assert_said ("pull: task:new task:again pull:");
  g_assert_cmpuint (elsewhere->tasks->len, ==, 1);
  desk_assert_state (desk, "ready", "");
}

static void
test_not_configured (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) local = NULL;

  local = desk_configure (desk, "{'url': <'x'>}");
  g_assert_error (local, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED);
  desk_choose (desk, "dav");
  desk_assert_said ("");
  desk_assert_state (desk, "not-configured", "Failed");
  error = desk_configure (desk, "@a{sv} {}");
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (desk_configure (desk, "{'url': <'https://x.example'>}"));
  desk_assert_said ("pull:");
  desk_assert_state (desk, "ready", "");
  desk_stop (desk);
  desk_start (desk);
  desk_assert_state (desk, "ready", "");
}

static GError *
set_secret (Desk *desk, const char *kind, const char *secret)
{
  GAsyncResult *answer = NULL;
  GError *error = NULL;

  crm_sync_set_secret_async (desk->sync, kind, secret, on_chosen, &answer);
  while (!answer)
    g_main_context_iteration (NULL, TRUE);
  crm_sync_finish (desk->sync, answer, &error);
  g_object_unref (answer);
  return error;
}

/* Without a keyring nothing is said, and what is linked waits. */
static void
test_no_keyring (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) kind = NULL;
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) unavailable = NULL;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  desk_choose (desk, "sealed");
  desk_assert_state (desk, "auth-needed", "KeyringUnavailable");
  kind = set_secret (desk, "webhook", "x");
  g_assert_error (kind, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  empty = set_secret (desk, "password", "");
  g_assert_error (empty, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  unavailable = set_secret (desk, "password", "x");
  g_assert_error (unavailable, POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_UNAVAILABLE);
  crm_add_task (&desk->fixture, desk_receive (desk, 1, NULL), "Call");
  crm_sync_retry_secret (desk->sync);
  desk_settle (desk);
  desk_assert_said ("");
  desk_assert_state (desk, "auth-needed", "KeyringUnavailable");
  g_assert_cmpint (desk_count (desk, "remote_item WHERE told < wanted"), ==, 1);
}

/* Two who set it up at once do not undo each other's settings. */
static void
test_busy (Desk *desk, gconstpointer data)
{
  GAsyncResult *first = NULL;
  GAsyncResult *second = NULL;
  g_autoptr (GError) busy = NULL;

  crm_sync_choose_async (desk->sync, "bitrix24", on_chosen, &first);
  crm_sync_choose_async (desk->sync, "local", on_chosen, &second);
  while (!first || !second)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (crm_sync_finish (desk->sync, first, NULL));
  g_assert_false (crm_sync_finish (desk->sync, second, &busy));
  g_assert_error (busy, POSTHORN_ERROR, POSTHORN_ERROR_BUSY);
  g_object_unref (first);
  g_object_unref (second);
  desk_settle (desk);
  desk_assert_said ("pull:");
}

/* At rest there is no timer, but for one that it has asked for. */
static void
test_timers (Desk *desk, gconstpointer data)
{
  guint before = office_count_timers ();

  desk_choose (desk, "bitrix24");
  desk_assert_said ("pull:");
  g_assert_cmpuint (office_count_timers (), ==, before);
  crm_sync_pull (desk->sync, FALSE);
  desk_settle (desk);
  desk_assert_said ("");
  elsewhere->again = 1;
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  desk_assert_said ("pull:");
  g_assert_cmpuint (office_count_timers (), ==, before + 1);
  while (elsewhere->said->len == 0)
    g_main_context_iteration (NULL, TRUE);
  desk_assert_said ("pull:");
  elsewhere->again = 1000;
  desk_settle (desk);
  crm_sync_stop (desk->sync);
  g_assert_cmpuint (office_count_timers (), ==, before);
}

/* Killed at every step of telling a record of a stranger, a record and a task, and started anew:
 * each is there once. */

#define DIRECTORY "CRM_SYNC_DIRECTORY"
#define REGISTER  "CRM_SYNC_REGISTER"
#define KILL_AT   "CRM_SYNC_KILL_AT"

static void
test_life (void)
{
  Desk desk = { .fixture = { .directory = g_strdup (g_getenv (DIRECTORY)) } };

  elsewhere_new ();
  elsewhere->register_path = g_getenv (REGISTER);
  elsewhere->kill_at = (int) g_ascii_strtoll (g_getenv (KILL_AT), NULL, 10);
  fixture_open (&desk.fixture);
  desk_start (&desk);
  desk_settle (&desk);
  desk_stop (&desk);
  fixture_close (&desk.fixture);
  g_free (desk.fixture.directory);
  elsewhere_free (elsewhere);
}

static void
assert_once (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (char **line = lines; *line; line++)
    g_assert_true (g_hash_table_add (seen, *line));
  g_assert_cmpuint (g_hash_table_size (seen), ==, 4);
}

/* TRUE when it was killed. */
static gboolean
live_until (Desk *desk, guint kill_at, const char *path)
{
  g_autofree char *number = g_strdup_printf ("%u", kill_at);

  g_setenv (DIRECTORY, desk->fixture.directory, TRUE);
  g_setenv (REGISTER, path, TRUE);
  g_setenv (KILL_AT, number, TRUE);
  fixture_close (&desk->fixture);
  g_test_trap_subprocess ("/crm-sync/life/subprocess", 0, G_TEST_SUBPROCESS_DEFAULT);
  fixture_open (&desk->fixture);
  return !g_test_trap_has_passed ();
}

static gboolean
kill_and_go_on (guint kill_at)
{
  Desk desk = { 0 };
  g_autofree char *path = NULL;
  guint64 mail, other;
  gboolean was_killed;

  desk_set_up (&desk, NULL);
  path = fixture_path (&desk.fixture, "register");
  mail = desk_receive (&desk, 1, "cora@shop.example");
  other = desk_receive (&desk, 2, "cora@shop.example");
  desk_choose (&desk, "bitrix24");
  desk_set_online (&desk, FALSE);
  crm_save (&desk.fixture, mail, NULL);
  crm_save (&desk.fixture, other, NULL);
  crm_add_task (&desk.fixture, mail, "Call");
  desk_stop (&desk);
  was_killed = live_until (&desk, kill_at, path);
  elsewhere_load (path);
  desk_start (&desk);
  desk_settle (&desk);
  desk_assert_state (&desk, "ready", "");
  assert_once (path);
  desk_tear_down (&desk, NULL);
  return was_killed;
}

static void
test_killed (void)
{
  guint kill_at = 1;

  while (kill_and_go_on (kill_at))
    kill_at++;
  g_test_message ("killed at %u steps", kill_at - 1);
  g_assert_cmpuint (kill_at, >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  desk_test ("/crm-sync/told", test_told);
  desk_test ("/crm-sync/offline", test_offline);
  desk_test ("/crm-sync/lost", test_lost);
  desk_test ("/crm-sync/found-by-pull", test_found_by_pull);
  desk_test ("/crm-sync/refused", test_refused);
  desk_test ("/crm-sync/poison", test_poison);
  desk_test ("/crm-sync/nonsense", test_nonsense);
  desk_test ("/crm-sync/revoked", test_revoked);
  desk_test ("/crm-sync/switching", test_switching);
  desk_test ("/crm-sync/overtaken", test_overtaken);
  desk_test ("/crm-sync/left", test_left);
  desk_test ("/crm-sync/not-configured", test_not_configured);
  desk_test ("/crm-sync/no-keyring", test_no_keyring);
  desk_test ("/crm-sync/busy", test_busy);
  desk_test ("/crm-sync/timers", test_timers);
  g_test_add_func ("/crm-sync/killed", test_killed);
  g_test_add_func ("/crm-sync/life/subprocess", test_life);
  return g_test_run ();
}
