/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static void
put_text (StoreBatch *batch, gint64 folder, Sample sample, const char *body)
{
  g_autoptr (GBytes) raw = g_bytes_new (body, strlen (body));

  fixture_add_raw (batch, folder, sample, raw);
}

/* Message NUMBER with that UID, its octets being its text. */
static void
add_text (Fixture *fixture, guint number, const char *body)
{
  StoreBatch *batch = store_batch_new ();

  put_text (batch, fixture->inbox, (Sample){ number, number, .attachment = number % 2 == 1 }, body);
  fixture_apply (fixture, batch);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
write_index (Fixture *fixture, GPtrArray *documents)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_index_async (fixture->store, g_ptr_array_ref (documents), on_written, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (store_index_finish (fixture->store, result, &error));
  g_assert_no_error (error);
}

static GPtrArray *
read_slice (Fixture *fixture, guint limit, gsize octets)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *documents = store_reader_unindexed (fixture_reader (fixture), limit, octets, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < documents->len; i++)
    {
      StoreDocument *document = documents->pdata[i];
      gsize length = 0;
      const char *text = document->raw ? g_bytes_get_data (document->raw, &length) : NULL;
      store_document_take (document, STORE_TEXT_BODY, g_strndup (text ? text : "", length));
    }
  return documents;
}

static void
note_indexed (Fixture *fixture, GPtrArray *documents)
{
  StoreBatch *batch = store_batch_new ();

  for (guint i = 0; i < documents->len; i++)
    {
      const StoreDocument *document = documents->pdata[i];
      store_batch_set_indexed (batch, document->id, document->received, document->gone);
    }
  fixture_apply (fixture, batch);
}

/* Returns how many slices there were. */
static guint
index_all (Fixture *fixture)
{
  for (guint slices = 0;; slices++)
    {
      g_autoptr (GPtrArray) documents = read_slice (fixture, 1000, G_MAXSIZE);
      if (documents->len == 0)
        return slices;
      write_index (fixture, documents);
      note_indexed (fixture, documents);
    }
}

static GPtrArray *
list (Fixture *fixture, const StoreFilter *filter, guint offset, guint limit, StoreSort sort)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *messages = store_reader_list (fixture_reader (fixture), filter, offset, limit, sort,
                                           STORE_COLUMNS_HEAD, &error);

  g_assert_no_error (error);
  return messages;
}

/* The numbers of the messages that are found, in order, and as many are counted. */
static void
assert_found (Fixture *fixture, StoreFilter filter, StoreSort sort, const char *expected)
{
  g_autoptr (GPtrArray) messages = list (fixture, &filter, 0, 50, sort);
  g_autoptr (GString) numbers = g_string_new (NULL);
  guint count = 0;

  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (numbers, "%s%s", i ? " " : "",
                            ((StoreMessage *) messages->pdata[i])->subject + strlen ("Subject "));
  g_assert_cmpstr (numbers->str, ==, expected);
  g_assert_true (store_reader_count (fixture_reader (fixture), &filter, &count, NULL));
  g_assert_cmpuint (count, ==, messages->len);
}

static void
assert_text (Fixture *fixture, const char *text, const char *expected)
{
  StoreFilter filter = STORE_FILTER_ANY;

  filter.text = text;
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, expected);
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  add_text (fixture, 1, "Herr Müller kommt am Montag");
  add_text (fixture, 2, "Frau Obermüller kommt 北京大学");
  add_text (fixture, 3, "nobody comes");
  index_all (fixture);
  assert_text (fixture, "muller", "2 1");
  assert_text (fixture, "MÜLLER mont", "1");
  assert_text (fixture, "\"müller\"", "1");
  assert_text (fixture, "\"müller kommt\"", "1");
  assert_text (fixture, "bermü", "2");
  assert_text (fixture, "京大", "2");
  assert_text (fixture, "京", "2");
  assert_text (fixture, "kom herr", "1");
  assert_text (fixture, "am", "1");
  assert_text (fixture, "a", "3 2 1");
  assert_text (fixture, "mo montag", "");
  /* In the body, in the subject, in an address, in the name of an attachment. */
  assert_text (fixture, "kommt subject bob pdf", "1");
  assert_text (fixture, "subject 2", "2");
  assert_text (fixture, "subject kommt absent", "");
}

