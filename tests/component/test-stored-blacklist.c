/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-fixture.h"
#include "stored-blacklist.h"

#include <string.h>

typedef struct
{
  Fixture store;
  StoredBlacklist *blacklist;
  GString *news;
  guint owed; /* answers */
  GError *error;
} Book;

static void
on_changed (Book *book)
{
  g_string_append (book->news, "changed ");
}

static void
on_entries (Book *book)
{
  g_string_append (book->news, "entries ");
}

static void
open_book (Book *book)
{
  g_autoptr (GError) error = NULL;

  book->blacklist = stored_blacklist_new (book->store.store);
  g_assert_true (stored_blacklist_load (book->blacklist, &error));
  g_assert_no_error (error);
  g_signal_connect_swapped (book->blacklist, "changed", G_CALLBACK (on_changed), book);
  g_signal_connect_swapped (book->blacklist, "notify::entries", G_CALLBACK (on_entries), book);
}

static void
book_set_up (Book *book, gconstpointer data)
{
  fixture_set_up (&book->store, NULL);
  book->news = g_string_new (NULL);
  open_book (book);
}

static void
book_tear_down (Book *book, gconstpointer data)
{
  g_object_unref (book->blacklist);
  g_string_free (book->news, TRUE);
  g_clear_error (&book->error);
  fixture_tear_down (&book->store, NULL);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Book *book = data;
  GError *error = NULL;

  stored_blacklist_change_finish (book->blacklist, result, &error);
  if (error)
    g_clear_error (&book->error);
  if (error)
    book->error = error;
  book->owed--;
}

static void
add_list (Book *book, const char *const *entries)
{
  book->owed++;
  stored_blacklist_add_async (book->blacklist, entries, on_answered, book);
}

static void
add (Book *book, const char *words)
{
  g_auto (GStrv) entries = g_strsplit (words, " ", -1);
  add_list (book, (const char *const *) entries);
}

static void
take_away (Book *book, const char *words)
{
  g_auto (GStrv) entries = g_strsplit (words, " ", -1);

  book->owed++;
  stored_blacklist_remove_async (book->blacklist, (const char *const *) entries, on_answered, book);
}

static void
settle (Book *book)
{
  while (book->owed > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_entries (Book *book, const char *expected)
{
  g_auto (GStrv) entries = NULL;
  g_auto (GStrv) stored = store_reader_blacklist (fixture_reader (&book->store), NULL);
  g_autofree char *joined = NULL;
  g_autofree char *on_disk = g_strjoinv (" ", stored);

  g_object_get (book->blacklist, "entries", &entries, NULL);
  joined = g_strjoinv (" ", entries);
  g_assert_cmpstr (joined, ==, expected);
  g_assert_cmpstr (on_disk, ==, expected);
}

static void
assert_news (Book *book, const char *expected)
{
  g_assert_cmpstr (book->news->str, ==, expected);
  g_string_truncate (book->news, 0);
}

static void
test_change (Book *book, gconstpointer data)
{
  add (book, "Eve@Example.org @SPAM.example eve@example.org");
  settle (book);
  assert_news (book, "entries changed ");
  assert_entries (book, "@spam.example eve@example.org");
  add (book, "eve@example.org");
  take_away (book, "@nowhere.example");
  settle (book);
  assert_news (book, "");
  take_away (book, "EVE@example.org");
  settle (book);
  assert_news (book, "entries changed ");
  assert_entries (book, "@spam.example");
  g_assert_no_error (book->error);
}

static void
test_kept (Book *book, gconstpointer data)
{
  add (book, "eve@example.org");
  settle (book);
  g_object_unref (book->blacklist);
  fixture_reopen (&book->store);
  open_book (book);
  assert_entries (book, "eve@example.org");
  g_assert_true (blacklist_has (stored_blacklist_get (book->blacklist), "eve@example.org"));
}

static void
assert_refused (Book *book, GQuark domain, int code, const char *said)
{
  settle (book);
  g_assert_error (book->error, domain, code);
  g_assert_nonnull (strstr (book->error->message, said));
  g_clear_error (&book->error);
  assert_news (book, "");
}

static void
test_bad_entry (Book *book, gconstpointer data)
{
  add (book, "eve@example.org user@@x @spam.example");
  assert_refused (book, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "«user@@x»");
  assert_entries (book, "");
  add (book, "eve@example.org");
  settle (book);
  g_string_truncate (book->news, 0);
  take_away (book, "eve@example.org a@");
  assert_refused (book, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "«a@»");
  assert_entries (book, "eve@example.org");
}

/* Calls that overtake each other end as if they had come one after the other. */
static void
test_overtaking (Book *book, gconstpointer data)
{
  add (book, "eve@example.org @spam.example");
  take_away (book, "eve@example.org");
  add (book, "adam@example.org");
  settle (book);
  assert_entries (book, "@spam.example adam@example.org");
  g_assert_no_error (book->error);
}

static GStrv
many (guint first, guint count)
{
  g_autoptr (GStrvBuilder) entries = g_strv_builder_new ();

  for (guint i = first; i < first + count; i++)
    {
      g_autofree char *entry = g_strdup_printf ("sender%u@spam.example", i);
      g_strv_builder_add (entries, entry);
    }
  return g_strv_builder_end (entries);
}

static void
test_full (Book *book, gconstpointer data)
{
  g_auto (GStrv) most = many (0, BLACKLIST_ENTRIES_MOST - 1);
  g_auto (GStrv) too_many = many (0, BLACKLIST_ENTRIES_MOST + 1);

  add_list (book, (const char *const *) too_many);
  assert_refused (book, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE, "10000");
  /* What is still being saved counts, too. */
  add_list (book, (const char *const *) most);
  add (book, "eve@example.org adam@example.org");
  settle (book);
  g_assert_error (book->error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE);
  g_clear_error (&book->error);
  add (book, "eve@example.org");
  settle (book);
  g_assert_no_error (book->error);
  g_assert_cmpuint (blacklist_count (stored_blacklist_get (book->blacklist)), ==,
                    BLACKLIST_ENTRIES_MOST);
  g_string_truncate (book->news, 0);
  add (book, "adam@example.org");
  assert_refused (book, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE, "has 10000");
  add_list (book, (const char *const *) most);
  take_away (book, "eve@example.org");
  add (book, "eve@example.org");
  settle (book);
  g_assert_no_error (book->error);
  g_assert_true (blacklist_has (stored_blacklist_get (book->blacklist), "eve@example.org"));
}

#define book_test(path, function)                                                                  \
  g_test_add (path, Book, NULL, book_set_up, function, book_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  book_test ("/stored-blacklist/change", test_change);
  book_test ("/stored-blacklist/kept", test_kept);
  book_test ("/stored-blacklist/bad-entry", test_bad_entry);
  book_test ("/stored-blacklist/overtaking", test_overtaking);
  book_test ("/stored-blacklist/full", test_full);
  return g_test_run ();
}
