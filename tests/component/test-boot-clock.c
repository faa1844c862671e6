/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "boot-clock.h"

#include "error.h"

#include <string.h>
#include <sys/resource.h>

#define HOUR G_TIME_SPAN_HOUR

typedef GSource *(*NewSource) (GError **error);

/* How often it fired, and when it did so last. */
typedef struct
{
  guint count;
  gint64 when;
} Firing;

static gboolean
on_fire (gpointer data)
{
  Firing *firing = data;

  firing->count++;
  firing->when = boot_clock_now ();
  return G_SOURCE_CONTINUE;
}

static GSource *
attach (GSource *source, Firing *firing)
{
  g_assert_nonnull (source);
  g_source_set_callback (source, on_fire, firing, NULL);
  g_source_attach (source, NULL);
  return source;
}

static GSource *
timer (gint64 due, Firing *firing)
{
  g_autoptr (GError) error = NULL;
  GSource *source = boot_clock_timer_new (due, &error);

  g_assert_no_error (error);
  return attach (source, firing);
}

static void
wait_for (Firing *firing)
{
  while (!firing->count)
    g_main_context_iteration (NULL, TRUE);
}

static void
destroy (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
test_never_early (void)
{
  for (gint64 wait = 1; wait < 5000; wait += 371)
    {
      Firing firing = { 0 };
      gint64 due = boot_clock_now () + wait;
      GSource *source = timer (due, &firing);

      wait_for (&firing);
      g_assert_cmpint (firing.when, >=, due);
      g_source_unref (source);
    }
}

static void
assert_passed_fires (gint64 due)
{
  Firing firing = { 0 };
  g_autoptr (GSource) source G_GNUC_UNUSED = timer (due, &firing);

  wait_for (&firing);
}

static void
test_past (void)
{
  assert_passed_fires (boot_clock_now () - 1);
  assert_passed_fires (1);
  assert_passed_fires (0);
  assert_passed_fires (-HOUR);
}

static void
test_order (void)
{
  Firing never = { 0 };
  Firing later = { 0 };
  Firing sooner = { 0 };
  gint64 now = boot_clock_now ();
  GSource *never_source = timer (G_MAXINT64, &never);
  GSource *later_source = timer (now + HOUR, &later);
  g_autoptr (GSource) sooner_source G_GNUC_UNUSED = timer (now + 2000, &sooner);

  wait_for (&sooner);
  g_assert_cmpuint (later.count, ==, 0);
  g_assert_cmpuint (never.count, ==, 0);
  destroy (later_source);
  destroy (never_source);
}

static void
test_one_time (void)
{
  Firing firing = { 0 };
  g_autoptr (GSource) source = timer (0, &firing);

  wait_for (&firing);
  g_assert_true (g_source_is_destroyed (source));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (firing.count, ==, 1);
}

static void
test_destroyed (void)
{
  Firing destroyed = { 0 };
  Firing later = { 0 };
  GSource *source = timer (boot_clock_now () + 1000, &destroyed);
  g_autoptr (GSource) later_source G_GNUC_UNUSED = timer (boot_clock_now () + 2000, &later);

  destroy (source);
  wait_for (&later);
  g_assert_cmpuint (destroyed.count, ==, 0);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (folder))
    count++;
  return count;
}

static GSource *
new_timer (GError **error)
{
  return boot_clock_timer_new (boot_clock_now () + HOUR, error);
}

static void
assert_closes (NewSource new_source)
{
  Firing firing = { 0 };
  guint before = count_descriptors ();
  GSource *source = attach (new_source (NULL), &firing);

  g_assert_cmpuint (count_descriptors (), ==, before + 1);
  destroy (source);
  g_assert_cmpuint (count_descriptors (), ==, before);
}

static void
test_closes_descriptor (void)
{
  guint before;

  /* GLib opens its own with the first of all sources. */
  assert_passed_fires (0);
  before = count_descriptors ();
  assert_closes (new_timer);
  assert_closes (boot_clock_set_watch_new);
  assert_passed_fires (0);
  g_assert_cmpuint (count_descriptors (), ==, before);
}

static void
assert_refused (NewSource new_source)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (new_source (&error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "raise the limit of open files"));
}

