/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "configuration.h"
#include "log.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

/* Of what the last reading has logged. */
static GPtrArray *warnings;
static GPtrArray *changes;

static GLogWriterOutput
keep_warning (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  gboolean is_change = (level & G_LOG_LEVEL_MASK) == G_LOG_LEVEL_MESSAGE;

  g_assert_true (is_change || (level & G_LOG_LEVEL_MASK) == G_LOG_LEVEL_WARNING);
  g_assert_cmpstr (fields[0].key, ==, "MESSAGE");
  g_ptr_array_add (is_change ? changes : warnings, g_strdup (fields[0].value));
  if (is_change)
    return G_LOG_WRITER_HANDLED;
  g_assert_cmpstr (fields[n_fields - 1].key, ==, "MESSAGE_ID");
  g_assert_cmpstr (fields[n_fields - 1].value, ==, LOG_CONFIGURATION_WRONG);
  return G_LOG_WRITER_HANDLED;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("posthorn-configuration-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "posthorn.conf", NULL);
  g_ptr_array_set_size (warnings, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* What is logged is what is given back. */
static Configuration
read_file (Fixture *fixture)
{
  g_auto (GStrv) mistakes = NULL;
  Configuration found;

  g_ptr_array_set_size (warnings, 0);
  found = configuration_read (fixture->path, &mistakes);
  g_assert_cmpuint (g_strv_length (mistakes), ==, warnings->len);
  for (guint i = 0; i < warnings->len; i++)
    g_assert_cmpstr (mistakes[i], ==, warnings->pdata[i]);
  return found;
}

static Configuration
read_octets (Fixture *fixture, const char *octets, gsize length)
{
  g_assert_true (g_file_set_contents (fixture->path, octets, (gssize) length, NULL));
  return read_file (fixture);
}

static Configuration
read_text (Fixture *fixture, const char *text)
{
  return read_octets (fixture, text, strlen (text));
}

static void
assert_equal (const Configuration *found, const Configuration *wanted)
{
  g_assert_cmpuint (found->polling.interval, ==, wanted->polling.interval);
  g_assert_cmpuint (found->polling.daily_interval, ==, wanted->polling.daily_interval);
  g_assert_cmpint (found->presence.active_window, ==, wanted->presence.active_window);
  g_assert_cmpint (found->presence.online_window, ==, wanted->presence.online_window);
  g_assert_cmpint (found->presence.count_app_activity, ==, wanted->presence.count_app_activity);
  g_assert_cmpint (found->on_metered, ==, wanted->on_metered);
  g_assert_cmpint (found->on_power_saver, ==, wanted->on_power_saver);
  g_assert_cmpuint (found->push_renewal, ==, wanted->push_renewal);
  g_assert_cmpint (found->notification_sound, ==, wanted->notification_sound);
  g_assert_cmpstr (found->badge_desktop_id, ==, wanted->badge_desktop_id);
  g_assert_cmpuint (found->outbox.retry_initial, ==, wanted->outbox.retry_initial);
  g_assert_cmpuint (found->outbox.retry_max, ==, wanted->outbox.retry_max);
  g_assert_cmpuint (found->outbox.patience, ==, wanted->outbox.patience);
  g_assert_cmpuint (found->outbox.uncertain_wait, ==, wanted->outbox.uncertain_wait);
}

/* One warning, which names the file and says all of WORDS, up to NULL. */
static void
assert_warned (Fixture *fixture, const char *const *words)
{
  const char *warning = NULL;

  g_assert_cmpuint (warnings->len, ==, 1);
  warning = warnings->pdata[0];
  g_assert_true (g_str_has_prefix (warning, fixture->path));
  for (; *words; words++)
    if (!strstr (warning, *words))
      g_error ("«%s» does not say «%s»", warning, *words);
}

#define assert_warning(fixture, ...)                                                               \
  assert_warned (fixture, (const char *const[]){ __VA_ARGS__, NULL })

static void
assert_defaults (Configuration found)
{
  assert_equal (&found, &configuration_default);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  assert_defaults (read_file (fixture));
  g_assert_cmpuint (warnings->len, ==, 0);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  Configuration found = read_text (fixture, "[polling]\n"
                                            "interval=1\n"
                                            "daily-interval=31536000\n"
                                            "active-window = 3\n"
                                            "online-window=4\n"
                                            "count-app-activity=true\n"
                                            "on-metered=false\n"
                                            "on-power-saver=false\n"
                                            "# between\n\n"
                                            "[push]\n"
                                            "renewal=5\n"
                                            "[notifications]\n"
                                            "sound=false\n"
                                            "[badge]\n"
                                            "desktop-id=org.example.Mail_2-a.desktop\n"
                                            "[outbox]\n"
                                            "retry-initial=2\n"
                                            "retry-max=3\n"
                                            "give-up=4\n"
                                            "uncertain-wait=6\n");
  const Configuration wanted = {
    .polling = { .interval = 1, .daily_interval = 31536000 },
    .presence = { .active_window = 3000000, .online_window = 4000000, .count_app_activity = TRUE },
    .push_renewal = 5,
    .badge_desktop_id = "org.example.Mail_2-a.desktop",
    .outbox = { .retry_initial = 2, .retry_max = 3, .patience = 4, .uncertain_wait = 6 },
  };

  g_assert_cmpuint (warnings->len, ==, 0);
  assert_equal (&found, &wanted);
}

static void
test_default_values (void)
{
  const Configuration wanted = {
    .polling = { .interval = 600, .daily_interval = 86400 },
    .presence = { .active_window = 600000000, .online_window = 1440000000 },
    .on_metered = TRUE,
    .on_power_saver = TRUE,
    .notification_sound = TRUE,
    .badge_desktop_id = "",
    .push_renewal = 240,
    .outbox = { .retry_initial = 60, .retry_max = 3600, .patience = 432000, .uncertain_wait = 600 },
  };

  assert_equal (&configuration_default, &wanted);
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  assert_defaults (read_text (fixture, "[pulling]\ninterval=5\nother=6\n"));
  assert_warning (fixture, "[pulling]", "unknown");
  assert_defaults (read_text (fixture, "[polling]\nintervall=5\n"));
  assert_warning (fixture, "[polling]", "intervall", "unknown");
  assert_defaults (read_text (fixture, "[polling]\ninterval[de]=5\n"));
  assert_warning (fixture, "[polling]", "interval[de]", "unknown");
  assert_defaults (read_text (fixture, "[push]\ninterval=5\n"));
  assert_warning (fixture, "[push]", "interval", "unknown");
}

static void
test_no_number (Fixture *fixture, gconstpointer data)
{
  const char *const values[]
      = { "", "x", "0", "-1", "+5", "5s", "1.5", "0x10", "31536001", "99999999999999999999" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = g_strdup_printf ("[push]\nrenewal=%s\n", values[i]);
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", values[i]);

      assert_defaults (read_text (fixture, text));
      assert_warning (fixture, "[push]", "renewal", quoted, "from 1 to 31536000", "240 is used");
    }
}

static void
test_no_window (Fixture *fixture, gconstpointer data)
{
  assert_defaults (read_text (fixture, "[polling]\nonline-window=0\n"));
  assert_warning (fixture, "[polling]", "online-window", "\"0\"", "1440 is used");
}

static void
test_no_boolean (Fixture *fixture, gconstpointer data)
{
  assert_defaults (read_text (fixture, "[polling]\non-metered=no\n"));
  assert_warning (fixture, "[polling]", "on-metered", "\"no\"", "true is used");
  assert_defaults (read_text (fixture, "[polling]\ncount-app-activity=TRUE\n"));
  assert_warning (fixture, "[polling]", "count-app-activity", "\"TRUE\"", "false is used");
}

static void
test_no_name (Fixture *fixture, gconstpointer data)
{
  const char *const wrong[] = { "/usr/share/x.desktop", "Mail Program", "b\303\274ro", "a;b" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text = g_strdup_printf ("[badge]\ndesktop-id=%s\n", wrong[i]);

      assert_defaults (read_text (fixture, text));
      assert_warning (fixture, "[badge]", "desktop-id", wrong[i], "\"\" is used");
    }
  g_assert_cmpstr (read_text (fixture, "[badge]\ndesktop-id=\n").badge_desktop_id, ==, "");
  g_assert_cmpuint (warnings->len, ==, 0);
}

/* The others of the file count. */
static void
test_one_mistake (Fixture *fixture, gconstpointer data)
{
  Configuration found = read_text (fixture, "[polling]\ninterval=soon\ndaily-interval=7\n"
                                            "[push]\nrenewal=8\n");

  assert_warning (fixture, "interval", "600 is used");
  g_assert_cmpuint (found.polling.interval, ==, 600);
  g_assert_cmpuint (found.polling.daily_interval, ==, 7);
  g_assert_cmpuint (found.push_renewal, ==, 8);
}

static void
test_many_mistakes (Fixture *fixture, gconstpointer data)
{
  assert_defaults (read_text (fixture, "[polling]\ninterval=soon\non-metered=5\nx=y\n[z]\n"));
  g_assert_cmpuint (warnings->len, ==, 4);
}

static void
test_duplicate (Fixture *fixture, gconstpointer data)
{
  assert_defaults (read_text (fixture, "[polling]\ninterval=5\ninterval=6\ninterval=7\n"));
  assert_warning (fixture, "[polling]", "interval", "more than once", "600 is used");
  assert_defaults (read_text (fixture, "[polling]\ninterval=5\n[push]\n[polling]\ninterval=5\n"));
  assert_warning (fixture, "[polling]", "interval", "more than once", "600 is used");
}

/* Every mistake is found by its line, whatever stands around it. */
static void
test_lines (Fixture *fixture, gconstpointer data)
{
  assert_defaults (read_text (fixture, "# [push]\n[polling]\n\n interval\t= soon\n"));
  assert_warning (fixture, ": line 4: ", "interval");
  assert_defaults (read_text (fixture, "[push]\n#renewl=1\n renewals=2\n"));
  assert_warning (fixture, ": line 3: ", "renewals");
  assert_defaults (read_text (fixture, "[push]\n[polling]\nrenewal=1\n[push]\nrenewal=x\n"));
  g_assert_cmpuint (warnings->len, ==, 2);
  g_assert_nonnull (strstr (warnings->pdata[0], ": line 5: [push] renewal"));
  g_assert_nonnull (strstr (warnings->pdata[1], ": line 3: [polling] renewal"));
  assert_defaults (read_text (fixture, "\r\n[push]\r\n\r\n[pull] \r\n"));
  assert_warning (fixture, ": line 4: ", "[pull]");
  assert_defaults (read_text (fixture, "[polling]\ninterval=5\n\ninterval=5\n"));
  assert_warning (fixture, ": line 4: ", "more than once");
  read_text (fixture, "[polling]\nonline-window=5\nactive-window=6\n");
  assert_warning (fixture, ": line 2: ", "online-window");
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  Configuration first = read_text (fixture, "[polling]\ninterval=5\n[push]\nrenewal=240\n");
  Configuration second = read_text (fixture, "[polling]\non-metered=false\nactive-window=7\n");

  g_ptr_array_set_size (changes, 0);
  configuration_log_changes (&first, &first);
  g_assert_cmpuint (changes->len, ==, 0);
  configuration_log_changes (&first, &second);
  g_assert_cmpuint (changes->len, ==, 3);
  g_assert_cmpstr (changes->pdata[0], ==, "[polling] interval is 600 from now on; it was 5");
  g_assert_cmpstr (changes->pdata[1], ==, "[polling] active-window is 7 from now on; it was 600");
  g_assert_cmpstr (changes->pdata[2], ==, "[polling] on-metered is false from now on; it was true");
}

static void
test_windows (Fixture *fixture, gconstpointer data)
{
  Configuration found = read_text (fixture, "[polling]\nactive-window=60\nonline-window=59\n");

  assert_warning (fixture, "[polling]", "online-window", "active-window", "60 is used for both");
  g_assert_cmpint (found.presence.active_window, ==, 60000000);
  g_assert_cmpint (found.presence.online_window, ==, 60000000);
  found = read_text (fixture, "[polling]\nactive-window=60\nonline-window=60\n");
  g_assert_cmpuint (warnings->len, ==, 0);
  g_assert_cmpint (found.presence.online_window, ==, 60000000);
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *text;
    const char *line;
  } files[] = {
    { "[polling]\ninterval=5\nhello\n", "line 3:" },
    { "interval=5\n", "line 1:" },
    { "# first\n\ninterval=5\n[polling]\n", "line 3:" },
    { "[polling]\r\ninterval=5\r\n=7\r\n", "line 3:" },
    { "[push]\n[polling\ninterval=5\n", "line 2:" },
    { "[polling]\ninterval=5\nbad[key=6", "line 3:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      assert_defaults (read_text (fixture, files[i].text));
      assert_warning (fixture, files[i].line, "the defaults are used");
    }
}

static void
test_lines_of_windows (Fixture *fixture, gconstpointer data)
{
  Configuration found = read_text (fixture, "[polling]\r\ninterval=5\r\n");

  g_assert_cmpuint (warnings->len, ==, 0);
  g_assert_cmpuint (found.polling.interval, ==, 5);
}

static void
test_no_utf8 (Fixture *fixture, gconstpointer data)
{
  const char zero[] = "[polling]\ninterval=5\n\0";

  assert_defaults (read_text (fixture, "[polling]\n# Gr\xfc\xdf"
                                       "e\ninterval=5\n"));
  assert_warning (fixture, "UTF-8", "the defaults are used");
  assert_defaults (read_octets (fixture, zero, sizeof zero));
  assert_warning (fixture, "UTF-8", "the defaults are used");
}

/* Whoever opened it would wait for somebody to write. */
static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_defaults (read_file (fixture));
  assert_warning (fixture, "is no regular file", "the defaults are used");
}

static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *comment = g_strnfill (16 * 1024, '#');
  g_autofree char *text = g_strconcat ("[polling]\ninterval=5\n", comment, "\n", NULL);

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  assert_defaults (read_file (fixture));
  assert_warning (fixture, "is larger than 16384 octets", "the defaults are used");
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  assert_defaults (read_file (fixture));
  assert_warning (fixture, "cannot be read", "the defaults are used");
}

/* data/posthorn.conf with its settings in force. */
static char *
example (void)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("FIXTURES"), "..", "..", "data", "posthorn.conf", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GRegex) commented = g_regex_new ("^#(?=[a-z-]+=)", G_REGEX_MULTILINE, 0, NULL);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_regex_replace_literal (commented, text, -1, 0, "", 0, NULL);
}

