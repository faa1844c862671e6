/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void
assert_refused (Fixture *fixture, PosthornError code, const char *named)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (store_open (fixture->directory, &error));
  g_assert_error (error, POSTHORN_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, named));
}

static void
overwrite (Fixture *fixture, const char *file, gint64 offset, guint length)
{
  g_autofree char *path = fixture_path (fixture, file);
  g_autofree char *garbage = g_strnfill (length, 'x');
  FILE *stream = g_fopen (path, "r+");

  g_assert_nonnull (stream);
  g_assert_cmpint (fseek (stream, (long) offset, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (garbage, 1, length, stream), ==, length);
  fclose (stream);
}

static void
assert_mode (Fixture *fixture, const char *name, guint mode)
{
  g_autofree char *path = fixture_path (fixture, name);
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, mode);
}

static gboolean
exists (Fixture *fixture, const char *name)
{
  g_autofree char *path = fixture_path (fixture, name);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_modes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "state.db");

  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  assert_mode (fixture, ".", 0700);
  assert_mode (fixture, "mail.db", 0600);
  assert_mode (fixture, "mail.db-wal", 0600);
  assert_mode (fixture, "mail.db-shm", 0600);
  assert_mode (fixture, "state.db", 0600);
  assert_mode (fixture, "state.db-wal", 0600);
  assert_mode (fixture, "posthorn.lock", 0600);
  fixture_close (fixture);
  g_assert_false (exists (fixture, "mail.db-wal"));
  g_chmod (path, 0644);
  g_chmod (fixture->directory, 0755);
  fixture_open (fixture);
  assert_mode (fixture, "state.db", 0600);
  assert_mode (fixture, ".", 0700);
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (fixture_query (fixture, "mail.db", "PRAGMA page_size"), ==, 8192);
  g_assert_cmpint (fixture_query (fixture, "mail.db", "PRAGMA user_version"), ==, 7);
  g_assert_cmpint (fixture_query (fixture, "state.db", "PRAGMA user_version"), ==, 10);
  g_assert_cmpint (
      fixture_query (fixture, "mail.db",
                     "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode='wal'"),
      ==, 1);
  g_assert_cmpint (
      fixture_query (fixture, "state.db",
                     "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode='wal'"),
      ==, 1);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture, POSTHORN_ERROR_BUSY, fixture->directory);
  fixture_reopen (fixture);
}

static void
test_reopen (Fixture *fixture, gconstpointer data)
{
  guint64 id = fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  g_autoptr (GBytes) body = NULL;

  fixture_reopen (fixture);
  g_assert_null (store_set_aside (fixture->store));
  body = store_reader_body (fixture_reader (fixture), id, NULL, NULL);
  g_assert_cmpuint (g_bytes_get_size (body), ==, strlen ("raw 1"));
}

static void
test_bad_directory (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "mail.db");
  g_autofree char *below = g_build_filename (path, "below", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (store_open (below, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, below));
}

static void
assert_newer_is_refused (Fixture *fixture, const char *file)
{
  g_autoptr (GBytes) mail = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (GBytes) mail_after = NULL;
  g_autoptr (GBytes) state_after = NULL;
  gint64 version = fixture_query (fixture, file, "PRAGMA user_version");
  g_autofree char *set_back = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, version);

  fixture_close (fixture);
  fixture_execute (fixture, file, "PRAGMA user_version = 99");
  mail = fixture_file (fixture, "mail.db");
  state = fixture_file (fixture, "state.db");
  assert_refused (fixture, POSTHORN_ERROR_STORE, file);
  mail_after = fixture_file (fixture, "mail.db");
  state_after = fixture_file (fixture, "state.db");
  g_assert_true (g_bytes_equal (mail, mail_after));
  g_assert_true (g_bytes_equal (state, state_after));
  fixture_execute (fixture, file, set_back);
  fixture_open (fixture);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  assert_newer_is_refused (fixture, "mail.db");
  assert_newer_is_refused (fixture, "state.db");
}

