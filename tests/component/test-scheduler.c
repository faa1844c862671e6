/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler.h"

#include "boot-clock.h"
#include "error.h"
#include "store-fixture.h"

#define YEAR 31536000

/* One scheduler with everything it looks at; what it asks for is begun as an account does it. */
typedef struct
{
  Fixture fixture;
  AccountServices *services;
  StoreAccount *config;
  Scheduler *scheduler;
  guint due;
  guint changed;
} Desk;

static void
on_due (gpointer data)
{
  Desk *desk = data;

  desk->due++;
  scheduler_asked (desk->scheduler);
}

static void
on_changed (gpointer data)
{
  ((Desk *) data)->changed++;
}

static const SchedulerCallbacks callbacks = { on_due, on_changed };

static void
put (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static void
set_up (Desk *desk, gconstpointer data)
{
  static const char *const argv[] = { "/nonexistent", NULL };
  g_autoptr (Parser) parser = parser_new (argv, 1);
  Configuration configuration = configuration_default;

  configuration.on_metered = FALSE;
  fixture_set_up (&desk->fixture, NULL);
  desk->services = account_services_new (desk->fixture.store, parser, &configuration);
  desk->config = store_account_new ();
  desk->config->enabled = TRUE;
  put (&desk->config->host, "imap.example.org");
  put (&desk->config->route, "off");
  put (&desk->config->owner, "ann");
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  g_clear_pointer (&desk->scheduler, scheduler_free);
  presence_stop (desk->services->presence);
  account_services_unref (desk->services);
  store_account_free (desk->config);
  fixture_tear_down (&desk->fixture, NULL);
}

/* Last checked SECONDS ago; negative: in the future. */
static void
start (Desk *desk, gint64 seconds)
{
  desk->config->last_start = boot_clock_to_unix (boot_clock_now ()) - seconds;
  desk->scheduler = scheduler_new (desk->services, desk->config, &callbacks, desk);
  scheduler_start (desk->scheduler);
}

static PresenceSession *
come (Desk *desk, const char *employee)
{
  g_autoptr (GError) error = NULL;
  PresenceSession *session
      = presence_open_session (desk->services->presence, employee, "webmail", &error);

  g_assert_no_error (error);
  return session;
}

static void
set (Desk *desk, Condition condition, gboolean holds)
{
  conditions_set (desk->services->conditions, condition, holds);
}

static void
end (Desk *desk, int code)
{
  g_autoptr (GError) error = code < 0 ? NULL : g_error_new_literal (POSTHORN_ERROR, code, "no");

  scheduler_ended (desk->scheduler, error, FALSE);
}

/* A whole check, from being asked for to its end with CODE; -1 = well. */
static void
check (Desk *desk, int code)
{
  scheduler_asked (desk->scheduler);
  scheduler_began (desk->scheduler);
  end (desk, code);
}

static void
assert_interval (Desk *desk, guint interval)
{
  const PollingDecision *decision = scheduler_decision (desk->scheduler);

  g_assert_cmpuint (decision->interval, ==, interval);
  if (interval == 0)
    g_assert_cmpint (scheduler_next_sync (desk->scheduler), ==, 0);
  else
    g_assert_cmpint (decision->next, ==,
                     scheduler_facts (desk->scheduler)->last_start
                         + (gint64) interval * G_USEC_PER_SEC);
}

static void
assert_blocked (Desk *desk, const char *words)
{
  g_auto (GStrv) found = scheduler_blocked_by (desk->scheduler);
  g_autofree char *joined = g_strjoinv (" ", found);

  g_assert_cmpstr (joined, ==, words);
}

static void
test_due_when_somebody_comes (Desk *desk, gconstpointer data)
{
  start (desk, 601);
  assert_interval (desk, 0);
  assert_blocked (desk, "nobody-online");
  g_assert_cmpuint (desk->due, ==, 0);
  come (desk, "ann");
  g_assert_cmpuint (desk->due, ==, 1);
  come (desk, "bob");
  g_assert_cmpuint (desk->due, ==, 1);
  scheduler_began (desk->scheduler);
  end (desk, -1);
  assert_interval (desk, 600);
  g_assert_cmpuint (desk->due, ==, 1);
  assert_blocked (desk, "");
}

static void
test_not_due_before_time (Desk *desk, gconstpointer data)
{
  start (desk, 590);
  come (desk, "ann");
  assert_interval (desk, 600);
  g_assert_cmpuint (desk->due, ==, 0);
}

static void
test_nothing_before_the_start (Desk *desk, gconstpointer data)
{
  come (desk, "ann");
  desk->scheduler = scheduler_new (desk->services, desk->config, &callbacks, desk);
  come (desk, "bob");
  g_assert_cmpuint (desk->due, ==, 0);
  scheduler_start (desk->scheduler);
  g_assert_cmpuint (desk->due, ==, 1);
  scheduler_stop (desk->scheduler);
  end (desk, -1);
  g_assert_cmpuint (desk->due, ==, 1);
}

/* The second that is saved may not have come yet when the daemon is started again. */
static void
test_start_saved_in_this_second (Desk *desk, gconstpointer data)
{
  come (desk, "ann");
  start (desk, 0);
  g_assert_cmpuint (desk->due, ==, 0);
  assert_interval (desk, 600);
}

static void
test_clock_set_back_by_a_year (Desk *desk, gconstpointer data)
{
  come (desk, "ann");
  start (desk, -YEAR);
  g_assert_cmpuint (desk->due, ==, 1);
}

static void
test_failures_and_the_network (Desk *desk, gconstpointer data)
{
  static const guint intervals[] = { 600, 1200, 3600, 14400, 14400 };

  come (desk, "ann");
  start (desk, 0);
  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    {
      check (desk, POSTHORN_ERROR_SERVER_UNAVAILABLE);
      assert_interval (desk, intervals[i]);
    }
  set (desk, CONDITION_OFFLINE, TRUE);
  assert_interval (desk, 0);
  assert_blocked (desk, "offline");
  g_assert_cmpuint (desk->due, ==, 0);
  set (desk, CONDITION_OFFLINE, FALSE);
  g_assert_cmpuint (desk->due, ==, 1);
  scheduler_began (desk->scheduler);
  end (desk, -1);
  assert_interval (desk, 600);
}

/* Its coming back is no reason to check what was fine. */
static void
test_network_without_failures (Desk *desk, gconstpointer data)
{
  come (desk, "ann");
  start (desk, 100);
  set (desk, CONDITION_NO_ROUTE, TRUE);
  assert_blocked (desk, "offline");
  set (desk, CONDITION_NO_ROUTE, FALSE);
  assert_interval (desk, 600);
  g_assert_cmpuint (desk->due, ==, 0);
}

static void
test_server_at_this_machine (Desk *desk, gconstpointer data)
{
  put (&desk->config->host, "localhost");
  come (desk, "ann");
  start (desk, 0);
  set (desk, CONDITION_NO_ROUTE, TRUE);
  assert_interval (desk, 600);
  set (desk, CONDITION_OFFLINE, TRUE);
  assert_interval (desk, 0);
}

static void
test_conditions (Desk *desk, gconstpointer data)
{
  come (desk, "ann");
  start (desk, 0);
  set (desk, CONDITION_METERED, TRUE);
  assert_blocked (desk, "metered");
  set (desk, CONDITION_METERED, FALSE);
  set (desk, CONDITION_POWER_SAVER, TRUE);
  assert_blocked (desk, "");
  assert_interval (desk, 600);
  set (desk, CONDITION_PAUSED, TRUE);
  assert_blocked (desk, "paused");
  g_assert_cmpint (scheduler_decision (desk->scheduler)->rule, ==, POLLING_PAUSED);
}

/* What posthorn.conf says anew holds at once, also for what has become due by it. */
static void
test_configured (Desk *desk, gconstpointer data)
{
  static const char *const mistakes[] = { "line 3", NULL };
  Configuration configuration = configuration_default;

  come (desk, "ann");
  start (desk, 10);
  set (desk, CONDITION_METERED, TRUE);
  assert_blocked (desk, "metered");
  account_services_configure (desk->services, &configuration, mistakes);
  assert_blocked (desk, "");
  assert_interval (desk, 600);
  g_assert_cmpuint (desk->due, ==, 0);
  g_assert_true (g_strv_equal ((const char *const *) desk->services->mistakes, mistakes));
  configuration.polling.interval = 5;
  account_services_configure (desk->services, &configuration, mistakes + 1);
  assert_interval (desk, 5);
  g_assert_cmpuint (desk->due, ==, 1);
  g_assert_cmpuint (g_strv_length (desk->services->mistakes), ==, 0);
}

static void
test_interrupted_by_sleep (Desk *desk, gconstpointer data)
{
  come (desk, "ann");
  start (desk, 700);
  scheduler_began (desk->scheduler);
  set (desk, CONDITION_SLEEPING, TRUE);
  end (desk, POSTHORN_ERROR_CANCELLED);
  assert_blocked (desk, "sleeping");
  g_assert_cmpuint (desk->due, ==, 1);
  set (desk, CONDITION_SLEEPING, FALSE);
  g_assert_cmpuint (desk->due, ==, 2);
  scheduler_began (desk->scheduler);
  end (desk, POSTHORN_ERROR_CANCELLED);
  g_assert_cmpuint (desk->due, ==, 2);
  assert_interval (desk, 600);
}

static void
test_refused_sign_in (Desk *desk, gconstpointer data)
{
  come (desk, "ann");
  start (desk, 0);
  check (desk, POSTHORN_ERROR_AUTH_FAILED);
  assert_blocked (desk, "auth-needed");
  assert_interval (desk, 0);
  set (desk, CONDITION_OFFLINE, TRUE);
  set (desk, CONDITION_OFFLINE, FALSE);
  scheduler_retry (desk->scheduler);
  g_assert_cmpuint (desk->due, ==, 0);
  check (desk, -1);
  assert_interval (desk, 600);
}

static void
test_locked_keyring (Desk *desk, gconstpointer data)
{
  come (desk, "ann");
  start (desk, 0);
  check (desk, POSTHORN_ERROR_KEYRING_LOCKED);
  assert_blocked (desk, "keyring-locked");
  assert_interval (desk, 0);
  scheduler_retry (desk->scheduler);
  g_assert_cmpuint (desk->due, ==, 1);
}

static void
test_check_of_a_folder (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) refused = g_error_new_literal (POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED, "");
  g_autoptr (GError) failed = g_error_new_literal (POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT, "");

  come (desk, "ann");
  start (desk, 0);
  scheduler_heard (desk->scheduler, failed);
  assert_interval (desk, 600);
  scheduler_heard (desk->scheduler, refused);
  assert_interval (desk, 0);
  scheduler_heard (desk->scheduler, NULL);
  assert_interval (desk, 600);
}

