/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "flags.h"
#include "store-fixture.h"

#define MESSAGES 60

static const char *const roles[] = { "inbox", "archive", "none" };
static const char *const paths[] = { "INBOX", "Archive", "Lists" };

static const char *
flags_of (guint number)
{
  static const char *const flags[] = { "", "\\Seen", "\\Flagged", "\\Flagged \\Seen", "$Seen" };
  return flags[number % G_N_ELEMENTS (flags)];
}

/* Three folders with messages whose times go up and down and often fall together. UIDs fall while
 * ids rise, and are the same in each folder. */
static void
fill (Fixture *fixture, gint64 *folders)
{
  StoreBatch *batch = store_batch_new ();

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    folders[i] = fixture_put_folder (fixture, "work", paths[i], roles[i]);
  for (guint i = 0; i < MESSAGES; i++)
    {
      Sample sample = { .number = i, .attachment = i % 3 == 0 };
      g_autoptr (Summary) summary = fixture_summary (&sample);
      StoreNewMessage message = { .uid = MESSAGES - i / 3,
                                  .flags = flags_of (i),
                                  .received = 1000 + (i / 3 * 7 % 10),
                                  .size = i,
                                  .summary = summary_to_variant (summary) };
      store_batch_add_message (batch, folders[i % 3], &message);
    }
  fixture_apply (fixture, batch);
}

static gboolean
tri_state (int wanted, gboolean is)
{
  return wanted < 0 || wanted == is;
}

static gboolean
lets_through (const StoreFilter *filter, const StoreMessage *message, gint64 *folders)
{
  if (filter->folder && message->folder != filter->folder)
    return FALSE;
  if (filter->account && !g_str_equal (message->account, filter->account))
    return FALSE;
  for (guint i = 0; filter->role && i < G_N_ELEMENTS (roles); i++)
    if (message->folder == folders[i] && !g_str_equal (roles[i], filter->role))
      return FALSE;
  return tri_state (filter->unread, !flags_contain (message->flags, FLAG_SEEN))
         && tri_state (filter->flagged, flags_contain (message->flags, FLAG_FLAGGED))
         && tri_state (filter->has_attachments, message->has_attachments)
         && (!filter->since || message->received >= filter->since)
         && (!filter->before || message->received < filter->before);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const StoreMessage *first = *(StoreMessage *const *) a;
  const StoreMessage *second = *(StoreMessage *const *) b;

  if (first->received != second->received)
    return first->received > second->received ? -1 : 1;
  if (first->uid != second->uid)
    return first->uid > second->uid ? -1 : 1;
  return first->id > second->id ? -1 : 1;
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

static GPtrArray *
every_message (Fixture *fixture)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GError) error = NULL;
  GPtrArray *messages = NULL;

  for (guint64 id = 1; id <= MESSAGES; id++)
    g_array_append_val (ids, id);
  messages = store_reader_get (fixture_reader (fixture), (guint64 *) (gpointer) ids->data, ids->len,
                               STORE_COLUMNS_HEAD, &error);
  g_assert_no_error (error);
  g_ptr_array_sort (messages, newest_first);
  return messages;
}

/* What FILTER should give, found without any of the reader's indexes. */
static GPtrArray *
expected (GPtrArray *all, const StoreFilter *filter, gint64 *folders, StoreSort sort)
{
  GPtrArray *messages = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      guint index = sort == STORE_SORT_DATE_DESC ? i : all->len - 1 - i;
      if (lets_through (filter, all->pdata[index], folders))
        g_ptr_array_add (messages, all->pdata[index]);
    }
  return messages;
}

static void
assert_page (GPtrArray *page, GPtrArray *all, guint offset, guint limit)
{
  guint rest = all->len > offset ? all->len - offset : 0;

  g_assert_cmpuint (page->len, ==, MIN (rest, limit));
  for (guint i = 0; i < page->len; i++)
    g_assert_cmpuint (((StoreMessage *) page->pdata[i])->id, ==,
                      ((StoreMessage *) all->pdata[offset + i])->id);
}