static void
test_damaged_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  fixture_close (fixture);
  overwrite (fixture, "state.db", 0, 100);
  before = fixture_file (fixture, "state.db");
  assert_refused (fixture, POSTHORN_ERROR_STORE, "state.db");
  assert_refused (fixture, POSTHORN_ERROR_STORE, "backup");
  after = fixture_file (fixture, "state.db");
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_missing_state (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "state.db");

  fixture_close (fixture);
  g_unlink (path);
  assert_refused (fixture, POSTHORN_ERROR_STORE, "state.db");
  g_assert_false (exists (fixture, "state.db"));
}

static void
assert_set_aside (Fixture *fixture, GBytes *damaged)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) kept = NULL;

  g_assert_nonnull (store_set_aside (fixture->store));
  name = g_path_get_basename (store_set_aside (fixture->store));
  g_assert_true (g_str_has_prefix (name, "mail.db.corrupt-20"));
  kept = fixture_file (fixture, name);
  g_assert_true (g_bytes_equal (damaged, kept));
  g_assert_false (exists (fixture, "mail.db.damaged"));
}

static void
test_damaged_mail (Fixture *fixture, gconstpointer data)
{
  guint64 first = fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  guint64 second = fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 });
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (StoreFolder) folder = NULL;
  g_autoptr (GBytes) damaged = NULL;

  store_batch_choose_folder (batch, "work", "INBOX", "archive", -1);
  fixture_apply (fixture, batch);
  fixture_close (fixture);
  overwrite (fixture, "mail.db", 0, 100);
  damaged = fixture_file (fixture, "mail.db");
  fixture_open (fixture);
  assert_set_aside (fixture, damaged);
  folders = store_reader_folders (fixture_reader (fixture), "work", NULL);
  g_assert_cmpuint (folders->len, ==, 0);

  /* Fetched again, in another order: the ids are the same, and so is what was chosen. */
  fixture->inbox = fixture_put_folder (fixture, "work", "INBOX", "inbox");
  g_assert_cmpuint (fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 }), ==, second);
  g_assert_cmpuint (fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 }), ==, first);
  folder = fixture_folder (fixture, "work", fixture->inbox);
  g_assert_cmpstr (folder->role, ==, "archive");
  fixture_reopen (fixture);
  g_assert_null (store_set_aside (fixture->store));
}

/* Damage that does not show when the database is opened. */
static void
test_damage_found_later (Fixture *fixture, gconstpointer data)
{
  StoreFilter filter = { .unread = 1, .flagged = -1, .has_attachments = -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) damaged = NULL;
  gint64 page = 0;

  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  page = fixture_query (fixture, "mail.db",
                        "SELECT rootpage FROM sqlite_schema WHERE name = 'message_by_unread'");
  fixture_close (fixture);
  overwrite (fixture, "mail.db", (page - 1) * 8192, 8192);
  fixture_open (fixture);
  g_assert_null (store_set_aside (fixture->store));
  g_assert_null (store_reader_list (fixture_reader (fixture), &filter, 0, 50, STORE_SORT_DATE_DESC,
                                    STORE_COLUMNS_HEAD, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "mail.db"));
  fixture_close (fixture);
  damaged = fixture_file (fixture, "mail.db");
  fixture_open (fixture);
  assert_set_aside (fixture, damaged);
}

static void
start_check (Fixture *fixture, gint64 when)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_set_account_started (batch, "work", when);
  fixture_apply (fixture, batch);
}

static void
add (Fixture *fixture, gint64 number)
{
  fixture_add_now (fixture, fixture->inbox, (Sample){ (guint) number, (guint32) number });
}