/* What somebody has asked for while another check ran comes before what the rules say. */
static void
test_asked_again_meanwhile (Desk *desk, gconstpointer data)
{
  come (desk, "ann");
  start (desk, 0);
  scheduler_asked (desk->scheduler);
  scheduler_began (desk->scheduler);
  scheduler_ended (desk->scheduler, NULL, TRUE);
  set (desk, CONDITION_OFFLINE, TRUE);
  set (desk, CONDITION_OFFLINE, FALSE);
  g_assert_cmpuint (desk->due, ==, 0);
  scheduler_began (desk->scheduler);
  end (desk, -1);
  assert_interval (desk, 600);
}

static void
test_slots (Desk *desk, gconstpointer data)
{
  guint taken = 0;

  while (check_slots_take (desk->services->slots, on_due, desk))
    taken++;
  check_slots_leave (desk->services->slots, desk);
  come (desk, "ann");
  start (desk, 700);
  g_assert_cmpuint (taken, >=, 2);
  g_assert_cmpuint (desk->due, ==, 0);
  check_slots_release (desk->services->slots);
  g_assert_cmpuint (desk->due, ==, 1);
  scheduler_began (desk->scheduler);
  end (desk, -1);
  g_assert_true (check_slots_take (desk->services->slots, on_due, desk));
  g_assert_false (check_slots_take (desk->services->slots, on_due, desk));
  check_slots_leave (desk->services->slots, desk);
}