static void
test_no_syntax (Fixture *fixture, gconstpointer data)
{
  static const char *const asked[]
      = { "AND",          "OR OR", "NOT x", "NEAR(q b)", "\"",           "\"\"\"", "*",     "^x",
          "body : x",     "{q}",   "-",     "'",         "q' OR 1=1 --", "(((",    "q AND", "😀",
          "\xef\xbf\xbd", "\\",    "%",     "+" };
  g_autofree char *many = g_strnfill (4000, '"');
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < 500; i++)
    g_string_append (words, "x ");
  add_text (fixture, 1, "something");
  index_all (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      StoreFilter filter = STORE_FILTER_ANY;
      filter.text = filter.from = asked[i];
      assert_found (fixture, filter, STORE_SORT_RANK, "");
    }
  assert_text (fixture, many, "");
  assert_text (fixture, words->str, "");
  assert_text (fixture, "", "");
  assert_text (fixture, "😀 something*", "1");
}

/* Trigrams alone would find them. */
static void
test_looked_at_again (Fixture *fixture, gconstpointer data)
{
  add_text (fixture, 1, "xabc bcdx");
  add_text (fixture, 2, "xabcdx");
  add_text (fixture, 3, "abcd");
  index_all (fixture);
  assert_text (fixture, "abcd", "3 2");
  assert_text (fixture, "abc", "3 2 1");
  assert_text (fixture, "bcd subject", "3 2 1");
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  StoreFilter filter = STORE_FILTER_ANY;

  add_text (fixture, 1, "tea tea tea");
  add_text (fixture, 2, "much about many other things and at last tea");
  add_text (fixture, 3, "steam and nothing else");
  add_text (fixture, 4, "coffee");
  index_all (fixture);
  filter.text = "tea";
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "3 2 1");
  assert_found (fixture, filter, STORE_SORT_DATE_ASC, "1 2 3");
  assert_found (fixture, filter, STORE_SORT_RANK, "1 2 3");
}

static void
test_sender (Fixture *fixture, gconstpointer data)
{
  StoreFilter filter = STORE_FILTER_ANY;

  add_text (fixture, 1, "dora");
  index_all (fixture);
  filter.from = "ann";
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "1");
  filter.from = "xample.org";
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "1");
  filter.text = "dora";
  assert_found (fixture, filter, STORE_SORT_RANK, "1");
  filter.from = "bob";
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "");
  filter.from = "dor";
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "");
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  StoreFilter filter = STORE_FILTER_ANY;

  for (guint number = 1; number <= 6; number++)
    put_text (
        batch, fixture->inbox,
        (Sample){ number, number, number < 3 ? "\\Seen" : "\\Flagged", .attachment = number == 5 },
        "word");
  fixture_apply (fixture, batch);
  index_all (fixture);
  filter.text = "word";
  filter.unread = 0;
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "2 1");
  filter.unread = -1;
  filter.flagged = 1;
  filter.since = 100004;
  filter.before = 100006;
  assert_found (fixture, filter, STORE_SORT_RANK, "4 5");
  filter.has_attachments = 1;
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "5");
  filter.role = "trash";
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "");
  filter.role = "inbox";
  filter.account = "work";
  filter.folder = fixture->inbox;
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "5");
  filter.folder = fixture->inbox + 1;
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "");
}

