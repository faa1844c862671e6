/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fixture.h"
#include "error.h"

#include <glib/gstdio.h>
#include <string.h>

/* What the batch made, of one that has to succeed. */
static void
assert_save_refused (Fixture *fixture, guint64 id, int code, const char *said)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_save_message (batch, id);
  crm_assert_refused (fixture, batch, code, said);
}

static void
assert_record (Fixture *fixture, guint64 id, gint64 customer, const char *responsible)
{
  g_autoptr (StoreRecord) record = crm_record_of (fixture, id);

  g_assert_true (record != NULL);
  g_assert_cmpint (record->customer, ==, customer);
  g_assert_cmpstr (record->responsible, ==, responsible);
}

static guint
count (Fixture *fixture, StoreProcessed processed)
{
  StoreFilter filter = STORE_FILTER_ANY;
  g_autoptr (GPtrArray) rows = NULL;
  guint n = 0;

  filter.processed = processed;
  g_assert_true (store_reader_count (fixture_reader (fixture), &filter, &n, NULL));
  rows = store_reader_list (fixture_reader (fixture), &filter, 0, 1000, STORE_SORT_DATE_ASC,
                            STORE_COLUMNS_HEAD, NULL);
  g_assert_cmpuint (rows->len, ==, n);
  return n;
}

static void
assert_unprocessed (Fixture *fixture, gint64 folder, guint unprocessed)
{
  g_autoptr (StoreFolder) row = fixture_folder (fixture, "work", folder);

  g_assert_cmpuint (row->unprocessed, ==, unprocessed);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  guint64 mail = crm_receive (fixture, fixture->inbox, (CrmSample){ 1 });
  guint64 stranger = crm_receive (fixture, fixture->inbox, (CrmSample){ 2, "new@else.example" });
  gboolean is_new = FALSE;
  gint64 customer, record;

  crm_set_route (fixture, "off");
  crm_add_employee (fixture, "bob", "bob@office.example");
  customer = crm_add_customer (fixture, CRM_CONTACT, "bob", "cora@shop.example c2@shop.example");
  record = crm_save (fixture, mail, &is_new);
  g_assert_true (is_new);
  g_assert_cmpint (crm_save (fixture, mail, &is_new), ==, record);
  g_assert_false (is_new);
  assert_record (fixture, mail, customer, "bob");
  crm_save (fixture, stranger, NULL);
  crm_save (fixture, stranger, NULL);
  g_assert_cmpint (fixture_count (fixture, "state.db", "customer"), ==, 2);
  g_assert_cmpint (fixture_count (fixture, "state.db",
                                  "customer WHERE kind = 2 AND name = 'An order' AND "
                                  "responsible = 'ann'"),
                   ==, 1);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  guint64 colleague = crm_receive (fixture, fixture->inbox, (CrmSample){ 1, "Bob@Office.example" });
  guint64 own = crm_receive (fixture, fixture->inbox,
                             (CrmSample){ 2, "ann@example.org", "bob@office.example" });
  guint64 stranger = crm_receive (fixture, fixture->inbox, (CrmSample){ 3, "new@else.example" });
  guint64 reply;

  crm_set_route (fixture, "off");
  crm_add_employee (fixture, "bob", "bob@office.example");
  assert_save_refused (fixture, colleague, POSTHORN_ERROR_CRM_EMPLOYEE_SENDER, "its sender is bob");
  assert_save_refused (fixture, own, POSTHORN_ERROR_CRM_EMPLOYEE_SENDER, "all its recipients");
  assert_save_refused (fixture, 999, POSTHORN_ERROR_NOT_FOUND, "999");
  crm_exclude (fixture, stranger, TRUE);
  assert_save_refused (fixture, stranger, POSTHORN_ERROR_CRM_EXCLUDED, "new@else.example");
  g_assert_cmpint (fixture_count (fixture, "state.db", "crm_record"), ==, 0);
  /* A conversation that is saved goes on being saved. */
  crm_save (fixture, crm_receive (fixture, fixture->inbox, (CrmSample){ 4 }), NULL);
  reply = crm_receive (fixture, fixture->inbox,
                       (CrmSample){ 5, "new@else.example", .answers = "4@shop.example" });
  crm_save (fixture, reply, NULL);
  g_assert_cmpint (
      fixture_query (fixture, "state.db", "SELECT count(DISTINCT customer) FROM crm_record"), ==,
      1);
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  gint64 archive = fixture_put_folder (fixture, "work", "Archive", "archive");
  gint64 sent = fixture_put_folder (fixture, "work", "Sent", "sent");
  guint64 mail = crm_receive (fixture, fixture->inbox, (CrmSample){ 1 });
  guint64 copy = crm_receive (fixture, archive, (CrmSample){ 1 });
  gint64 task;
  StoreBatch *batch;

  crm_receive (fixture, fixture->inbox, (CrmSample){ 2 });
  crm_receive (fixture, sent, (CrmSample){ 3, "ann@example.org", "cora@shop.example" });
  g_assert_cmpuint (count (fixture, STORE_UNPROCESSED), ==, 3);
  crm_save (fixture, mail, NULL);
  g_assert_cmpint (crm_links_of (fixture, mail), ==, STORE_LINKS_CRM);
  g_assert_cmpint (crm_links_of (fixture, copy), ==, STORE_LINKS_CRM);
  assert_unprocessed (fixture, fixture->inbox, 1);
  assert_unprocessed (fixture, archive, 0);
  task = crm_add_task (fixture, copy, NULL);
  g_assert_cmpint (crm_links_of (fixture, mail), ==, STORE_LINKS_CRM | STORE_LINKS_TASK);
  g_assert_cmpuint (count (fixture, STORE_UNPROCESSED), ==, 1);
  g_assert_cmpuint (count (fixture, STORE_PROCESSED), ==, 3);
  crm_exclude (fixture, mail, FALSE);
  g_assert_cmpint (crm_links_of (fixture, mail), ==, STORE_LINKS_TASK);
  assert_unprocessed (fixture, fixture->inbox, 1);
  batch = store_batch_new ();
  store_batch_complete_task (batch, task);
  fixture_apply (fixture, batch);
  assert_unprocessed (fixture, fixture->inbox, 1);
  batch = store_batch_new ();
  store_batch_remove_task (batch, task);
  fixture_apply (fixture, batch);
  g_assert_cmpint (crm_links_of (fixture, copy), ==, STORE_LINKS_NONE);
  assert_unprocessed (fixture, fixture->inbox, 2);
  assert_unprocessed (fixture, archive, 1);
}