static void
check_filter (Fixture *fixture, GPtrArray *all, const StoreFilter *filter, gint64 *folders)
{
  const guint offsets[] = { 0, 1, 19 };
  guint count = 0;

  for (guint sort = STORE_SORT_DATE_DESC; sort <= STORE_SORT_DATE_ASC; sort++)
    {
      g_autoptr (GPtrArray) rows = expected (all, filter, folders, (StoreSort) sort);
      for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
        {
          g_autoptr (GPtrArray) page = list (fixture, filter, offsets[i], 7, (StoreSort) sort);
          assert_page (page, rows, offsets[i], 7);
        }
      g_assert_true (store_reader_count (fixture_reader (fixture), filter, &count, NULL));
      g_assert_cmpuint (count, ==, rows->len);
    }
}

static void
check_flags (Fixture *fixture, GPtrArray *all, StoreFilter filter, gint64 *folders)
{
  for (filter.unread = -1; filter.unread <= 1; filter.unread++)
    for (filter.flagged = -1; filter.flagged <= 1; filter.flagged++)
      for (filter.has_attachments = -1; filter.has_attachments <= 1; filter.has_attachments++)
        check_filter (fixture, all, &filter, folders);
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  gint64 folders[3] = { 0, 0, 0 };
  g_autoptr (GPtrArray) all = NULL;

  fill (fixture, folders);
  all = every_message (fixture);
  const StoreFilter filters[] = { { 0 },
                                  { .account = "work" },
                                  { .account = "nobody" },
                                  { .folder = folders[1] },
                                  { .role = "inbox" },
                                  { .role = "none" },
                                  { .folder = folders[0], .since = 1005 },
                                  { .folder = folders[0], .before = 1005 },
                                  { .since = 1003, .before = 1008 } };
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    check_flags (fixture, all, filters[i], folders);
}

/* More rows than one step of a walk reads, all of the same second, newest fetched first. */
static void
test_long_walk (Fixture *fixture, gconstpointer data)
{
  const guint messages = 3000;
  StoreBatch *batch = store_batch_new ();
  StoreFilter filter = STORE_FILTER_ANY;
  g_autoptr (Summary) summary = summary_new ();
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = 1; i <= messages; i++)
    {
      StoreNewMessage message = { .uid = messages + 1 - i,
                                  .flags = "",
                                  .received = 5,
                                  .size = i,
                                  .summary = summary_to_variant (summary) };
      store_batch_add_message (batch, fixture->inbox, &message);
    }
  fixture_apply (fixture, batch);
  rows = list (fixture, &filter, 100, messages, STORE_SORT_DATE_ASC);
  g_assert_cmpuint (rows->len, ==, messages - 100);
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpuint (((StoreMessage *) rows->pdata[i])->uid, ==, i + 101);
}

static void
test_columns (Fixture *fixture, gconstpointer data)
{
  guint64 id = fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  g_autoptr (GPtrArray) head = NULL;
  g_autoptr (GPtrArray) whole = NULL;
  StoreMessage *message = NULL;

  head = store_reader_get (fixture_reader (fixture), &id, 1, STORE_COLUMNS_HEAD, NULL);
  message = head->pdata[0];
  g_assert_cmpstr (message->snippet, ==, "Grüße");
  g_assert_cmpstr (message->message_id, ==, "1@example.org");
  g_assert_null (message->to);
  g_assert_null (message->warnings);
  whole = store_reader_get (fixture_reader (fixture), &id, 1, STORE_COLUMNS_DETAILS, NULL);
  message = whole->pdata[0];
  g_assert_cmpuint (message->to->len, ==, 2);
  g_assert_cmpuint (message->cc->len, ==, 0);
  g_assert_cmpuint (message->attachments->len, ==, 0);
  g_assert_false (message->has_attachments);
  g_assert_cmpuint (g_strv_length (message->warnings), ==, 2);
}