/* So many that folders are walked instead. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  gint64 sent = fixture_put_folder (fixture, "work", "Sent", "sent");
  StoreFilter filter = STORE_FILTER_ANY;
  g_autoptr (GPtrArray) page = NULL;
  guint count = 0;

  for (guint number = 1; number <= 3000; number++)
    put_text (batch, number % 3 ? fixture->inbox : sent, (Sample){ number, number },
              number % 10 ? "steamboat" : "boats");
  fixture_apply (fixture, batch);
  g_assert_cmpuint (index_all (fixture), ==, 3);
  filter.text = "boat";
  g_assert_true (store_reader_count (fixture_reader (fixture), &filter, &count, NULL));
  g_assert_cmpuint (count, ==, 3000);
  filter.text = "eamb";
  g_assert_true (store_reader_count (fixture_reader (fixture), &filter, &count, NULL));
  g_assert_cmpuint (count, ==, 2700);
  page = list (fixture, &filter, 9, 2, STORE_SORT_DATE_DESC);
  g_assert_cmpstr (((StoreMessage *) page->pdata[0])->subject, ==, "Subject 2989");
  g_assert_cmpstr (((StoreMessage *) page->pdata[1])->subject, ==, "Subject 2988");
  filter.role = "sent";
  g_assert_true (store_reader_count (fixture_reader (fixture), &filter, &count, NULL));
  g_assert_cmpuint (count, ==, 900);
}

static guint
count_of (Fixture *fixture, const char *text)
{
  StoreFilter filter = STORE_FILTER_ANY;
  guint count = 0;

  filter.text = text;
  g_assert_true (store_reader_count (fixture_reader (fixture), &filter, &count, NULL));
  return count;
}

/* A short word beside one that is looked for inside words, each rarer in turn, and more of them
 * than are looked at one by one. */
static void
test_candidates (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "steamboat xy", "rowing xy", "boat xy" };
  StoreBatch *batch = store_batch_new ();
  StoreFilter filter = STORE_FILTER_ANY;
  g_autoptr (GPtrArray) page = NULL;

  for (guint number = 0; number < 1000; number++)
    put_text (batch, fixture->inbox, (Sample){ number, number + 1 },
              number % 10 < 3 ? bodies[number % 10] : "steamboat zz");
  put_text (batch, fixture->inbox, (Sample){ 1000, 1001 }, "unicorn xy");
  fixture_apply (fixture, batch);
  index_all (fixture);
  g_assert_cmpuint (count_of (fixture, "boat xy"), ==, 200);
  g_assert_cmpuint (count_of (fixture, "eamb xy"), ==, 100);
  g_assert_cmpuint (count_of (fixture, "owin x"), ==, 100);
  g_assert_cmpuint (count_of (fixture, "nico xy"), ==, 1);
  g_assert_cmpuint (count_of (fixture, "nico zz"), ==, 0);
  filter.text = "boat xy";
  page = list (fixture, &filter, 150, 2, STORE_SORT_DATE_DESC);
  g_assert_cmpstr (((StoreMessage *) page->pdata[0])->subject, ==, "Subject 242");
  g_assert_cmpstr (((StoreMessage *) page->pdata[1])->subject, ==, "Subject 240");
}

/* So many that the newest messages are tried before the index is asked for all. */
static void
test_common (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  StoreFilter filter = STORE_FILTER_ANY;
  g_autoptr (GPtrArray) newest = NULL;
  g_autoptr (GPtrArray) far = NULL;

  for (guint number = 1; number <= 6000; number++)
    put_text (batch, fixture->inbox, (Sample){ number, number }, number % 3 ? "boats" : "seaboat");
  fixture_apply (fixture, batch);
  index_all (fixture);
  add_text (fixture, 6001, "not indexed");
  filter.text = "subject";
  newest = list (fixture, &filter, 0, 3, STORE_SORT_DATE_DESC);
  g_assert_cmpuint (newest->len, ==, 3);
  for (guint i = 0; i < newest->len; i++)
    g_assert_cmpuint (((StoreMessage *) newest->pdata[i])->uid, ==, 6001 - i);
  /* Further than messages are tried. */
  far = list (fixture, &filter, 5990, 50, STORE_SORT_DATE_DESC);
  g_assert_cmpuint (far->len, ==, 11);
  g_assert_cmpuint (((StoreMessage *) far->pdata[10])->uid, ==, 1);
  filter.text = "subject boat";
  g_ptr_array_unref (g_steal_pointer (&newest));
  newest = list (fixture, &filter, 1, 3, STORE_SORT_DATE_ASC);
  g_assert_cmpuint (((StoreMessage *) newest->pdata[0])->uid, ==, 2);
  g_assert_cmpuint (((StoreMessage *) newest->pdata[1])->uid, ==, 3);
}