/* Every way to ask for what is unprocessed says the same. */
static void
test_filters (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();

  for (guint i = 1; i <= 60; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u@x", i);
      crm_add_mail (batch, fixture->inbox, &(CrmSample){ i, .message_id = id });
      store_batch_set_flags (batch, fixture->inbox, i, i % 3 ? "\\Seen" : i % 2 ? "" : "\\Flagged");
    }
  fixture_apply (fixture, batch);
  for (guint64 id = 4; id <= 60; id += 4)
    crm_save (fixture, id, NULL);
  for (int mark = 0; mark < 27; mark++)
    for (StoreProcessed processed = STORE_PROCESSED; processed <= STORE_UNPROCESSED; processed++)
      {
        StoreFilter filter = { .unread = mark % 3 - 1,
                               .flagged = mark / 3 % 3 - 1,
                               .has_attachments = -1,
                               .since = mark / 9 ? 1010 : 0,
                               .processed = processed };
        g_autoptr (GPtrArray) rows
            = store_reader_list (fixture_reader (fixture), &filter, 0, 100, STORE_SORT_DATE_DESC,
                                 STORE_COLUMNS_HEAD, NULL);
        guint found = 0, expected = 0;

        for (guint i = 1; i <= 60; i++)
          expected += (i % 4 != 0) == (processed == STORE_UNPROCESSED)
                      && (filter.unread < 0 || filter.unread == (i % 3 == 0))
                      && (filter.flagged < 0 || filter.flagged == (i % 6 == 0))
                      && (!filter.since || i >= 10);
        g_assert_true (store_reader_count (fixture_reader (fixture), &filter, &found, NULL));
        g_assert_cmpuint (found, ==, expected);
        g_assert_cmpuint (rows->len, ==, expected);
      }
}

