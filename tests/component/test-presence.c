/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "boot-clock.h"
#include "error.h"
#include "office-fixture.h"

#include <string.h>

#define MINUTE       G_TIME_SPAN_MINUTE
#define MILLISECOND  G_TIME_SPAN_MILLISECOND
#define MANY         1000
#define MANY_AND_ONE 1001

static const PresenceOptions apps_count
    = { .online_window = 24 * MINUTE, .active_window = 10 * MINUTE, .count_app_activity = TRUE };

static void
test_open_and_close (Office *office, gconstpointer data)
{
  PresenceSession *session = office_open (office, "ann", "webmail");

  office_assert_news (office, "added:1 1:active activity-source online active changed");
  office_assert_people (office, "ann", "ann");
  office_assert_text (office, "activity-source", "clients");
  g_assert_cmpuint (presence_session_get_id (session), ==, 1);
  g_assert_cmpstr (presence_session_get_employee (session), ==, "ann");
  g_assert_cmpint (presence_session_get_client (session), ==, PRESENCE_WEBMAIL);
  g_assert_true (presence_session_is_online (session));
  g_assert_true (presence_session_is_active (session));
  g_assert_true (presence_is_active (office->presence, "ann"));
  g_assert_false (presence_is_online (office->presence, "bob"));

  g_object_ref (session);
  presence_session_close (session);
  office_assert_news (office, "1:active removed:1 activity-source online active changed");
  office_assert_people (office, "", "");
  office_assert_text (office, "activity-source", "none");
  g_assert_false (presence_session_is_online (session));
  presence_session_close (session);
  presence_session_report_activity (session);
  g_assert_true (presence_session_set_visible (session, FALSE, NULL));
  office_assert_news (office, "");
  g_assert_cmpuint (office_count_timers (), ==, 0);
  g_object_unref (session);
  g_assert_cmpuint (presence_session_get_id (office_open (office, "ann", "webmail")), ==, 2);
}

static void
test_two_of_one (Office *office, gconstpointer data)
{
  office_open (office, "bob", "mobile-app");
  office_assert_news (office, "added:1 activity-source online changed");
  office_open (office, "ann", "desktop-app");
  office_assert_news (office, "added:2 online changed");
  office_assert_people (office, "ann bob", "");
  office_open (office, "bob", "webmail");
  office_assert_news (office, "added:3 3:active active changed");
  office_assert_people (office, "ann bob", "bob");
  presence_session_close (office_nth (office, 0));
  office_assert_news (office, "removed:1");
  presence_session_close (office_nth (office, 1));
  office_assert_news (office, "3:active removed:3 online active changed");
  office_assert_people (office, "ann", "");
}

static void
assert_visible (PresenceSession *session, gboolean expected)
{
  gboolean visible = !expected;

  g_object_get (session, "visible", &visible, NULL);
  g_assert_true (visible == expected);
}

static void
test_visible (Office *office, gconstpointer data)
{
  PresenceSession *session = office_open (office, "ann", "webmail");

  assert_visible (session, TRUE);
  office_assert_news (office, "added:1 1:active activity-source online active changed");
  g_assert_true (presence_session_set_visible (session, FALSE, NULL));
  office_assert_news (office, "1:visible 1:active active changed");
  assert_visible (session, FALSE);
  office_assert_people (office, "ann", "");
  g_assert_true (presence_session_set_visible (session, FALSE, NULL));
  office_assert_news (office, "");
  g_assert_true (presence_session_set_visible (session, TRUE, NULL));
  office_assert_news (office, "1:visible 1:active active changed");
  office_assert_people (office, "ann", "ann");
}

