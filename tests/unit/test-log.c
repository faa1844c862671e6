/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log.h"

static guint n_lines; /* that have come to whoever writes them */
static GHashTable *last;

static GLogWriterOutput
keep_line (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  n_lines++;
  g_hash_table_remove_all (last);
  for (gsize i = 0; i < n_fields; i++)
    g_hash_table_insert (last, g_strdup (fields[i].key), g_strdup (fields[i].value));
  return G_LOG_WRITER_HANDLED;
}

static void
assert_field (const char *key, const char *value)
{
  g_assert_cmpstr (g_hash_table_lookup (last, key), ==, value);
}

static void
test_fields (void)
{
  log_event (LOG_SIGN_IN_NEEDED, "work", "INBOX", "check", "no %s", "login");
  assert_field ("MESSAGE", "work/INBOX: no login");
  assert_field ("MESSAGE_ID", LOG_SIGN_IN_NEEDED);
  assert_field ("PRIORITY", "4");
  assert_field ("POSTHORN_ACCOUNT", "work");
  assert_field ("POSTHORN_FOLDER", "INBOX");
  assert_field ("POSTHORN_OPERATION", "check");
  log_info (NULL, NULL, NULL, "all is well");
  assert_field ("MESSAGE", "all is well");
  assert_field ("MESSAGE_ID", NULL);
  assert_field ("PRIORITY", "6");
  assert_field ("POSTHORN_ACCOUNT", NULL);
}

/* How many of one line of each kind are written at LEVEL. */
static guint
count_at (const char *level)
{
  guint before = n_lines;

  g_assert_true (log_set_level (level));
  g_assert_cmpstr (log_get_level (), ==, level);
  log_warning (NULL, NULL, NULL, "one");
  log_message (NULL, NULL, NULL, "two");
  log_info (NULL, NULL, NULL, "three");
  log_debug (NULL, NULL, NULL, "four");
  return n_lines - before;
}

static void
test_levels (void)
{
  g_assert_cmpuint (count_at ("debug"), ==, 4);
  g_assert_cmpuint (count_at ("info"), ==, 3);
  g_assert_cmpuint (count_at ("notice"), ==, 2);
  g_assert_cmpuint (count_at ("warning"), ==, 1);
  g_assert_cmpuint (count_at ("err"), ==, 0);
  g_assert_cmpuint (count_at ("emerg"), ==, 0);
  g_assert_false (log_set_level ("loud"));
  g_assert_false (log_set_level (""));
  g_assert_cmpstr (log_get_level (), ==, "emerg");
  g_assert_true (log_set_level ("debug"));
}

static void
test_targets (void)
{
  g_assert_cmpstr (log_get_target (), ==, "auto");
  g_assert_true (log_set_target ("console"));
  g_assert_cmpstr (log_get_target (), ==, "console");
  g_assert_false (log_set_target ("kmsg"));
  g_assert_cmpstr (log_get_target (), ==, "console");
}

/* What test_written() starts: a daemon's lines and a library's. */
static void
test_written_child (void)
{
  log_begin (FALSE);
  log_message (NULL, NULL, NULL, "first");
  log_info (NULL, NULL, NULL, "hidden");
  g_log_structured ("Library", G_LOG_LEVEL_DEBUG, "MESSAGE", "hidden");
  log_set_level ("debug");
  log_debug (NULL, NULL, NULL, "second");
  g_log_structured ("Library", G_LOG_LEVEL_DEBUG, "MESSAGE", "hidden");
  g_log_structured ("Library", G_LOG_LEVEL_MESSAGE, "MESSAGE", "third");
  log_set_target ("null");
  log_warning (NULL, NULL, NULL, "hidden");
  /* Where there is no journal the line is not lost. */
  log_set_target ("journal");
  log_warning (NULL, NULL, NULL, "fourth");
}

static void
test_written (void)
{
  if (g_test_subprocess ())
    {
      test_written_child ();
      return;
    }
  g_unsetenv ("G_MESSAGES_DEBUG");
  g_setenv ("G_DEBUG", "", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*first*second*third*fourth*");
  g_test_trap_assert_stderr_unmatched ("*hidden*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!g_test_subprocess ())
    g_log_set_writer_func (keep_line, NULL, NULL);
  g_test_add_func ("/log/fields", test_fields);
  g_test_add_func ("/log/levels", test_levels);
  g_test_add_func ("/log/targets", test_targets);
  g_test_add_func ("/log/written", test_written);
  return g_test_run ();
}