static void
test_no_descriptor (void)
{
  struct rlimit usual;
  struct rlimit none;

  getrlimit (RLIMIT_NOFILE, &usual);
  none = usual;
  none.rlim_cur = 0;
  setrlimit (RLIMIT_NOFILE, &none);
  assert_refused (new_timer);
  assert_refused (boot_clock_set_watch_new);
  setrlimit (RLIMIT_NOFILE, &usual);
}

/* Nobody sets the clock of the machine for this: the watch must be silent, and cost nothing. */
static void
test_set_watch_silent (void)
{
  Firing set = { 0 };
  Firing later = { 0 };
  GSource *watch = attach (boot_clock_set_watch_new (NULL), &set);
  g_autoptr (GSource) source G_GNUC_UNUSED = timer (boot_clock_now () + 2000, &later);

  wait_for (&later);
  g_assert_cmpuint (set.count, ==, 0);
  g_assert_false (g_main_context_pending (NULL));
  destroy (watch);
}

/* What the system knows of a timer on the wall clock; see proc(5). */
static char *
wall_timer (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fdinfo", 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *path = g_build_filename ("/proc/self/fdinfo", name, NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, "clockid: 0\n"))
        return g_steal_pointer (&text);
    }
  return NULL;
}

/* Absolute, cancelled when the clock is set, and not to expire for a thousand days. */
static void
test_set_watch_armed (void)
{
  g_autoptr (GSource) watch G_GNUC_UNUSED = boot_clock_set_watch_new (NULL);
  g_autofree char *timer_state = wall_timer ();

  g_assert_nonnull (timer_state);
  g_assert_nonnull (strstr (timer_state, "settime flags: 03\n"));
  g_assert_true (g_regex_match_simple ("it_value: \\([0-9]{9,}, ", timer_state, 0, 0));
}

static void
test_unix_now (void)
{
  gint64 before = g_get_real_time ();
  gint64 told = boot_clock_to_unix (boot_clock_now ());
  gint64 after = g_get_real_time ();

  g_assert_cmpint (told * G_USEC_PER_SEC, >=, before - G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (told * G_USEC_PER_SEC, <, after + G_USEC_PER_SEC);
}

static void
test_unix_rounds_up (void)
{
  gint64 second = boot_clock_to_unix (boot_clock_now ());
  gint64 moment = boot_clock_from_unix (second);

  g_assert_cmpint (boot_clock_to_unix (moment + G_USEC_PER_SEC / 2), ==, second + 1);
  g_assert_cmpint (boot_clock_to_unix (moment - G_USEC_PER_SEC / 2), ==, second);
  g_assert_cmpint (boot_clock_to_unix (moment + HOUR + G_USEC_PER_SEC / 2), ==, second + 3601);
}

/* Half a millisecond is no other second yet. A busy machine may stop it between two looks at the
 * clocks, but not every time. */
static void
test_unix_back (void)
{
  guint same = 0;

  for (gint64 second = 1700000000; second < 1700000100; second++)
    {
      gint64 back = boot_clock_to_unix (boot_clock_from_unix (second) + 500);

      g_assert_cmpint (back, >=, second);
      same += back == second;
    }
  g_assert_cmpuint (same, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/boot-clock/never-early", test_never_early);
  g_test_add_func ("/boot-clock/past", test_past);
  g_test_add_func ("/boot-clock/order", test_order);
  g_test_add_func ("/boot-clock/one-time", test_one_time);
  g_test_add_func ("/boot-clock/destroyed", test_destroyed);
  g_test_add_func ("/boot-clock/closes-descriptor", test_closes_descriptor);
  g_test_add_func ("/boot-clock/no-descriptor", test_no_descriptor);
  g_test_add_func ("/boot-clock/set-watch-silent", test_set_watch_silent);
  g_test_add_func ("/boot-clock/set-watch-armed", test_set_watch_armed);
  g_test_add_func ("/boot-clock/unix-now", test_unix_now);
  g_test_add_func ("/boot-clock/unix-rounds-up", test_unix_rounds_up);
  g_test_add_func ("/boot-clock/unix-back", test_unix_back);
  return g_test_run ();
}