static void
assert_twice (Fixture *fixture, const char *text, const char *section, const char *key)
{
  g_autofree char *more = g_strdup_printf ("%s\n[%s]\n%s=1\n", text, section, key);

  assert_defaults (read_text (fixture, more));
  assert_warning (fixture, section, key, "more than once");
}

static void
test_example (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = example ();

  assert_defaults (read_text (fixture, text));
  g_assert_cmpuint (warnings->len, ==, 0);
  assert_twice (fixture, text, "polling", "interval");
  assert_twice (fixture, text, "polling", "daily-interval");
  assert_twice (fixture, text, "polling", "active-window");
  assert_twice (fixture, text, "polling", "online-window");
  assert_twice (fixture, text, "polling", "count-app-activity");
  assert_twice (fixture, text, "polling", "on-metered");
  assert_twice (fixture, text, "polling", "on-power-saver");
  assert_twice (fixture, text, "push", "renewal");
  assert_twice (fixture, text, "notifications", "sound");
  assert_twice (fixture, text, "badge", "desktop-id");
}

#define add(name, function)                                                                        \
  g_test_add ("/configuration/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  warnings = g_ptr_array_new_with_free_func (g_free);
  changes = g_ptr_array_new_with_free_func (g_free);
  g_log_set_writer_func (keep_warning, NULL, NULL);
  g_test_add_func ("/configuration/default-values", test_default_values);
  add ("missing", test_missing);
  add ("all", test_all);
  add ("unknown", test_unknown);
  add ("no-number", test_no_number);
  add ("no-window", test_no_window);
  add ("no-boolean", test_no_boolean);
  add ("no-name", test_no_name);
  add ("one-mistake", test_one_mistake);
  add ("many-mistakes", test_many_mistakes);
  add ("duplicate", test_duplicate);
  add ("lines", test_lines);
  add ("changes", test_changes);
  add ("windows", test_windows);
  add ("broken", test_broken);
  add ("lines-of-windows", test_lines_of_windows);
  add ("no-utf8", test_no_utf8);
  add ("unreadable", test_unreadable);
  add ("no-file", test_no_file);
  add ("large", test_large);
  add ("example", test_example);
  return g_test_run ();
}
