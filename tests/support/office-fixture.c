/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office-fixture.h"

#include "boot-clock.h"

#include <string.h>

const PresenceOptions office_usual
    = { .online_window = 24 * G_TIME_SPAN_MINUTE, .active_window = 10 * G_TIME_SPAN_MINUTE };
const PresenceOptions office_brief = { .online_window = 40 * G_TIME_SPAN_MILLISECOND,
                                       .active_window = 20 * G_TIME_SPAN_MILLISECOND };

static void
on_changed (Office *office)
{
  g_string_append (office->news, "changed ");
  office->changed++;
}

static void
on_notify (Office *office, GParamSpec *spec)
{
  g_string_append_printf (office->news, "%s ", spec->name);
}

static void
on_session_notify (PresenceSession *session, GParamSpec *spec, gpointer data)
{
  g_string_append_printf (((Office *) data)->news, "%u:%s ", presence_session_get_id (session),
                          spec->name);
}

static void
on_added (Office *office, PresenceSession *session)
{
  g_string_append_printf (office->news, "added:%u ", presence_session_get_id (session));
  g_signal_connect (session, "notify", G_CALLBACK (on_session_notify), office);
}

static void
on_removed (Office *office, PresenceSession *session)
{
  g_string_append_printf (office->news, "removed:%u ", presence_session_get_id (session));
}

void
office_start (Office *office)
{
  office->presence = presence_new (office->fixture.store, office->options);
  presence_load (office->presence);
  g_signal_connect_swapped (office->presence, "changed", G_CALLBACK (on_changed), office);
  g_signal_connect_swapped (office->presence, "notify", G_CALLBACK (on_notify), office);
  g_signal_connect_swapped (office->presence, "session-added", G_CALLBACK (on_added), office);
  g_signal_connect_swapped (office->presence, "session-removed", G_CALLBACK (on_removed), office);
}

void
office_set_up (Office *office, gconstpointer options)
{
  fixture_new_directory (&office->fixture, NULL);
  fixture_open (&office->fixture);
  office->options = options;
  office->news = g_string_new (NULL);
  office_start (office);
}

void
office_tear_down (Office *office, gconstpointer options)
{
  if (office->presence)
    presence_stop (office->presence);
  g_clear_object (&office->presence);
  g_string_free (office->news, TRUE);
  fixture_tear_down (&office->fixture, NULL);
}

PresenceSession *
office_open (Office *office, const char *employee, const char *client)
{
  g_autoptr (GError) error = NULL;
  PresenceSession *session = presence_open_session (office->presence, employee, client, &error);

  g_assert_no_error (error);
  g_assert_nonnull (session);
  return session;
}

PresenceSession *
office_nth (Office *office, guint place)
{
  GPtrArray *sessions = presence_get_sessions (office->presence);

  g_assert_cmpuint (place, <, sessions->len);
  return sessions->pdata[place];
}

guint
office_count (Office *office)
{
  return presence_get_sessions (office->presence)->len;
}

/* What was announced since the last call. */
void
office_assert_news (Office *office, const char *expected)
{
  g_assert_cmpstr (g_strchomp (office->news->str), ==, expected);
  g_string_truncate (office->news, 0);
}

/* EXPECTED: logins between spaces. */
void
office_assert_list (Office *office, const char *property, const char *expected)
{
  g_auto (GStrv) logins = NULL;
  g_autofree char *text = NULL;

  g_object_get (office->presence, property, &logins, NULL);
  text = g_strjoinv (" ", logins);
  g_assert_cmpstr (text, ==, expected);
}

void
office_assert_people (Office *office, const char *online, const char *active)
{
  office_assert_list (office, "online", online);
  office_assert_list (office, "active", active);
  g_assert_true (presence_is_anyone_online (office->presence) == (*online != 0));
}

void
office_assert_text (Office *office, const char *property, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (office->presence, property, &text, NULL);
  g_assert_cmpstr (text, ==, expected);
}

/* How many timers on the boot clock this process has. */
guint
office_count_timers (void)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name = NULL;
  guint count = 0;

  g_assert_nonnull (directory);
  while ((name = g_dir_read_name (directory)))
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);
      count += target && strstr (target, "timerfd") != NULL;
    }
  return count;
}

static void
on_set (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
finish_set (Office *office, GAsyncResult **answer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  while (!*answer)
    g_main_context_iteration (NULL, TRUE);
  result = *answer;
  return presence_set_finish (office->presence, result, error);
}

gboolean
office_set_seat (Office *office, const char *seat, GError **error)
{
  GAsyncResult *answer = NULL;

  presence_set_seat_async (office->presence, seat, on_set, &answer);
  return finish_set (office, &answer, error);
}

gboolean
office_set_seat_employee (Office *office, const char *employee, GError **error)
{
  GAsyncResult *answer = NULL;

  presence_set_seat_employee_async (office->presence, employee, on_set, &answer);
  return finish_set (office, &answer, error);
}

static gboolean
on_time (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
office_wait_for (gint64 moment)
{
  g_autoptr (GSource) timer = boot_clock_timer_new (moment, NULL);
  gboolean is_over = FALSE;

  g_source_set_callback (timer, on_time, &is_over, NULL);
  g_source_attach (timer, NULL);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

void
office_open_many (Office *office, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      /* Not in their order. */
      g_autofree char *employee = g_strdup_printf ("employee-%03u", (i * 7) % count);
      office_open (office, employee, "webmail");
    }
}