static void
test_not_indexed (Fixture *fixture, gconstpointer data)
{
  add_text (fixture, 1, "later");
  assert_text (fixture, "subject 1", "1");
  assert_text (fixture, "cy@example", "1");
  assert_text (fixture, "pdf", "1");
  assert_text (fixture, "later", "");
  index_all (fixture);
  assert_text (fixture, "later", "1");
}

static void
test_slices (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) two = NULL;
  g_autoptr (GPtrArray) few = NULL;

  for (guint number = 1; number <= 5; number++)
    add_text (fixture, number, "0123456789");
  two = read_slice (fixture, 2, G_MAXSIZE);
  g_assert_cmpuint (two->len, ==, 2);
  g_assert_cmpuint (((StoreDocument *) two->pdata[0])->id, ==, 5);
  g_assert_cmpuint (((StoreDocument *) two->pdata[1])->id, ==, 4);
  few = read_slice (fixture, 100, 25);
  g_assert_cmpuint (few->len, ==, 3);
  g_assert_cmpuint (index_all (fixture), ==, 1);
  g_assert_cmpuint (index_all (fixture), ==, 0);
}

static void
assert_sound (Fixture *fixture, gint64 documents)
{
  g_assert_cmpint (fixture_count (fixture, "text.db", "document"), ==, documents);
  fixture_execute (fixture, "text.db", "INSERT INTO words (words) VALUES ('integrity-check')");
  fixture_execute (fixture, "text.db",
                   "INSERT INTO trigrams (trigrams) VALUES ('integrity-check')");
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  add_text (fixture, 1, "secret");
  add_text (fixture, 2, "public");
  index_all (fixture);
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  assert_text (fixture, "secret", "");
  g_assert_cmpuint (index_all (fixture), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "text.db", "words WHERE words MATCH 'secret'"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "text.db", "trigrams WHERE trigrams MATCH 'sec'"), ==,
                   0);
  assert_sound (fixture, 1);
}

static void
test_moved (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  gint64 archive = fixture_put_folder (fixture, "work", "Archive", "archive");
  StoreFilter filter = STORE_FILTER_ANY;

  add_text (fixture, 1, "wanders");
  index_all (fixture);
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  put_text (batch, archive, (Sample){ 1, 9, .attachment = TRUE }, "wanders");
  fixture_apply (fixture, batch);
  filter.text = "wander";
  filter.role = "archive";
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "1");
  index_all (fixture);
  assert_found (fixture, filter, STORE_SORT_DATE_DESC, "1");
  assert_sound (fixture, 1);
}

/* It went while the index was being written. */
static void
test_overtaken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) documents = NULL;

  add_text (fixture, 1, "short lived");
  documents = read_slice (fixture, 10, G_MAXSIZE);
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  write_index (fixture, documents);
  note_indexed (fixture, documents);
  assert_text (fixture, "lived", "");
  g_assert_cmpuint (index_all (fixture), ==, 1);
  assert_sound (fixture, 0);
}

