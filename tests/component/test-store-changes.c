/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-fixture.h"

#include <glib/gstdio.h>

/* As the log is cut in store-revisions.c. */
#define KEPT_ROWS 100000

static StoreChangeList *
changes_since (Fixture *fixture, guint64 since, guint limit)
{
  g_autoptr (GError) error = NULL;
  StoreChangeList *list = store_reader_changes (fixture_reader (fixture), since, limit, &error);

  g_assert_no_error (error);
  return list;
}

static guint64
revision (Fixture *fixture)
{
  g_autoptr (StoreChangeList) list = changes_since (fixture, 0, 1);

  g_assert_false (list->complete);
  g_assert_cmpuint (list->added->len + list->changed->len + list->removed->len, ==, 0);
  return list->revision;
}

static void
assert_too_old (Fixture *fixture, guint64 since)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (store_reader_changes (fixture_reader (fixture), since, 10, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_OLD);
  g_assert_nonnull (strstr (error->message, "list again"));
}

static char *
join_ids (GArray *ids)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i ? " " : "",
                            g_array_index (ids, guint64, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What happened since SINCE, as "added/changed/removed". */
static void
assert_changes (Fixture *fixture, guint64 since, const char *expected)
{
  g_autoptr (StoreChangeList) list = changes_since (fixture, since, 10000);
  g_autofree char *added = join_ids (list->added);
  g_autofree char *changed = join_ids (list->changed);
  g_autofree char *removed = join_ids (list->removed);
  g_autofree char *all = g_strdup_printf ("%s/%s/%s", added, changed, removed);

  g_assert_cmpstr (all, ==, expected);
  g_assert_true (list->complete);
  g_assert_cmpuint (list->revision, ==, revision (fixture));
}

static void
set_flags (Fixture *fixture, guint32 uid, const char *flags)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_set_flags (batch, fixture->inbox, uid, flags);
  fixture_apply (fixture, batch);
}

static void
add_many (Fixture *fixture, gint64 folder, guint n)
{
  StoreBatch *batch = store_batch_new ();

  for (guint i = 1; i <= n; i++)
    fixture_add (batch, folder, (Sample){ i, i });
  fixture_apply (fixture, batch);
}

static void
remove_folder (Fixture *fixture, gint64 folder)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_remove_folder (batch, folder);
  fixture_apply (fixture, batch);
}

static void
test_net_effect (Fixture *fixture, gconstpointer data)
{
  guint64 start = revision (fixture);
  guint64 added, flagged;

  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 });
  added = revision (fixture);
  assert_changes (fixture, start, "1 2//");
  assert_changes (fixture, added, "//");
  set_flags (fixture, 1, "\\Seen");
  flagged = revision (fixture);
  assert_changes (fixture, start, "2 1//");
  assert_changes (fixture, added, "/1/");
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  assert_changes (fixture, start, "2//");
  assert_changes (fixture, added, "//1");
  assert_changes (fixture, flagged, "//1");
}

/* In one batch after the other, as two folders are checked. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  gint64 archive = fixture_put_folder (fixture, "work", "Archive", "archive");
  guint64 start = revision (fixture);
  guint64 before, between, after, second;

  g_assert_cmpuint (fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 }), ==, 1);
  before = revision (fixture);
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  between = revision (fixture);
  g_assert_cmpuint (fixture_add_now (fixture, archive, (Sample){ 1, 1 }), ==, 1);
  after = revision (fixture);
  assert_changes (fixture, start, "1//");
  assert_changes (fixture, before, "/1/");
  assert_changes (fixture, between, "1//");
  assert_changes (fixture, after, "//");
  /* A second time, a client from before may be told that it is new, never nothing. */
  fixture_remove_now (fixture, archive, 1, 1);
  assert_changes (fixture, start, "//");
  assert_changes (fixture, before, "//1");
  assert_changes (fixture, between, "//1");
  second = revision (fixture);
  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 9 });
  assert_changes (fixture, between, "1//");
  assert_changes (fixture, second, "1//");
}

