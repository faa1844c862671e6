/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-fixture.h"
#include "stored-signatures.h"

#include <string.h>

typedef struct
{
  Fixture store;
  StoredSignatures *signatures;
  guint owed; /* answers */
  guint id;   /* of the last */
  GError *error;
} Book;

static void
open_book (Book *book)
{
  g_autoptr (GError) error = NULL;

  book->signatures = stored_signatures_new (book->store.store);
  g_assert_true (stored_signatures_load (book->signatures, &error));
  g_assert_no_error (error);
}

static void
book_set_up (Book *book, gconstpointer data)
{
  fixture_set_up (&book->store, NULL);
  open_book (book);
}

static void
book_tear_down (Book *book, gconstpointer data)
{
  g_object_unref (book->signatures);
  g_clear_error (&book->error);
  fixture_tear_down (&book->store, NULL);
}

static void
reopen (Book *book)
{
  g_object_unref (book->signatures);
  fixture_reopen (&book->store);
  open_book (book);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Book *book = data;

  g_clear_error (&book->error);
  book->id = stored_signatures_finish (book->signatures, result, &book->error);
  book->owed--;
}

static guint
settle (Book *book)
{
  while (book->owed > 0)
    g_main_context_iteration (NULL, TRUE);
  return book->id;
}

static guint
add (Book *book, const char *sender, const char *text)
{
  book->owed++;
  stored_signatures_add_async (book->signatures, sender, "", text, on_answered, book);
  return settle (book);
}

static guint
change (Book *book, guint id, const char *sender, const char *text)
{
  book->owed++;
  stored_signatures_change_async (book->signatures, id, sender, NULL, text, on_answered, book);
  return settle (book);
}

static guint
take_away (Book *book, guint id)
{
  book->owed++;
  stored_signatures_remove_async (book->signatures, id, on_answered, book);
  return settle (book);
}

/* "1 sender=text, ..." */
static void
assert_list (Book *book, const char *expected)
{
  GPtrArray *list = stored_signatures_list (book->signatures);
  g_autoptr (GString) shown = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const StoreSignature *signature = g_ptr_array_index (list, i);
      g_autofree char *sender = stored_signatures_sender (signature);

      g_string_append_printf (shown, "%s%u %s=%s", i > 0 ? ", " : "", signature->id, sender,
                              signature->text);
    }
  g_assert_cmpstr (shown->str, ==, expected);
}

static void
test_change (Book *book, gconstpointer data)
{
  g_assert_cmpuint (add (book, "", "any"), ==, 1);
  g_assert_cmpuint (add (book, "Ann <ann@x.org>", "Ann"), ==, 2);
  g_assert_cmpuint (change (book, 1, NULL, "all"), ==, 1);
  g_assert_cmpuint (change (book, 2, "ann@x.org", NULL), ==, 2);
  assert_list (book, "1 =all, 2 ann@x.org=Ann");
  g_assert_cmpuint (stored_signatures_choose (book->signatures, "ANN@x.org"), ==, 2);
  g_assert_cmpuint (stored_signatures_choose (book->signatures, "bob@x.org"), ==, 1);
  g_assert_no_error (book->error);
}

/* An id is never given to another signature. */
static void
test_kept (Book *book, gconstpointer data)
{
  add (book, "", "any");
  add (book, "ann@x.org", "Ann");
  g_assert_cmpuint (take_away (book, 2), ==, 2);
  reopen (book);
  assert_list (book, "1 =any");
  g_assert_cmpuint (add (book, "bob@x.org", "Bob"), ==, 3);
}

static void
assert_refused (Book *book, guint id, GQuark domain, int code, const char *said)
{
  g_assert_cmpuint (id, ==, 0);
  g_assert_error (book->error, domain, code);
  g_assert_nonnull (strstr (book->error->message, said));
  assert_list (book, "1 =any");
}

static void
test_refused (Book *book, gconstpointer data)
{
  g_autofree char *large = g_strnfill (10 * 1024 * 1024, 'x');

  add (book, "", "any");
  assert_refused (book, add (book, "a@@b", "x"), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "sender");
  assert_refused (book, add (book, "", large), POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE, "text");
  assert_refused (book, change (book, 7, NULL, "x"), POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND, "7");
  assert_refused (book, take_away (book, 7), POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND, "7");
  reopen (book);
  assert_list (book, "1 =any");
}

/* Calls that overtake each other end as if they had come one after the other. */
static void
test_overtaking (Book *book, gconstpointer data)
{
  book->owed += 3;
  stored_signatures_add_async (book->signatures, "", "", "one", on_answered, book);
  stored_signatures_add_async (book->signatures, "", "", "two", on_answered, book);
  stored_signatures_add_async (book->signatures, "", "", "three", on_answered, book);
  g_assert_cmpuint (settle (book), ==, 3);
  assert_list (book, "1 =one, 2 =two, 3 =three");
  reopen (book);
  assert_list (book, "1 =one, 2 =two, 3 =three");
}

#define book_test(path, function)                                                                  \
  g_test_add (path, Book, NULL, book_set_up, function, book_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  book_test ("/stored-signatures/change", test_change);
  book_test ("/stored-signatures/kept", test_kept);
  book_test ("/stored-signatures/refused", test_refused);
  book_test ("/stored-signatures/overtaking", test_overtaking);
  return g_test_run ();
}
