/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#define DAY (24 * 60 * 60)

/* A message of which only this matters; NULL = "". */
typedef struct
{
  const char *id;
  const char *in_reply_to;
  const char *references;
  const char *subject;
  gint64 date;
} Mail;

static guint32 last_uid;

static void
set (char **field, const char *value)
{
  summary_take (field, g_strdup (value ? value : ""));
}

static void
add (StoreBatch *batch, gint64 folder, Mail mail)
{
  g_autoptr (Summary) summary = summary_new ();
  guint32 uid = ++last_uid;
  StoreNewMessage message = { .uid = uid, .flags = "", .received = 1000000 + uid, .size = uid };

  set (&summary->message_id, mail.id);
  set (&summary->in_reply_to, mail.in_reply_to);
  set (&summary->references, mail.references);
  set (&summary->subject, mail.subject);
  summary->date = mail.date;
  message.summary = summary_to_variant (summary);
  store_batch_add_message (batch, folder, &message);
}

static guint64
put_into (Fixture *fixture, gint64 folder, Mail mail)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  add (batch, folder, mail);
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->added->len, ==, 1);
  return g_array_index (changes->added, guint64, 0);
}

static guint64
put (Fixture *fixture, Mail mail)
{
  return put_into (fixture, fixture->inbox, mail);
}

static guint64
thread_of (Fixture *fixture, guint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages
      = store_reader_get (fixture_reader (fixture), &id, 1, STORE_COLUMNS_HEAD, &error);
  g_autoptr (GPtrArray) whole
      = store_reader_get (fixture_reader (fixture), &id, 1, STORE_COLUMNS_DETAILS, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (((StoreMessage *) whole->pdata[0])->thread, ==,
                    ((StoreMessage *) messages->pdata[0])->thread);
  return ((StoreMessage *) messages->pdata[0])->thread;
}

static void
assert_thread (Fixture *fixture, guint64 id, guint64 thread)
{
  g_assert_cmpuint (thread_of (fixture, id), ==, thread);
}

static char *
listed (Fixture *fixture, const StoreFilter *filter, guint offset, guint limit, StoreSort sort)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = store_reader_list (fixture_reader (fixture), filter, offset,
                                                      limit, sort, STORE_COLUMNS_HEAD, &error);
  g_autoptr (GString) ids = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (ids, "%s%" G_GUINT64_FORMAT, i ? " " : "",
                            ((StoreMessage *) messages->pdata[i])->id);
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
test_by_ids (Fixture *fixture, gconstpointer data)
{
  guint64 first = put (fixture, (Mail){ "a@x", .subject = "s" });
  guint64 second = put (fixture, (Mail){ "b@x", "a@x", .subject = "other" });
  guint64 third = put (fixture, (Mail){ "c@x", NULL, "a@x b@x" });
  guint64 alone = put (fixture, (Mail){ "d@x", .subject = "s" });
  guint64 nameless = put (fixture, (Mail){ NULL });
  guint64 nameless_too = put (fixture, (Mail){ NULL });

  g_assert_cmpuint (first, !=, 0);
  assert_thread (fixture, first, first);
  assert_thread (fixture, second, first);
  assert_thread (fixture, third, first);
  assert_thread (fixture, alone, alone);
  assert_thread (fixture, nameless, nameless);
  assert_thread (fixture, nameless_too, nameless_too);
}

/* As the first check brings them, newest first; what they are replies to may never come. */
static void
test_backwards (Fixture *fixture, gconstpointer data)
{
  guint64 third = put (fixture, (Mail){ "c@x", "b@x", "a@x b@x" });
  guint64 second = put (fixture, (Mail){ "b2@x", NULL, "a@x" });
  guint64 first = put (fixture, (Mail){ "a@x" });

  assert_thread (fixture, third, third);
  assert_thread (fixture, second, third);
  assert_thread (fixture, first, third);
}

static void
test_accounts_are_apart (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  gint64 other = 0;
  guint64 mine;
  guint64 theirs;

  fixture_put_account (batch, "home");
  fixture_apply (fixture, batch);
  other = fixture_put_folder (fixture, "home", "INBOX", "inbox");
  mine = put (fixture, (Mail){ "a@x", .subject = "s", .date = 1000 });
  theirs = put_into (fixture, other, (Mail){ "a@x", .subject = "Re: s", .date = 1000 });
  assert_thread (fixture, mine, mine);
  assert_thread (fixture, theirs, theirs);
}

static gboolean
contains (GArray *ids, guint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, guint64, i) == id)
      return TRUE;
  return FALSE;
}