static void
test_gone_while_waiting_for_a_slot (Desk *desk, gconstpointer data)
{
  PresenceSession *ann = come (desk, "ann");

  while (check_slots_take (desk->services->slots, on_due, desk))
    ;
  check_slots_leave (desk->services->slots, desk);
  start (desk, 700);
  presence_session_close (ann);
  check_slots_release (desk->services->slots);
  g_assert_cmpuint (desk->due, ==, 0);
  come (desk, "ann");
  g_assert_cmpuint (desk->due, ==, 1);
  g_clear_pointer (&desk->scheduler, scheduler_free);
  g_assert_true (check_slots_take (desk->services->slots, on_due, desk));
}

static void
test_the_timer (Desk *desk, gconstpointer data)
{
  gint64 moment;

  desk->services->configuration.polling.interval = 1;
  come (desk, "ann");
  start (desk, 0);
  check (desk, -1);
  moment = scheduler_decision (desk->scheduler)->next;
  while (desk->due == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (boot_clock_now (), >=, moment);
}

static void
test_clock_set_while_it_runs (Desk *desk, gconstpointer data)
{
  gint64 next;
  guint changed;

  come (desk, "ann");
  start (desk, 10);
  next = scheduler_next_sync (desk->scheduler);
  changed = desk->changed;
  scheduler_clock_set (desk->scheduler);
  g_assert_cmpint (ABS (scheduler_next_sync (desk->scheduler) - next), <=, 1);
  g_assert_cmpuint (desk->changed, ==, changed + 1);
}

/* Selecting a folder again lets what has become due begin. */
static void
test_no_folder (Desk *desk, gconstpointer data)
{
  g_auto (GStrv) words = NULL;

  come (desk, "ann");
  start (desk, 0);
  check (desk, -1);
  g_assert_cmpuint (scheduler_decision (desk->scheduler)->interval, >, 0);
  scheduler_set_no_folder (desk->scheduler, TRUE);
  words = scheduler_blocked_by (desk->scheduler);
  g_assert_true (g_strv_equal ((const char *const *) words, (const char *[]){ "no-folder", NULL }));
  g_assert_cmpuint (scheduler_decision (desk->scheduler)->interval, ==, 0);
  g_assert_cmpint (scheduler_next_sync (desk->scheduler), ==, 0);
  scheduler_set_no_folder (desk->scheduler, FALSE);
  g_assert_cmpuint (scheduler_decision (desk->scheduler)->interval, >, 0);
  g_assert_cmpint (scheduler_next_sync (desk->scheduler), >, 0);
}

#define desk_test(path, function) g_test_add (path, Desk, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  desk_test ("/scheduler/due-when-somebody-comes", test_due_when_somebody_comes);
  desk_test ("/scheduler/not-due-before-time", test_not_due_before_time);
  desk_test ("/scheduler/nothing-before-the-start", test_nothing_before_the_start);
  desk_test ("/scheduler/start-saved-in-this-second", test_start_saved_in_this_second);
  desk_test ("/scheduler/clock/set-back-by-a-year", test_clock_set_back_by_a_year);
  desk_test ("/scheduler/clock/set-while-it-runs", test_clock_set_while_it_runs);
  desk_test ("/scheduler/network/ends-the-wait-after-failures", test_failures_and_the_network);
  desk_test ("/scheduler/network/without-failures", test_network_without_failures);
  desk_test ("/scheduler/network/not-needed", test_server_at_this_machine);
  desk_test ("/scheduler/conditions", test_conditions);
  desk_test ("/scheduler/configured", test_configured);
  desk_test ("/scheduler/interrupted-by-sleep", test_interrupted_by_sleep);
  desk_test ("/scheduler/refused-sign-in", test_refused_sign_in);
  desk_test ("/scheduler/locked-keyring", test_locked_keyring);
  desk_test ("/scheduler/check-of-a-folder", test_check_of_a_folder);
  desk_test ("/scheduler/asked-again-meanwhile", test_asked_again_meanwhile);
  desk_test ("/scheduler/slots", test_slots);
  desk_test ("/scheduler/slots-gone-while-waiting", test_gone_while_waiting_for_a_slot);
  desk_test ("/scheduler/no-folder", test_no_folder);
  desk_test ("/scheduler/timer", test_the_timer);
  return g_test_run ();
}