/* In a process of its own, which dies right after the answer. */
static void
do_and_die (Fixture *fixture, void (*act) (Fixture *fixture, gint64 number), gint64 number)
{
  pid_t child = fork ();
  int status = 0;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      fixture_open (fixture);
      act (fixture, number);
      raise (SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreFolder) folder = NULL;

  fixture_close (fixture);
  do_and_die (fixture, add, 1);
  do_and_die (fixture, add, 2);
  fixture_open (fixture);
  folder = fixture_folder (fixture, "work", fixture->inbox);
  g_assert_cmpuint (folder->total, ==, 2);
  g_assert_cmpuint (fixture_add_now (fixture, fixture->inbox, (Sample){ 3, 3 }), ==, 3);
}

static gint64
last_start (Fixture *fixture)
{
  g_autoptr (GPtrArray) accounts = NULL;
  gint64 found = 0;

  fixture_open (fixture);
  accounts = store_reader_accounts (fixture_reader (fixture), NULL);
  found = ((StoreAccount *) accounts->pdata[0])->last_start;
  fixture_close (fixture);
  return found;
}

/* No check comes earlier than it should by more than five minutes. */
static void
test_killed_in_check (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  do_and_die (fixture, start_check, 10000);
  g_assert_cmpint (last_start (fixture), ==, 10000);
  do_and_die (fixture, start_check, 10300);
  g_assert_cmpint (last_start (fixture), ==, 10000);
  do_and_die (fixture, start_check, 10301);
  g_assert_cmpint (last_start (fixture), ==, 10301);
}

static void
test_killed_then_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wal = NULL;
  g_autofree char *name = NULL;

  fixture_close (fixture);
  do_and_die (fixture, add, 1);
  g_assert_true (exists (fixture, "mail.db-wal"));
  overwrite (fixture, "mail.db", 0, 100);
  overwrite (fixture, "mail.db-wal", 0, 100);
  fixture_open (fixture);
  name = g_path_get_basename (store_set_aside (fixture->store));
  wal = g_strconcat (name, "-wal", NULL);
  g_assert_true (exists (fixture, wal));
  g_assert_cmpint (fixture_put_folder (fixture, "work", "INBOX", "inbox"), ==, 1);
}

/* As after kill -9 between the two commits of a batch: state.db is ahead. */
static void
test_parted (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  gint64 kept = 0;
  g_autoptr (StoreFolder) folder = NULL;

  fixture_put_account (batch, "home");
  fixture_apply (fixture, batch);
  kept = fixture_put_folder (fixture, "home", "Sent", "none");
  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  fixture_close (fixture);
  fixture_execute (fixture, "state.db", "DELETE FROM account WHERE id = 'work'");
  fixture_execute (fixture, "state.db",
                   "INSERT INTO folder_choice (account, path, role, selected)"
                   " VALUES ('home', 'Sent', 'sent', 0)");
  fixture_open (fixture);
  g_assert_cmpint (fixture_query (fixture, "mail.db", "SELECT count(*) FROM folder"), ==, 1);
  while (fixture_query (fixture, "mail.db", "SELECT count(*) FROM message") > 0)
    g_thread_yield ();
  folder = fixture_folder (fixture, "home", kept);
  g_assert_cmpstr (folder->role, ==, "sent");
  g_assert_false (folder->selected);
}

static void
limit_files (rlim_t octets)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (octets, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static StoreBatch *
large_batch (Fixture *fixture)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GBytes) raw = g_bytes_new_take (g_strnfill (100000, 'x'), 100000);

  fixture_add_raw (batch, fixture->inbox, (Sample){ 2, 2 }, raw);
  store_batch_choose_folder (batch, "work", "INBOX", "archive", 0);
  store_batch_set_cursor (batch, fixture->inbox, 1, 3, 5, 100);
  return batch;
}

