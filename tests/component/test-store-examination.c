/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-examination.h"
#include "store-fixture.h"

#include <glib/gstdio.h>

static gint64 ample = 60 * G_TIME_SPAN_SECOND;

static void
on_examined (GObject *source, GAsyncResult *result, gpointer data)
{
  GPtrArray **files = data;
  g_autoptr (GError) error = NULL;

  *files = store_read_finish (POSTHORN_STORE (source), result, &error);
  g_assert_no_error (error);
}

static GPtrArray *
examine (Fixture *fixture, gint64 *patience)
{
  GPtrArray *files = NULL;

  store_read_async (fixture->store, store_examine, patience, NULL,
                    (GDestroyNotify) g_ptr_array_unref, NULL, on_examined, &files);
  while (files == NULL)
    g_main_context_iteration (NULL, TRUE);
  return files;
}

static void
assert_file (GPtrArray *files, guint place, const char *name, StoreSoundness soundness)
{
  const StoreExamined *file = g_ptr_array_index (files, place);

  g_assert_cmpstr (file->file, ==, name);
  g_assert_cmpint (file->soundness, ==, soundness);
  g_assert_cmpint (file->problem != NULL, ==, soundness == STORE_DAMAGED);
}

static void
add_messages (Fixture *fixture)
{
  StoreBatch *batch = store_batch_new ();

  for (guint i = 1; i <= 200; i++)
    fixture_add (batch, fixture->inbox, (Sample){ i, i });
  fixture_apply (fixture, batch);
}

static void
test_sound (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = NULL;

  add_messages (fixture);
  files = examine (fixture, &ample);
  g_assert_cmpuint (files->len, ==, 3);
  assert_file (files, 0, "state.db", STORE_SOUND);
  assert_file (files, 1, "mail.db", STORE_SOUND);
  assert_file (files, 2, "text.db", STORE_SOUND);
}

static void
test_unfinished (Fixture *fixture, gconstpointer data)
{
  gint64 none = -1;
  g_autoptr (GPtrArray) files = NULL;

  fixture_execute (fixture, "mail.db",
                   "CREATE TABLE large (n); WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT "
                   "n + 1 FROM c LIMIT 200000) INSERT INTO large SELECT n FROM c");
  files = examine (fixture, &none);
  assert_file (files, 1, "mail.db", STORE_UNFINISHED);
}

/* Over all that lies behind its first pages. */
static void
spoil (Fixture *fixture, const char *name)
{
  g_autofree char *path = fixture_path (fixture, name);
  g_autofree char *garbage = g_strnfill (65536, 'x');
  FILE *file = g_fopen (path, "r+");

  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, 3 * 8192, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (garbage, 1, 65536, file), ==, 65536);
  fclose (file);
}

/* It is said what to do, and that is then true. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = NULL;
  const StoreExamined *mail;

  add_messages (fixture);
  fixture_reopen (fixture);
  spoil (fixture, "mail.db");
  files = examine (fixture, &ample);
  assert_file (files, 0, "state.db", STORE_SOUND);
  assert_file (files, 1, "mail.db", STORE_DAMAGED);
  mail = g_ptr_array_index (files, 1);
  g_assert_nonnull (strstr (mail->problem, "start Posthorn again"));
  fixture_reopen (fixture);
  g_assert_nonnull (store_set_aside (fixture->store));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-examination/sound", test_sound);
  fixture_test ("/store-examination/unfinished", test_unfinished);
  fixture_test ("/store-examination/damaged", test_damaged);
  return g_test_run ();
}