static void
test_grows_with_messages_only (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;
  g_autoptr (StoreChanges) nothing = NULL;
  guint64 start = revision (fixture);

  fixture_add (batch, fixture->inbox, (Sample){ 1, 1 });
  fixture_add (batch, fixture->inbox, (Sample){ 2, 2 });
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->revision, >, start);
  g_assert_cmpuint (changes->revision, ==, revision (fixture));

  batch = store_batch_new ();
  fixture_add (batch, fixture->inbox, (Sample){ 1, 1 });
  store_batch_set_cursor (batch, fixture->inbox, 9, 3, 77, 2000);
  nothing = fixture_commit (fixture, batch);
  g_assert_cmpuint (nothing->revision, ==, 0);
  g_assert_cmpuint (changes->revision, ==, revision (fixture));
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  guint64 since = revision (fixture);
  g_autoptr (GString) seen = g_string_new (NULL);
  gboolean complete = FALSE;
  guint pages = 0;

  add_many (fixture, fixture->inbox, 7);
  for (; !complete; pages++)
    {
      g_autoptr (StoreChangeList) list = changes_since (fixture, since, 3);
      g_autofree char *added = join_ids (list->added);

      g_string_append_printf (seen, "%s|", added);
      g_assert_cmpuint (list->revision, >, since);
      since = list->revision;
      complete = list->complete;
    }
  g_assert_cmpstr (seen->str, ==, "1 2 3|4 5 6|7|");
  g_assert_cmpuint (since, ==, revision (fixture));
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  guint64 start = revision (fixture);
  guint64 last;

  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  last = revision (fixture);
  fixture_reopen (fixture);
  g_assert_cmpuint (revision (fixture), ==, last);
  assert_changes (fixture, start, "1//");
  set_flags (fixture, 1, "\\Seen");
  assert_changes (fixture, last, "/1/");
}

static void
restore (Fixture *fixture, const char *name, GBytes *octets)
{
  g_autofree char *path = fixture_path (fixture, name);
  gsize size;
  const char *data = g_bytes_get_data (octets, &size);

  if (size == 0)
    g_unlink (path);
  else
    g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}

typedef struct
{
  const char *name;
  GBytes *octets;
} Copy;

static void
copy_files (Fixture *fixture, Copy *copies, guint n)
{
  for (guint i = 0; i < n; i++)
    copies[i].octets = fixture_file (fixture, copies[i].name);
}

/* Opens what a process that was killed when the copies were made has left. */
static void
reopen_killed (Fixture *fixture, Copy *copies, guint n)
{
  fixture_close (fixture);
  for (guint i = 0; i < n; i++)
    {
      restore (fixture, copies[i].name, copies[i].octets);
      g_bytes_unref (copies[i].octets);
    }
  fixture_open (fixture);
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  Copy copies[] = { { "mail.db" }, { "mail.db-wal" }, { "state.db" }, { "state.db-wal" } };
  guint64 start = revision (fixture);
  guint64 last;

  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  last = revision (fixture);
  copy_files (fixture, copies, G_N_ELEMENTS (copies));
  reopen_killed (fixture, copies, G_N_ELEMENTS (copies));
  assert_changes (fixture, start, "1//");
  assert_changes (fixture, last, "//");
  g_assert_cmpuint (revision (fixture), >, last);
  set_flags (fixture, 1, "\\Seen");
  assert_changes (fixture, last, "/1/");
}

/* Killed when state.db had committed and mail.db had not; or the power failed, which mail.db does
 * not flush against. Revisions were told that are on no disk now: none of them comes again. */
static void
test_lost_end (Fixture *fixture, gconstpointer data)
{
  Copy copies[] = { { "mail.db" }, { "mail.db-wal" } };
  guint64 kept, lost;

  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  kept = revision (fixture);
  copy_files (fixture, copies, G_N_ELEMENTS (copies));
  fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 });
  lost = revision (fixture);
  reopen_killed (fixture, copies, G_N_ELEMENTS (copies));
  assert_too_old (fixture, lost);
  assert_changes (fixture, kept, "//");
  g_assert_cmpuint (revision (fixture), >, lost);
  g_assert_cmpuint (fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 }), ==, 2);
  assert_changes (fixture, kept, "2//");
  assert_too_old (fixture, lost);
}

static void
test_made_anew (Fixture *fixture, gconstpointer data)
{
  const char *const files[] = { "mail.db", "mail.db-wal", "mail.db-shm" };
  guint64 last;

  add_many (fixture, fixture->inbox, 3);
  last = revision (fixture);
  fixture_close (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = fixture_path (fixture, files[i]);
      g_unlink (path);
    }
  fixture_open (fixture);
  g_assert_cmpuint (revision (fixture), >, last);
  assert_too_old (fixture, last);
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  assert_too_old (fixture, 1);
  assert_too_old (fixture, revision (fixture) + 1);
  assert_too_old (fixture, G_MAXUINT64);
}

static void
test_small_folder (Fixture *fixture, gconstpointer data)
{
  gint64 folder = fixture_put_folder (fixture, "work", "Small", "none");
  guint64 last;

  add_many (fixture, folder, 3);
  last = revision (fixture);
  remove_folder (fixture, folder);
  assert_changes (fixture, last, "//1 2 3");
}