static void
test_get (Fixture *fixture, gconstpointer data)
{
  guint64 ids[] = { 0, 0, 4711, 4712 };
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;

  ids[1] = fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  ids[0] = fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 });
  messages = store_reader_get (fixture_reader (fixture), ids, 2, STORE_COLUMNS_HEAD, NULL);
  g_assert_cmpuint (((StoreMessage *) messages->pdata[0])->uid, ==, 2);
  g_assert_cmpuint (((StoreMessage *) messages->pdata[1])->uid, ==, 1);
  g_assert_null (store_reader_get (fixture_reader (fixture), ids, 4, STORE_COLUMNS_HEAD, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "4711"));
}

static guint64
add_body (Fixture *fixture, guint number, GBytes *raw, gboolean partial)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (Summary) summary = summary_new ();
  g_autoptr (StoreChanges) changes = NULL;
  StoreNewMessage message = { .uid = number,
                              .flags = "",
                              .size = number,
                              .summary = summary_to_variant (summary),
                              .raw = raw,
                              .partial = partial };

  store_batch_add_message (batch, fixture->inbox, &message);
  changes = fixture_commit (fixture, batch);
  return g_array_index (changes->added, guint64, 0);
}

static void
assert_too_large (Fixture *fixture, guint64 id, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  gboolean partial = FALSE;

  g_assert_null (store_reader_body (fixture_reader (fixture), id, NULL, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE);
  body = store_reader_body (fixture_reader (fixture), id, &partial, NULL);
  g_assert_nonnull (body);
  g_assert_true (partial);
  g_assert_cmpuint (g_bytes_get_size (body), ==, strlen (text));
}

static void
test_body (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) raw = g_bytes_new_static ("A: b\r\n", 6);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  gboolean partial = TRUE;
  guint64 whole = add_body (fixture, 1, raw, FALSE);

  body = store_reader_body (fixture_reader (fixture), whole, &partial, NULL);
  g_assert_true (g_bytes_equal (raw, body));
  g_assert_false (partial);
  assert_too_large (fixture, add_body (fixture, 2, raw, TRUE), "A: b\r\n");
  assert_too_large (fixture, add_body (fixture, 3, NULL, FALSE), "");
  g_assert_null (store_reader_body (fixture_reader (fixture), 99, NULL, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND);
}

static void
test_compared_with_server (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (UidSet) uids = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) identities = NULL;
  StoreIdentity *identity = NULL;

  fixture_add (batch, fixture->inbox, (Sample){ 1, 4294967295 });
  fixture_add (batch, fixture->inbox, (Sample){ 2, 3, "\\Seen" });
  fixture_add (batch, fixture->inbox, (Sample){ 3, 4 });
  fixture_apply (fixture, batch);
  uids = store_reader_uids (fixture_reader (fixture), fixture->inbox, NULL);
  text = uid_set_to_string (uids);
  g_assert_cmpstr (text, ==, "3:4,4294967295");
  identities = store_reader_identities (fixture_reader (fixture), fixture->inbox, NULL);
  g_assert_cmpuint (identities->len, ==, 3);
  identity = identities->pdata[0];
  g_assert_cmpuint (identity->uid, ==, 3);
  g_assert_cmpint (identity->received, ==, 100002);
  g_assert_cmpuint (identity->size, ==, 52);
  g_assert_cmpstr (identity->flags, ==, "\\Seen");
  g_assert_cmpstr (identity->message_id, ==, "2@example.org");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-reader/filters", test_filters);
  fixture_test ("/store-reader/long-walk", test_long_walk);
  fixture_test ("/store-reader/columns", test_columns);
  fixture_test ("/store-reader/get", test_get);
  fixture_test ("/store-reader/body", test_body);
  fixture_test ("/store-reader/compared-with-server", test_compared_with_server);
  return g_test_run ();
}