/* The larger keeps its id, and those of the other count as changed. */
static void
test_two_become_one (Fixture *fixture, gconstpointer data)
{
  guint64 small = put (fixture, (Mail){ "a@x" });
  guint64 large = put (fixture, (Mail){ "b@x" });
  guint64 larger = put (fixture, (Mail){ "c@x", "b@x" });
  StoreBatch *batch = store_batch_new ();
  StoreFilter filter = STORE_FILTER_ANY;
  g_autoptr (StoreChanges) changes = NULL;
  g_autofree char *ids = NULL;
  guint count = 0;

  add (batch, fixture->inbox, (Mail){ "d@x", "a@x", "b@x" });
  changes = fixture_commit (fixture, batch);
  g_assert_true (contains (changes->changed, small));
  g_assert_false (contains (changes->changed, large));
  assert_thread (fixture, small, large);
  assert_thread (fixture, larger, large);
  assert_thread (fixture, g_array_index (changes->added, guint64, 0), large);
  filter.thread = large;
  g_assert_true (store_reader_count (fixture_reader (fixture), &filter, &count, NULL));
  g_assert_cmpuint (count, ==, 4);
  filter.thread = small;
  ids = listed (fixture, &filter, 0, 50, STORE_SORT_DATE_DESC);
  g_assert_cmpstr (ids, ==, "");
  g_assert_cmpint (fixture_count (fixture, "mail.db", "thread"), ==, 1);
  g_assert_cmpint (fixture_query (fixture, "mail.db", "SELECT members FROM thread"), ==, 4);
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  gint64 sent = fixture_put_folder (fixture, "work", "Sent", "sent");
  guint64 first = put (fixture, (Mail){ "a@x" });
  guint64 second = put_into (fixture, sent, (Mail){ "b@x", "a@x" });
  guint64 third = put (fixture, (Mail){ "c@x", "b@x" });
  StoreFilter filter = STORE_FILTER_ANY;
  g_autofree char *all = g_strdup_printf (
      "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, third, second, first);
  g_autofree char *middle = g_strdup_printf ("%" G_GUINT64_FORMAT, second);
  g_autofree char *newest = NULL;
  g_autofree char *page = NULL;
  g_autofree char *oldest = NULL;
  g_autofree char *in_sent = NULL;
  guint count = 0;

  put (fixture, (Mail){ "z@x" });
  filter.thread = first;
  newest = listed (fixture, &filter, 0, 50, STORE_SORT_DATE_DESC);
  g_assert_cmpstr (newest, ==, all);
  page = listed (fixture, &filter, 1, 1, STORE_SORT_DATE_DESC);
  g_assert_cmpstr (page, ==, middle);
  oldest = listed (fixture, &filter, 1, 1, STORE_SORT_DATE_ASC);
  g_assert_cmpstr (oldest, ==, middle);
  filter.role = "sent";
  in_sent = listed (fixture, &filter, 0, 50, STORE_SORT_DATE_DESC);
  g_assert_cmpstr (in_sent, ==, middle);
  filter.role = NULL;
  filter.unread = 0;
  g_assert_true (store_reader_count (fixture_reader (fixture), &filter, &count, NULL));
  g_assert_cmpuint (count, ==, 0);
}

static void
test_by_subject (Fixture *fixture, gconstpointer data)
{
  gint64 now = 100 * DAY;
  guint64 first = put (fixture, (Mail){ "a@x", .subject = "Offer", .date = now });
  guint64 same = put (fixture, (Mail){ "b@x", .subject = "Offer", .date = now + 1 });
  guint64 reply = put (fixture, (Mail){ "c@x", .subject = "AW: Re: offer", .date = now + DAY });
  guint64 forward = put (fixture, (Mail){ "d@x", .subject = "Fwd: Offer", .date = now + DAY });
  guint64 late = put (fixture, (Mail){ "e@x", .subject = "Re: Offer", .date = now + 40 * DAY });
  guint64 early = put (fixture, (Mail){ "f@x", .subject = "Re: Offer", .date = now - DAY });
  guint64 named = put (fixture, (Mail){ "g@x", "unknown@x", NULL, "Re: Offer", .date = now + DAY });

  assert_thread (fixture, first, first);
  assert_thread (fixture, same, same);
  assert_thread (fixture, reply, same);
  assert_thread (fixture, forward, forward);
  assert_thread (fixture, late, late);
  assert_thread (fixture, early, early);
  assert_thread (fixture, named, named);
}

/* The reply is here before what it answers. */
static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  gint64 now = 100 * DAY;
  guint64 third = put (fixture, (Mail){ "c@x", .subject = "Re: Offer", .date = now + 2 });
  guint64 second = put (fixture, (Mail){ "b@x", .subject = "Re: Offer", .date = now + 1 });
  guint64 first = put (fixture, (Mail){ "a@x", .subject = "Offer", .date = now });
  guint64 before = put (fixture, (Mail){ "z@x", .subject = "Offer", .date = now - 1 });

  assert_thread (fixture, third, third);
  assert_thread (fixture, second, third);
  assert_thread (fixture, first, third);
  assert_thread (fixture, before, before);
}