/* Killed after the index was written and before that was noted. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) documents = NULL;

  add_text (fixture, 1, "twice");
  add_text (fixture, 2, "twice");
  documents = read_slice (fixture, 10, G_MAXSIZE);
  write_index (fixture, documents);
  fixture_reopen (fixture);
  assert_text (fixture, "twice", "2 1");
  g_assert_cmpuint (index_all (fixture), ==, 1);
  assert_text (fixture, "twice", "2 1");
  assert_sound (fixture, 2);
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "text.db");

  add_text (fixture, 1, "here");
  index_all (fixture);
  fixture_close (fixture);
  g_assert_cmpint (g_unlink (path), ==, 0);
  fixture_open (fixture);
  assert_text (fixture, "here", "");
  g_assert_cmpuint (index_all (fixture), ==, 1);
  assert_text (fixture, "here", "1");
}

static void
assert_begun_anew (Fixture *fixture)
{
  g_assert_null (store_set_aside (fixture->store));
  g_assert_cmpuint (index_all (fixture), ==, 1);
  assert_text (fixture, "here", "1");
  assert_sound (fixture, 1);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "text.db");

  add_text (fixture, 1, "here");
  index_all (fixture);
  fixture_close (fixture);
  g_assert_true (g_file_set_contents (path,
                                      "no database at all, not even a header of one, 100 "
                                      "octets long or so, which SQLite looks at first......",
                                      -1, NULL));
  fixture_open (fixture);
  assert_begun_anew (fixture);
}

/* Found by a search; mail is not touched. */
static void
test_damage_found_later (Fixture *fixture, gconstpointer data)
{
  StoreFilter filter = STORE_FILTER_ANY;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = NULL;

  add_text (fixture, 1, "here");
  index_all (fixture);
  fixture_close (fixture);
  fixture_execute (fixture, "text.db", "UPDATE words_data SET block = x'ffffffff' WHERE id > 10");
  fixture_open (fixture);
  filter.text = "here";
  g_assert_null (store_reader_list (fixture_reader (fixture), &filter, 0, 50, STORE_SORT_DATE_DESC,
                                    STORE_COLUMNS_HEAD, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "text.db"));
  filter.text = NULL;
  all = list (fixture, &filter, 0, 50, STORE_SORT_DATE_DESC);
  g_assert_cmpuint (all->len, ==, 1);
  fixture_reopen (fixture);
  assert_begun_anew (fixture);
}

/* What was found in the old cache is not found in the new one before it is there again. */
static void
test_mail_set_aside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *mark = fixture_path (fixture, "mail.db.damaged");

  add_text (fixture, 1, "here");
  index_all (fixture);
  fixture_close (fixture);
  g_assert_true (g_file_set_contents (mark, "", 0, NULL));
  fixture_open (fixture);
  g_assert_nonnull (store_set_aside (fixture->store));
  g_assert_cmpint (fixture_count (fixture, "text.db", "document"), ==, 0);
  assert_text (fixture, "here", "");
}

static void
note_stale (Store *store, guint *times)
{
  ++*times;
}

static void
test_stale (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  guint times = 0;

  g_signal_connect (fixture->store, "text-stale", G_CALLBACK (note_stale), &times);
  add_text (fixture, 1, "here");
  g_assert_cmpuint (times, ==, 1);
  index_all (fixture);
  store_batch_set_flags (batch, fixture->inbox, 1, "\\Seen");
  fixture_apply (fixture, batch);
  g_assert_cmpuint (times, ==, 1);
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  g_assert_cmpuint (times, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-search/words", test_words);
  fixture_test ("/store-search/no-syntax", test_no_syntax);
  fixture_test ("/store-search/looked-at-again", test_looked_at_again);
  fixture_test ("/store-search/order", test_order);
  fixture_test ("/store-search/sender", test_sender);
  fixture_test ("/store-search/filter", test_filter);
  fixture_test ("/store-search/many", test_many);
  fixture_test ("/store-search/candidates", test_candidates);
  fixture_test ("/store-search/common", test_common);
  fixture_test ("/store-search/not-indexed", test_not_indexed);
  fixture_test ("/store-search/slices", test_slices);
  fixture_test ("/store-search/removed", test_removed);
  fixture_test ("/store-search/moved", test_moved);
  fixture_test ("/store-search/overtaken", test_overtaken);
  fixture_test ("/store-search/again", test_again);
  fixture_test ("/store-search/lost", test_lost);
  fixture_test ("/store-search/damaged", test_damaged);
  fixture_test ("/store-search/damage-found-later", test_damage_found_later);
  fixture_test ("/store-search/mail-set-aside", test_mail_set_aside);
  fixture_test ("/store-search/stale", test_stale);
  return g_test_run ();
}