static void
test_app (Office *office, gconstpointer data)
{
  PresenceSession *session = office_open (office, "ann", "mobile-app");
  g_autoptr (GError) error = NULL;

  assert_visible (session, FALSE);
  office_assert_people (office, "ann", "");
  presence_session_report_activity (session);
  office_assert_people (office, "ann", "");
  g_assert_false (presence_session_set_visible (session, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_str_has_prefix (error->message, "visible: "));
  assert_visible (session, FALSE);
}

static void
test_app_counts (Office *office, gconstpointer data)
{
  office_open (office, "ann", "mobile-app");
  office_assert_people (office, "ann", "ann");
}

static gint64
last_activity (PresenceSession *session)
{
  gint64 seconds = 0;

  g_object_get (session, "last-activity", &seconds, NULL);
  return seconds;
}

static void
test_last_activity (Office *office, gconstpointer data)
{
  PresenceSession *session = office_open (office, "ann", "webmail");
  gint64 before = last_activity (session);
  gint64 opened = boot_clock_now ();

  g_assert_cmpint (ABS (before - g_get_real_time () / G_USEC_PER_SEC), <=, 2);
  g_string_truncate (office->news, 0);
  office_wait_for (opened + G_USEC_PER_SEC + 10 * MILLISECOND);
  g_assert_cmpint (last_activity (session), ==, before);
  office_assert_news (office, "");
  presence_session_report_activity (session);
  g_assert_cmpint (last_activity (session), >, before);
  office_assert_news (office, "1:last-activity");

  before = last_activity (session);
  presence_session_report_activity (session);
  office_assert_news (office, last_activity (session) == before ? "" : "1:last-activity");
}

static void
test_seat_in_use (Office *office, gconstpointer data)
{
  office_assert_text (office, "seat", "active");
  office_assert_text (office, "seat-employee", g_get_user_name ());
  g_assert_true (office_set_seat_employee (office, "ann", NULL));
  office_assert_news (office, "seat-employee");
  presence_set_desktop (office->presence, "mutter", TRUE, 0);
  office_assert_news (office, "activity-source online active changed");
  office_assert_text (office, "activity-source", "mutter");
  office_assert_people (office, "ann", "ann");
  g_assert_true (presence_is_active (office->presence, ""));
  g_assert_cmpuint (office_count_timers (), ==, 0);

  presence_set_desktop (office->presence, "mutter", FALSE, 0);
  office_assert_news (office, "active changed");
  office_assert_people (office, "ann", "");
  g_assert_true (presence_is_online (office->presence, ""));
  g_assert_false (presence_is_active (office->presence, ""));
  g_assert_cmpuint (office_count_timers (), ==, 1);
  presence_set_desktop (office->presence, "mutter", FALSE, 24 * MINUTE + 1);
  office_assert_news (office, "online changed");
  presence_set_desktop (office->presence, "logind", FALSE, 23 * MINUTE);
  office_assert_news (office, "activity-source online changed");
  presence_set_desktop (office->presence, NULL, TRUE, 0);
  office_assert_news (office, "activity-source online changed");
  office_assert_text (office, "activity-source", "none");
}

static void
test_seat_kinds (Office *office, gconstpointer data)
{
  g_assert_true (office_set_seat_employee (office, "ann", NULL));
  presence_set_desktop (office->presence, "screensaver", TRUE, 0);
  g_string_truncate (office->news, 0);
  g_assert_true (office_set_seat (office, "online", NULL));
  office_assert_news (office, "seat active changed");
  office_assert_people (office, "ann", "");
  g_assert_true (office_set_seat (office, "online", NULL));
  office_assert_news (office, "");
  g_assert_true (office_set_seat (office, "ignore", NULL));
  office_assert_news (office, "seat activity-source online changed");
  office_assert_people (office, "", "");
  office_assert_text (office, "activity-source", "none");
  office_open (office, "eve", "webmail");
  office_assert_text (office, "activity-source", "clients");
  g_assert_true (office_set_seat (office, "active", NULL));
  office_assert_text (office, "activity-source", "screensaver");
  office_assert_people (office, "ann eve", "ann eve");
}

static void
test_seat_employee (Office *office, gconstpointer data)
{
  office_open (office, "bob", "desktop-app");
  presence_set_desktop (office->presence, "mutter", TRUE, 0);
  g_assert_true (office_set_seat_employee (office, "ann", NULL));
  office_assert_people (office, "ann bob", "ann");
  g_string_truncate (office->news, 0);
  g_assert_true (office_set_seat_employee (office, "bob", NULL));
  office_assert_news (office, "seat-employee online active changed");
  office_assert_people (office, "bob", "bob");
  g_assert_true (office_set_seat_employee (office, "bob", NULL));
  office_assert_news (office, "");
}

static void
test_settings_stay (Office *office, gconstpointer data)
{
  g_assert_true (office_set_seat (office, "ignore", NULL));
  g_assert_true (office_set_seat_employee (office, "Änne", NULL));
  g_clear_object (&office->presence);
  fixture_reopen (&office->fixture);
  office_start (office);
  office_assert_text (office, "seat", "ignore");
  office_assert_text (office, "seat-employee", "Änne");
}

static void
test_disk_refuses (Office *office, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_execute (&office->fixture, "state.db",
                   "CREATE TRIGGER refusal BEFORE INSERT ON setting"
                   " BEGIN SELECT RAISE (ABORT, 'full'); END");
  g_assert_false (office_set_seat (office, "ignore", &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  office_assert_text (office, "seat", "active");
  office_assert_news (office, "");
}

static void
assert_refused (GError *error, const char *beginning)
{
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  if (!g_str_has_prefix (error->message, beginning))
    g_assert_cmpstr (error->message, ==, beginning);
}

static void
assert_bad_employee (Office *office, const char *employee)
{
  g_autoptr (GError) at_open = NULL;
  g_autoptr (GError) at_seat = NULL;
  g_autoptr (GError) at_report = NULL;

  g_assert_null (presence_open_session (office->presence, employee, "webmail", &at_open));
  assert_refused (at_open, "employee: ");
  g_assert_false (office_set_seat_employee (office, employee, &at_seat));
  assert_refused (at_seat, "employee: ");
  if (!*employee)
    return;
  g_assert_false (presence_report_activity (office->presence, employee, &at_report));
  assert_refused (at_report, "employee: ");
}

static void
test_bad_employee (Office *office, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (255, 'a');
  g_autofree char *longer = g_strnfill (256, 'a');

  assert_bad_employee (office, "");
  assert_bad_employee (office, longer);
  assert_bad_employee (office, "ann\nbob");
  assert_bad_employee (office, "ann\x7f");
  assert_bad_employee (office, "ann\xc2\x85");
  assert_bad_employee (office, "ann\xff");
  g_assert_cmpuint (office_count (office), ==, 0);
  office_assert_text (office, "seat-employee", g_get_user_name ());
  office_assert_news (office, "");
  office_open (office, longest, "webmail");
  office_open (office, " Änne\\Vertrieb ", "webmail");
}

static void
test_bad_words (Office *office, gconstpointer data)
{
  static const char *const clients[] = { "", "Webmail", "browser" };
  g_autoptr (GError) at_seat = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (presence_open_session (office->presence, "ann", clients[i], &error));
      assert_refused (error, "client: ");
      g_assert_nonnull (strstr (error->message, "webmail"));
      g_assert_nonnull (strstr (error->message, "desktop-app"));
      g_assert_nonnull (strstr (error->message, "mobile-app"));
    }
  g_assert_false (office_set_seat (office, "away", &at_seat));
  assert_refused (at_seat, "seat: ");
  office_assert_text (office, "seat", "active");
  office_assert_news (office, "");
}

static void
test_thousand (Office *office, gconstpointer data)
{
  g_auto (GStrv) logins = NULL;

  office_open_many (office, MANY);
  g_assert_cmpuint (office->changed, ==, MANY);
  g_assert_cmpuint (office_count_timers (), ==, 1);
  g_object_get (office->presence, "active", &logins, NULL);
  g_assert_cmpuint (g_strv_length (logins), ==, MANY);
  for (guint i = 1; i < MANY; i++)
    g_assert_cmpstr (logins[i - 1], <, logins[i]);

  for (guint i = 0; i < MANY; i++)
    presence_session_report_activity (office_nth (office, i));
  g_assert_cmpuint (office->changed, ==, MANY);
  while (office_count (office) > 1)
    presence_session_close (office_nth (office, office_count (office) / 2));
  g_assert_cmpuint (office->changed, ==, 2 * MANY - 1);
  office_assert_people (office, "employee-000", "employee-000");
  presence_session_close (office_nth (office, 0));
  g_assert_cmpuint (office_count_timers (), ==, 0);
}

static void
test_report (Office *office, gconstpointer data)
{
  g_assert_true (office_set_seat_employee (office, "ann", NULL));
  g_string_truncate (office->news, 0);
  g_assert_true (presence_report_activity (office->presence, "bob", NULL));
  office_assert_news (office, "added:1 1:active activity-source online active changed");
  g_assert_true (presence_report_activity (office->presence, "bob", NULL));
  g_assert_cmpuint (office_count (office), ==, 1);
  g_assert_cmpstr (presence_session_get_employee (office_nth (office, 0)), ==, "bob");
  g_assert_cmpint (presence_session_get_client (office_nth (office, 0)), ==, PRESENCE_WEBMAIL);
  g_assert_true (presence_report_activity (office->presence, "", NULL));
  g_assert_cmpuint (office_count (office), ==, 2);
  office_assert_people (office, "ann bob", "ann bob");
  /* One that somebody holds stays another one. */
  office_open (office, "eve", "webmail");
  g_assert_true (presence_report_activity (office->presence, "eve", NULL));
  g_assert_cmpuint (office_count (office), ==, 4);
}

static gboolean
report_number (Office *office, guint number, GError **error)
{
  g_autofree char *employee = g_strdup_printf ("employee-%u", number);

  return presence_report_activity (office->presence, employee, error);
}

static void
test_too_many_reports (Office *office, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MANY; i++)
    g_assert_true (report_number (office, i, NULL));
  g_assert_false (report_number (office, MANY, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "open a session"));
  g_assert_true (report_number (office, MANY - 1, NULL));
  office_open (office, "ann", "webmail");
  g_assert_cmpuint (office_count (office), ==, MANY_AND_ONE);
  presence_session_close (office_nth (office, 500));
  g_assert_true (report_number (office, MANY, NULL));
}

#define SOON (boot_clock_now () + MINUTE)

/* People at another system are logged in and never work, until what was said of them is old. */
static void
test_elsewhere (Office *office, gconstpointer data)
{
  static const char *const both[] = { "bob", "ann", NULL };
  static const char *const one[] = { "bob", NULL };
  gint64 until = 0;

  presence_set_elsewhere (office->presence, both, SOON);
  office_assert_news (office, "online changed");
  office_assert_people (office, "ann bob", "");
  office_assert_text (office, "activity-source", "none");
  presence_set_elsewhere (office->presence, both, SOON);
  office_assert_news (office, "");
  g_assert_cmpuint (office_count_timers (), ==, 1);
  office_open (office, "ann", "webmail");
  office_assert_people (office, "ann bob", "ann");
  office_assert_news (office, "added:1 1:active activity-source active changed");
  until = boot_clock_now () + 50 * MILLISECOND;
  presence_set_elsewhere (office->presence, one, until);
  office_assert_people (office, "ann bob", "ann");
  office_wait_for (until);
  office_assert_people (office, "ann", "ann");
  office_assert_news (office, "online changed");
}

static void
test_elsewhere_ends (Office *office, gconstpointer data)
{
  static const char *const both[] = { "bob", "ann", NULL };

  presence_set_elsewhere (office->presence, both, SOON);
  presence_set_elsewhere (office->presence, NULL, 0);
  office_assert_people (office, "", "");
  office_assert_news (office, "online changed online changed");
  g_assert_cmpuint (office_count_timers (), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  office_test ("/presence/open-and-close", office_usual, test_open_and_close);
  office_test ("/presence/two-sessions-of-one", office_usual, test_two_of_one);
  office_test ("/presence/visible", office_usual, test_visible);
  office_test ("/presence/app", office_usual, test_app);
  office_test ("/presence/app-counts", apps_count, test_app_counts);
  office_test ("/presence/last-activity", office_usual, test_last_activity);
  office_test ("/presence/seat/in-use", office_usual, test_seat_in_use);
  office_test ("/presence/seat/kinds", office_usual, test_seat_kinds);
  office_test ("/presence/seat/employee", office_usual, test_seat_employee);
  office_test ("/presence/seat/settings-stay", office_usual, test_settings_stay);
  office_test ("/presence/seat/disk-refuses", office_usual, test_disk_refuses);
  office_test ("/presence/bad/employee", office_usual, test_bad_employee);
  office_test ("/presence/bad/words", office_usual, test_bad_words);
  office_test ("/presence/thousand-sessions", office_usual, test_thousand);
  office_test ("/presence/report", office_usual, test_report);
  office_test ("/presence/elsewhere", office_usual, test_elsewhere);
  office_test ("/presence/elsewhere-ends", office_usual, test_elsewhere_ends);
  office_test ("/presence/report-too-many", office_usual, test_too_many_reports);
  return g_test_run ();
}