/* A thread outlives that all of it was moved, message by message. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  gint64 archive = fixture_put_folder (fixture, "work", "Archive", "archive");
  guint64 first = put (fixture, (Mail){ "a@x" });

  put (fixture, (Mail){ "b@x", "a@x" });
  fixture_remove_now (fixture, fixture->inbox, 1, last_uid);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "message_thread"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "thread WHERE emptied > 0"), ==, 1);
  assert_thread (fixture, put_into (fixture, archive, (Mail){ "b@x", "a@x" }), first);
  assert_thread (fixture, put_into (fixture, archive, (Mail){ "a@x" }), first);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "thread WHERE emptied > 0"), ==, 0);
}

/* Until the writer, which does it when nothing else is to be done, has left nothing of COUNT. */
static void
let_rest (Fixture *fixture, const char *count)
{
  while (fixture_query (fixture, "mail.db", count) != 0)
    g_thread_yield ();
}

static void
test_empty_ones_are_forgotten (Fixture *fixture, gconstpointer data)
{
  put (fixture, (Mail){ "a@x", "b@x" });
  fixture_remove_now (fixture, fixture->inbox, 1, last_uid);
  fixture_close (fixture);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "thread_key"), ==, 2);
  fixture_execute (fixture, "mail.db", "UPDATE thread SET emptied = emptied - 31 * 86400");
  fixture_open (fixture);
  let_rest (fixture, "SELECT count(*) FROM thread");
  g_assert_cmpint (fixture_count (fixture, "mail.db", "thread_key"), ==, 0);
}

/* Mail from before there were threads. */
static void
test_old_mail (Fixture *fixture, gconstpointer data)
{
  guint64 first = put (fixture, (Mail){ "a@x" });
  guint64 second = put (fixture, (Mail){ "b@x", "a@x" });
  StoreBatch *batch = store_batch_new ();
  guint64 thread = 0;

  for (guint i = 0; i < 1200; i++)
    add (batch, fixture->inbox, (Mail){ NULL, "b@x" });
  fixture_apply (fixture, batch);
  fixture_close (fixture);
  fixture_execute (fixture, "mail.db",
                   "DELETE FROM message_thread; DELETE FROM thread;"
                   "INSERT INTO thread_backlog SELECT max(id) FROM message");
  fixture_open (fixture);
  let_rest (fixture, "SELECT count(*) FROM thread_backlog");
  thread = thread_of (fixture, first);
  g_assert_cmpuint (thread, !=, 0);
  assert_thread (fixture, second, thread);
  g_assert_cmpint (fixture_query (fixture, "mail.db", "SELECT members FROM thread"), ==, 1202);
}

static void
test_many_references (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) references = g_string_new ("old@x");
  guint64 old = put (fixture, (Mail){ "old@x" });
  guint64 many;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (references, " %u@x", i);
  many = put (fixture, (Mail){ "a@x", NULL, references->str });
  assert_thread (fixture, many, many);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "thread_key"), ==, 52);
  assert_thread (fixture, put (fixture, (Mail){ "9999@x" }), many);
  assert_thread (fixture, old, old);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-threading/by-ids", test_by_ids);
  fixture_test ("/store-threading/backwards", test_backwards);
  fixture_test ("/store-threading/accounts-are-apart", test_accounts_are_apart);
  fixture_test ("/store-threading/two-become-one", test_two_become_one);
  fixture_test ("/store-threading/filter", test_filter);
  fixture_test ("/store-threading/by-subject", test_by_subject);
  fixture_test ("/store-threading/waiting", test_waiting);
  fixture_test ("/store-threading/moved", test_moved);
  fixture_test ("/store-threading/empty-ones-are-forgotten", test_empty_ones_are_forgotten);
  fixture_test ("/store-threading/old-mail", test_old_mail);
  fixture_test ("/store-threading/many-references", test_many_references);
  return g_test_run ();
}
