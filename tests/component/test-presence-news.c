/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "boot-clock.h"
#include "error.h"
#include "office-fixture.h"

#include <string.h>
#include <sys/resource.h>

static void
test_timer_active_then_online (Office *office, gconstpointer data)
{
  gint64 before = boot_clock_now ();
  PresenceSession *session = office_open (office, "ann", "webmail");

  while (presence_is_active (office->presence, "ann"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (boot_clock_now (), >, before + office_brief.active_window);
  g_assert_false (presence_session_is_active (session));
  office_assert_list (office, "active", "");
  while (presence_is_online (office->presence, "ann"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (boot_clock_now (), >, before + office_brief.online_window);
  g_assert_false (presence_session_is_online (session));
  office_assert_people (office, "", "");
  g_assert_cmpuint (office_count (office), ==, 1);
  office_assert_text (office, "activity-source", "clients");
  g_assert_cmpuint (office_count_timers (), ==, 0);
}

/* A sign of life moves the end, and the timer with it. */
static void
test_timer_moves (Office *office, gconstpointer data)
{
  PresenceSession *session = office_open (office, "ann", "webmail");
  gint64 middle = boot_clock_now () + office_brief.online_window / 2;
  gint64 before;

  office_wait_for (middle);
  before = boot_clock_now ();
  presence_session_report_activity (session);
  while (presence_is_online (office->presence, "ann"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (boot_clock_now (), >, before + office_brief.online_window);
}

static void
test_timer_seat (Office *office, gconstpointer data)
{
  gint64 before;

  presence_set_desktop (office->presence, "mutter", TRUE, 0);
  g_assert_cmpuint (office_count_timers (), ==, 0);
  before = boot_clock_now ();
  presence_set_desktop (office->presence, "mutter", FALSE, 0);
  while (presence_is_online (office->presence, ""))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (boot_clock_now (), >, before + office_brief.online_window);
  office_assert_text (office, "activity-source", "mutter");
}

static void
test_timer_ends_reports (Office *office, gconstpointer data)
{
  gint64 before = boot_clock_now ();

  office_open (office, "ann", "desktop-app");
  g_assert_true (presence_report_activity (office->presence, "bob", NULL));
  g_assert_true (presence_report_activity (office->presence, "eve", NULL));
  while (office_count (office) > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (boot_clock_now (), >, before + office_brief.online_window);
  g_assert_cmpstr (presence_session_get_employee (office_nth (office, 0)), ==, "ann");
  g_assert_nonnull (strstr (office->news->str, "removed:2 "));
  g_assert_nonnull (strstr (office->news->str, "removed:3 "));
  g_assert_true (presence_report_activity (office->presence, "bob", NULL));
  g_assert_cmpuint (presence_session_get_id (office_nth (office, 1)), ==, 4);
}

static const PresenceOptions soon_idle
    = { .online_window = G_TIME_SPAN_HOUR, .active_window = 20 * G_TIME_SPAN_MILLISECOND };

/* The timer is that of who changes first, not of who came last. */
static void
test_timer_earliest (Office *office, gconstpointer data)
{
  gint64 before = boot_clock_now ();

  office_open (office, "ann", "webmail");
  office_open (office, "bob", "desktop-app");
  while (presence_is_active (office->presence, "ann"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (boot_clock_now (), >, before + soon_idle.active_window);
  office_assert_people (office, "ann bob", "");
  g_assert_cmpuint (office_count_timers (), ==, 1);
}

static void
close_first (Office *office)
{
  if (office_count (office) > 0)
    presence_session_close (office_nth (office, 0));
}

static void
assert_closed_at_once (Office *office)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (presence_open_session (office->presence, "ann", "webmail", &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
}

static void
test_close_in_changed (Office *office, gconstpointer data)
{
  g_signal_connect_swapped (office->presence, "changed", G_CALLBACK (close_first), office);
  assert_closed_at_once (office);
  office_assert_news (office, "added:1 1:active activity-source online active changed "
                              "1:active removed:1 activity-source online active changed");
  office_assert_people (office, "", "");
}

static void
test_close_in_added (Office *office, gconstpointer data)
{
  g_signal_connect_swapped (office->presence, "session-added", G_CALLBACK (close_first), office);
  assert_closed_at_once (office);
  office_assert_news (office, "added:1 removed:1");
  g_assert_false (presence_report_activity (office->presence, "ann", NULL));
  office_assert_news (office, "added:2 removed:2");
  g_assert_cmpuint (office_count (office), ==, 0);
}

static void
open_eve (Office *office)
{
  if (office_count (office) == 0)
    office_open (office, "eve", "webmail");
  g_assert_true (presence_is_active (office->presence, "eve"));
}

static void
test_open_in_removed (Office *office, gconstpointer data)
{
  PresenceSession *session = office_open (office, "ann", "webmail");

  g_signal_connect_swapped (office->presence, "session-removed", G_CALLBACK (open_eve), office);
  g_string_truncate (office->news, 0);
  presence_session_close (session);
  office_assert_news (office, "1:active removed:1 added:2 2:active online active changed");
  office_assert_people (office, "eve", "eve");
}

/* Everybody leaves as soon as one does, in the middle of telling who is not active any more. */
static void
test_close_all_in_session (Office *office, gconstpointer data)
{
  office_open_many (office, 10);
  for (guint i = 0; i < 10; i++)
    g_signal_connect_swapped (office_nth (office, i), "notify::active", G_CALLBACK (close_first),
                              office);
  close_first (office);
  g_assert_cmpuint (office_count (office), ==, 0);
  g_assert_nonnull (strstr (office->news->str, "removed:10 "));
  office_assert_people (office, "", "");
}

static void
open_app (Office *office)
{
  if (office_count (office) == 1)
    office_open (office, "bob", "mobile-app");
}

/* What a handler causes is told after what is being told. */
static void
test_one_order (Office *office, gconstpointer data)
{
  g_signal_connect_swapped (office->presence, "notify::online", G_CALLBACK (open_app), office);
  office_open (office, "ann", "webmail");
  office_assert_news (office, "added:1 1:active activity-source online added:2 active changed "
                              "online changed");
  office_assert_people (office, "ann bob", "ann");
}

static void
hide_all (Office *office)
{
  for (guint i = 0; i < 2; i++)
    g_assert_true (presence_session_set_visible (office_nth (office, i), FALSE, NULL));
}

static void
test_stop_in_session (Office *office, gconstpointer data)
{
  office_open (office, "ann", "webmail");
  office_open (office, "bob", "webmail");
  for (guint i = 0; i < 2; i++)
    g_signal_connect_swapped (office_nth (office, i), "notify::active", G_CALLBACK (presence_stop),
                              office->presence);
  g_signal_connect_swapped (office->presence, "changed", G_CALLBACK (hide_all), office);
  g_string_truncate (office->news, 0);
  presence_set_desktop (office->presence, "mutter", TRUE, 0);
  office_assert_news (office, "activity-source online active changed 1:visible 2:visible 1:active");
}

static void
test_stop (Office *office, gconstpointer data)
{
  g_autoptr (PresenceSession) session = g_object_ref (office_open (office, "ann", "webmail"));
  g_autoptr (GError) error = NULL;

  g_string_truncate (office->news, 0);
  presence_set_desktop (office->presence, "mutter", FALSE, 0);
  g_string_truncate (office->news, 0);
  presence_stop (office->presence);
  g_assert_cmpuint (office_count_timers (), ==, 0);
  g_assert_cmpuint (office_count (office), ==, 0);
  g_assert_false (presence_session_is_online (session));
  office_assert_people (office, "", "");
  office_assert_text (office, "activity-source", "none");
  presence_session_report_activity (session);
  presence_session_close (session);
  presence_set_desktop (office->presence, "mutter", TRUE, 0);
  g_assert_null (presence_open_session (office->presence, "ann", "webmail", &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
  g_assert_false (presence_report_activity (office->presence, "ann", NULL));
  office_assert_people (office, "", "");
  g_assert_true (office_set_seat (office, "ignore", NULL));
  office_assert_news (office, "");
}

static void
test_stop_in_notify (Office *office, gconstpointer data)
{
  g_signal_connect_swapped (office->presence, "notify::online", G_CALLBACK (presence_stop),
                            office->presence);
  assert_closed_at_once (office);
  office_assert_news (office, "added:1 1:active activity-source online");
}

static void
let_go (Office *office)
{
  g_clear_object (&office->presence);
}

static void
test_let_go_in_changed (Office *office, gconstpointer data)
{
  g_signal_connect_swapped (office->presence, "changed", G_CALLBACK (let_go), office);
  assert_closed_at_once (office);
  g_assert_null (office->presence);
  g_assert_cmpuint (office_count_timers (), ==, 0);
}

static void
test_let_go_in_added (Office *office, gconstpointer data)
{
  g_signal_connect_swapped (office->presence, "session-added", G_CALLBACK (let_go), office);
  assert_closed_at_once (office);
  g_assert_null (office->presence);
  g_assert_cmpuint (office_count_timers (), ==, 0);
}

static guint warnings;

static GLogWriterOutput
count_warning (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (level & G_LOG_LEVEL_WARNING)
    warnings++;
  return level & G_LOG_LEVEL_WARNING ? G_LOG_WRITER_HANDLED
                                     : g_log_writer_default (level, fields, n_fields, data);
}

/* The news do not fail when the system has no timer; it is looked for again with the next ones. */
static void
test_no_descriptors (Office *office, gconstpointer data)
{
  struct rlimit before;
  struct rlimit none;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &before), ==, 0);
  none = before;
  none.rlim_cur = 0;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &none), ==, 0);
  office_open (office, "ann", "webmail");
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  g_assert_cmpuint (warnings, ==, 1);
  office_assert_people (office, "ann", "ann");
  g_assert_cmpuint (office_count_timers (), ==, 0);
  g_assert_nonnull (g_main_context_find_source_by_user_data (NULL, office->presence));
  presence_session_report_activity (office_nth (office, 0));
  g_assert_cmpuint (office_count_timers (), ==, 1);
  g_assert_cmpuint (warnings, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (count_warning, NULL, NULL);
  office_test ("/presence-news/timer/active-then-online", office_brief,
               test_timer_active_then_online);
  office_test ("/presence-news/timer/moves", office_brief, test_timer_moves);
  office_test ("/presence-news/timer/earliest", soon_idle, test_timer_earliest);
  office_test ("/presence-news/timer/seat", office_brief, test_timer_seat);
  office_test ("/presence-news/timer/ends-reports", office_brief, test_timer_ends_reports);
  office_test ("/presence-news/handlers/close-in-changed", office_usual, test_close_in_changed);
  office_test ("/presence-news/handlers/close-in-added", office_usual, test_close_in_added);
  office_test ("/presence-news/handlers/open-in-removed", office_usual, test_open_in_removed);
  office_test ("/presence-news/handlers/close-all-in-session", office_usual,
               test_close_all_in_session);
  office_test ("/presence-news/handlers/one-order", office_usual, test_one_order);
  office_test ("/presence-news/handlers/stop-in-session", office_usual, test_stop_in_session);
  office_test ("/presence-news/handlers/stop", office_usual, test_stop_in_notify);
  office_test ("/presence-news/handlers/let-go-in-changed", office_usual, test_let_go_in_changed);
  office_test ("/presence-news/handlers/let-go-in-added", office_usual, test_let_go_in_added);
  office_test ("/presence-news/stop", office_usual, test_stop);
  office_test ("/presence-news/no-descriptors", office_usual, test_no_descriptors);
  return g_test_run ();
}