/* Gone and back, elsewhere, and into a cache made anew. */
static void
test_survives (Fixture *fixture, gconstpointer data)
{
  gint64 archive = fixture_put_folder (fixture, "work", "Archive", "archive");
  guint64 mail = crm_receive (fixture, fixture->inbox, (CrmSample){ 1 });
  guint64 nameless = crm_receive (fixture, fixture->inbox, (CrmSample){ 2, .message_id = "" });
  guint64 other = crm_receive (fixture, fixture->inbox, (CrmSample){ 3, .message_id = "" });
  g_autofree char *cache = fixture_path (fixture, "mail.db");

  crm_save (fixture, mail, NULL);
  crm_add_task (fixture, nameless, "Call");
  g_assert_cmpint (crm_links_of (fixture, nameless), ==, STORE_LINKS_TASK);
  g_assert_cmpint (crm_links_of (fixture, other), ==, STORE_LINKS_NONE);
  fixture_remove_now (fixture, fixture->inbox, 1, 3);
  assert_unprocessed (fixture, fixture->inbox, 0);
  g_assert_cmpint (crm_links_of (fixture, crm_receive (fixture, archive, (CrmSample){ 1 })), ==,
                   STORE_LINKS_CRM);
  assert_unprocessed (fixture, archive, 0);
  fixture_close (fixture);
  g_assert_cmpint (g_unlink (cache), ==, 0);
  fixture_open (fixture);
  fixture->inbox = fixture_put_folder (fixture, "work", "INBOX", "inbox");
  mail = crm_receive (fixture, fixture->inbox, (CrmSample){ 1 });
  nameless = crm_receive (fixture, fixture->inbox, (CrmSample){ 2, .message_id = "" });
  g_assert_cmpint (crm_links_of (fixture, mail), ==, STORE_LINKS_CRM);
  g_assert_cmpint (crm_links_of (fixture, nameless), ==, STORE_LINKS_TASK);
  assert_unprocessed (fixture, fixture->inbox, 0);
}

/* Killed between the two commits: state.db knows, mail.db does not. */
static void
test_parted (Fixture *fixture, gconstpointer data)
{
  guint64 saved = crm_receive (fixture, fixture->inbox, (CrmSample){ 1 });
  guint64 freed = crm_receive (fixture, fixture->inbox, (CrmSample){ 2 });

  crm_save (fixture, saved, NULL);
  crm_save (fixture, freed, NULL);
  crm_exclude (fixture, freed, FALSE);
  fixture_close (fixture);
  fixture_execute (fixture, "mail.db",
                   "UPDATE message SET links = 1 - links; UPDATE link_stamp SET stamp = 5;");
  fixture_open (fixture);
  g_assert_cmpint (crm_links_of (fixture, saved), ==, STORE_LINKS_CRM);
  g_assert_cmpint (crm_links_of (fixture, freed), ==, STORE_LINKS_NONE);
  assert_unprocessed (fixture, fixture->inbox, 1);
  g_assert_cmpint (fixture_query (fixture, "mail.db", "SELECT stamp FROM link_stamp"), ==,
                   fixture_query (fixture, "state.db", "SELECT stamp FROM link_stamp"));
}