/* The files may grow a little more with each attempt, so that each write fails once. */
static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  guint failures = 0;
  StoreChanges *done = NULL;
  rlim_t limit = 0;
  g_autoptr (GBytes) wal = NULL;
  g_autoptr (StoreFolder) after = NULL;

  signal (SIGXFSZ, SIG_IGN);
  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  wal = fixture_file (fixture, "mail.db-wal");
  for (limit = g_bytes_get_size (wal); !done; limit += 4096)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (StoreFolder) folder = NULL;
      limit_files (limit);
      done = fixture_try (fixture, large_batch (fixture), &error);
      limit_files (RLIM_INFINITY);
      folder = fixture_folder (fixture, "work", fixture->inbox);
      g_assert_cmpuint (folder->total, ==, done ? 2 : 1);
      g_assert_cmpuint (folder->uidnext, ==, done ? 3 : 0);
      g_assert_cmpint (folder->last_sync, ==, done ? 100 : 0);
      if (done)
        break;
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_DISK_FULL);
      g_assert_nonnull (strstr (error->message, fixture->directory));
      failures++;
    }
  g_assert_cmpuint (failures, >, 10);
  store_changes_free (done);
  fixture_reopen (fixture);
  after = fixture_folder (fixture, "work", fixture->inbox);
  g_assert_cmpuint (after->total, ==, 2);
  g_assert_cmpstr (after->role, ==, "archive");
}

static void
test_disk_full_at_start (Fixture *fixture, gconstpointer data)
{
  signal (SIGXFSZ, SIG_IGN);
  limit_files (100);
  assert_refused (fixture, POSTHORN_ERROR_DISK_FULL, fixture->directory);
  limit_files (RLIM_INFINITY);
  fixture_open (fixture);
}

static void
limit_descriptors (rlim_t descriptors)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  limit.rlim_cur = MIN (descriptors, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
}

/* Each attempt may open one file more than the last, so that each fails once. */
static void
test_no_descriptors (Fixture *fixture, gconstpointer data)
{
  guint failures = 0;
  int first_free = 0;
  g_autoptr (StoreFolder) folder = NULL;

  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  fixture_close (fixture);
  first_free = dup (0);
  close (first_free);
  for (rlim_t limit = (rlim_t) first_free; !fixture->store; limit++)
    {
      g_autoptr (GError) error = NULL;
      limit_descriptors (limit);
      fixture->store = store_open (fixture->directory, &error);
      limit_descriptors (1024);
      if (fixture->store)
        break;
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
      g_assert_nonnull (strstr (error->message, fixture->directory));
      failures++;
    }
  g_assert_cmpuint (failures, >=, 5);
  g_assert_null (store_set_aside (fixture->store));
  folder = fixture_folder (fixture, "work", fixture->inbox);
  g_assert_cmpuint (folder->total, ==, 1);
}

#define bare_test(path, function)                                                                  \
  g_test_add (path, Fixture, NULL, fixture_new_directory, function, fixture_tear_down)
#define golden_test(path, dump)                                                                    \
  g_test_add (path, Fixture, dump, fixture_new_directory, test_golden_later, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-open/modes", test_modes);
  fixture_test ("/store-open/settings", test_settings);
  fixture_test ("/store-open/busy", test_busy);
  fixture_test ("/store-open/reopen", test_reopen);
  fixture_test ("/store-open/bad-directory", test_bad_directory);
  fixture_test ("/store-open/newer", test_newer);
  fixture_test ("/store-open/damaged-state", test_damaged_state);
  fixture_test ("/store-open/missing-state", test_missing_state);
  fixture_test ("/store-open/damaged-mail", test_damaged_mail);
  fixture_test ("/store-open/damage-found-later", test_damage_found_later);
  fixture_test ("/store-open/killed", test_killed);
  fixture_test ("/store-open/killed-in-check", test_killed_in_check);
  fixture_test ("/store-open/killed-then-damaged", test_killed_then_damaged);
  fixture_test ("/store-open/parted", test_parted);
  fixture_test ("/store-open/disk-full", test_disk_full);
  bare_test ("/store-open/disk-full-at-start", test_disk_full_at_start);
  fixture_test ("/store-open/no-descriptors", test_no_descriptors);
  return g_test_run ();
}