static void
test_large_folder (Fixture *fixture, gconstpointer data)
{
  gint64 folder = fixture_put_folder (fixture, "work", "Large", "none");
  guint64 last, after;

  add_many (fixture, folder, STORE_LISTED_MOST + 1);
  last = revision (fixture);
  remove_folder (fixture, folder);
  after = revision (fixture);
  g_assert_cmpuint (after, >, last);
  assert_too_old (fixture, last);
  assert_changes (fixture, after, "//");
}

static void
test_empty_folder (Fixture *fixture, gconstpointer data)
{
  gint64 folder = fixture_put_folder (fixture, "work", "Empty", "none");
  guint64 last = revision (fixture);

  remove_folder (fixture, folder);
  g_assert_cmpuint (revision (fixture), ==, last);
}

/* The log is made long behind the store's back: messages that went one after another. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  guint64 start = revision (fixture);
  g_autofree char *rows = g_strdup_printf (
      "INSERT INTO message_change SELECT value + 1000000, %" G_GUINT64_FORMAT " + value, 0, 0, 0, 1"
      " FROM (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n"
      " WHERE value < %u) SELECT value FROM n);"
      "UPDATE revision_range SET last = last + %u",
      start, KEPT_ROWS + 500, KEPT_ROWS + 500);
  guint64 last;

  fixture_close (fixture);
  fixture_execute (fixture, "mail.db", rows);
  fixture_open (fixture);
  last = revision (fixture);
  g_assert_cmpuint (last, ==, start + KEPT_ROWS + 500);
  add_many (fixture, fixture->inbox, 1000);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "message_change"), ==, KEPT_ROWS);
  assert_too_old (fixture, start);
  assert_too_old (fixture, start + 1499);
  store_change_list_free (changes_since (fixture, start + 1500, 10));
  g_assert_cmpint (fixture_count (fixture, "mail.db", "revision_range"), ==, 1);
}

/* With a state.db from before these revisions: what mail.db says counts. */
static void
test_golden (Fixture *fixture, gconstpointer data)
{
  const guint64 generation = G_GUINT64_CONSTANT (4) << 40;
  g_autofree char *path = g_build_filename (g_getenv ("FIXTURES"), "mail-schema-5.sql", NULL);
  g_autofree char *mail = fixture_path (fixture, "mail.db");
  g_autofree char *dump = NULL;

  g_assert_true (g_file_get_contents (path, &dump, NULL, NULL));
  fixture_close (fixture);
  g_unlink (mail);
  fixture_execute (fixture, "mail.db", dump);
  fixture_open (fixture);
  g_assert_cmpuint (revision (fixture), ==, generation + 3);
  assert_changes (fixture, generation, "2//9");
  assert_changes (fixture, generation + 1, "/2/9");
  assert_changes (fixture, generation + 2, "/2/");
  fixture_close (fixture);
  g_unlink (mail);
  fixture_open (fixture);
  g_assert_cmpuint (revision (fixture), ==, G_GUINT64_CONSTANT (5) << 40);
}

static void
on_changed (Store *store, const StoreChanges *changes, guint64 *told)
{
  *told = changes->revision;
}

static void
test_signal (Fixture *fixture, gconstpointer data)
{
  guint64 told = 0;
  gulong handler = g_signal_connect (fixture->store, "changed", G_CALLBACK (on_changed), &told);

  fixture_put_folder (fixture, "work", "New", "none");
  g_assert_cmpuint (told, ==, 0);
  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  g_assert_cmpuint (told, ==, revision (fixture));
  g_signal_handler_disconnect (fixture->store, handler);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-changes/net-effect", test_net_effect);
  fixture_test ("/store-changes/moved", test_moved);
  fixture_test ("/store-changes/grows-with-messages-only", test_grows_with_messages_only);
  fixture_test ("/store-changes/pages", test_pages);
  fixture_test ("/store-changes/restart", test_restart);
  fixture_test ("/store-changes/killed", test_killed);
  fixture_test ("/store-changes/lost-end", test_lost_end);
  fixture_test ("/store-changes/made-anew", test_made_anew);
  fixture_test ("/store-changes/unknown", test_unknown);
  fixture_test ("/store-changes/small-folder", test_small_folder);
  fixture_test ("/store-changes/large-folder", test_large_folder);
  fixture_test ("/store-changes/empty-folder", test_empty_folder);
  fixture_test ("/store-changes/bounded", test_bounded);
  fixture_test ("/store-changes/golden", test_golden);
  fixture_test ("/store-changes/signal", test_signal);
  return g_test_run ();
}