static void
test_people (Fixture *fixture, gconstpointer data)
{
  guint64 mail = crm_receive (fixture, fixture->inbox, (CrmSample){ 1 });
  StoreBatch *batch = store_batch_new ();
  gint64 customer;

  crm_add_employee (fixture, "bob", "bob@office.example");
  customer = crm_add_customer (fixture, CRM_COMPANY, "bob", "cora@shop.example");
  crm_save (fixture, mail, NULL);
  store_batch_remove_employee (batch, "bob");
  crm_assert_refused (fixture, batch, POSTHORN_ERROR_FAILED, "of customers (1, Shop among them)");
  batch = store_batch_new ();
  store_batch_update_customer (batch, crm_customer_new (customer, CRM_LEAD, "zoe", NULL), FALSE);
  crm_assert_refused (fixture, batch, POSTHORN_ERROR_NOT_FOUND, "no employee zoe; there are");
  batch = store_batch_new ();
  store_batch_update_customer (batch, crm_customer_new (customer, CRM_LEAD, "", NULL), FALSE);
  store_batch_remove_employee (batch, "bob");
  fixture_apply (fixture, batch);
  assert_record (fixture, mail, customer, "bob");
  g_assert_cmpint (fixture_count (fixture, "state.db", "employee_address"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "customer WHERE kind = 1"), ==, 1);
  batch = store_batch_new ();
  store_batch_remove_customer (batch, customer);
  fixture_apply (fixture, batch);
  g_assert_null (crm_record_of (fixture, mail));
  g_assert_cmpint (crm_links_of (fixture, mail), ==, STORE_LINKS_NONE);
  assert_unprocessed (fixture, fixture->inbox, 1);
  batch = store_batch_new ();
  store_batch_remove_customer (batch, customer);
  crm_assert_refused (fixture, batch, POSTHORN_ERROR_NOT_FOUND, "no customer");
}

static void
test_tasks (Fixture *fixture, gconstpointer data)
{
  guint64 mail = crm_receive (fixture, fixture->inbox, (CrmSample){ 1 });
  guint64 bare = crm_receive (fixture, fixture->inbox, (CrmSample){ 2, .subject = "" });
  StoreTaskFilter filter = { .open = 1, .limit = 10 };
  g_autoptr (GPtrArray) tasks = NULL;
  StoreBatch *batch = store_batch_new ();
  StoreTask *unknown = g_new0 (StoreTask, 1);
  gint64 done = crm_add_task (fixture, mail, "Call Cora");

  crm_set_route (fixture, "off");
  crm_add_task (fixture, mail, NULL);
  crm_add_task (fixture, bare, NULL);
  store_batch_complete_task (batch, done);
  fixture_apply (fixture, batch);
  tasks = store_reader_tasks (fixture_reader (fixture), &filter, NULL);
  g_assert_cmpuint (tasks->len, ==, 2);
  g_assert_cmpstr (((StoreTask *) tasks->pdata[0])->title, ==, "An order");
  g_assert_cmpuint (((StoreTask *) tasks->pdata[0])->message, ==, mail);
  g_assert_cmpstr (((StoreTask *) tasks->pdata[1])->title, ==, "(no subject)");
  g_clear_pointer (&tasks, g_ptr_array_unref);
  filter = (StoreTaskFilter){ .message = mail, .open = 0, .limit = 10 };
  tasks = store_reader_tasks (fixture_reader (fixture), &filter, NULL);
  g_assert_cmpuint (tasks->len, ==, 1);
  g_assert_cmpint (((StoreTask *) tasks->pdata[0])->completed, >, 0);
  batch = store_batch_new ();
  unknown->responsible = g_strdup ("zoe");
  store_batch_add_task (batch, mail, unknown);
  crm_assert_refused (fixture, batch, POSTHORN_ERROR_NOT_FOUND, "no employee zoe; there are ann");
  batch = store_batch_new ();
  store_batch_complete_task (batch, 99);
  crm_assert_refused (fixture, batch, POSTHORN_ERROR_NOT_FOUND, "no task 99");
}

static void
test_routing (Fixture *fixture, gconstpointer data)
{
  gint64 junk = fixture_put_folder (fixture, "work", "Junk", "junk");
  guint64 mail;
  gint64 customer;

  crm_set_route (fixture, "assign");
  customer = crm_add_customer (fixture, CRM_CONTACT, "ann", "cora@shop.example");
  mail = crm_receive (fixture, fixture->inbox, (CrmSample){ 1, .arrived = TRUE });
  assert_record (fixture, mail, customer, "ann");
  g_assert_cmpint (crm_links_of (fixture, mail), ==, STORE_LINKS_CRM);
  assert_unprocessed (fixture, fixture->inbox, 0);
  crm_receive (fixture, fixture->inbox, (CrmSample){ 2, "new@else.example", .arrived = TRUE });
  crm_receive (fixture, fixture->inbox, (CrmSample){ 3 });
  crm_receive (fixture, junk, (CrmSample){ 4, .arrived = TRUE });
  g_assert_cmpint (fixture_count (fixture, "state.db", "crm_record"), ==, 1);
  /* Once: what a person took out stays out when the mail comes again. */
  crm_exclude (fixture, mail, FALSE);
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  mail = crm_receive (fixture, fixture->inbox,
                      (CrmSample){ 11, .message_id = "1@shop.example", .arrived = TRUE });
  g_assert_null (crm_record_of (fixture, mail));
  crm_set_route (fixture, "off");
  crm_receive (fixture, fixture->inbox, (CrmSample){ 12, .arrived = TRUE });
  g_assert_cmpint (fixture_count (fixture, "state.db", "crm_record"), ==, 0);
}

/* A thousand customers, of whom some have addresses alike, in pages and by address. */
static void
test_customers (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  StoreCustomerFilter filter = { .kind = -1, .offset = 990, .limit = 100 };
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) sharing = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *addresses = g_strdup_printf ("c%u@x.example b%u@x.example", i, i % 100);
      store_batch_add_customer (batch, crm_customer_new (0, i % 3, "", addresses));
    }
  fixture_apply (fixture, batch);
  page = store_reader_customers (fixture_reader (fixture), &filter, NULL);
  g_assert_cmpuint (page->len, ==, 10);
  g_assert_cmpstr (((StoreCustomer *) page->pdata[9])->addresses[0], ==, "b99@x.example");
  g_assert_cmpstr (((StoreCustomer *) page->pdata[9])->addresses[1], ==, "c999@x.example");
  filter = (StoreCustomerFilter){ .address = "b7@x.example", .kind = CRM_LEAD, .limit = 100 };
  sharing = store_reader_customers (fixture_reader (fixture), &filter, NULL);
  g_assert_cmpuint (sharing->len, ==, 3);
}

static void
assert_full (Fixture *fixture, StoreBatch *batch, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreChanges) changes = fixture_try (fixture, batch, &error);

  g_assert_null (changes);
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, what));
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  guint64 message = crm_receive (fixture, fixture->inbox, (CrmSample){ .uid = 1 });
  StoreBatch *employees = store_batch_new ();
  StoreBatch *customers = store_batch_new ();
  StoreBatch *tasks = store_batch_new ();

  fixture_execute (
      fixture, "state.db",
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000)"
      " INSERT INTO customer (kind, name, responsible) SELECT 1, 'x', '' FROM n;"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000)"
      " INSERT INTO task (message_id, received, size, title, responsible, due, created)"
      " SELECT 'x', 0, 0, 'x', '', 0, 0 FROM n;"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10000)"
      " INSERT INTO employee (login, name) SELECT i, '' FROM n");
  store_batch_add_employee (employees, crm_employee_new ("ann", "ann@example.org"));
  assert_full (fixture, employees, "employees");
  store_batch_add_customer (customers, crm_customer_new (0, CRM_LEAD, "", ""));
  assert_full (fixture, customers, "customers");
  store_batch_add_task (tasks, message, g_new0 (StoreTask, 1));
  assert_full (fixture, tasks, "tasks");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-crm/save", test_save);
  fixture_test ("/store-crm/refused", test_refused);
  fixture_test ("/store-crm/links", test_links);
  fixture_test ("/store-crm/filters", test_filters);
  fixture_test ("/store-crm/survives", test_survives);
  fixture_test ("/store-crm/parted", test_parted);
  fixture_test ("/store-crm/people", test_people);
  fixture_test ("/store-crm/tasks", test_tasks);
  fixture_test ("/store-crm/routing", test_routing);
  fixture_test ("/store-crm/customers", test_customers);
  fixture_test ("/store-crm/full", test_full);
  return g_test_run ();
}
