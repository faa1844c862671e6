/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-batch-crm.h"
#include "store-fixture.h"
#include "store-reader-crm.h"

#include <glib/gstdio.h>
#include <string.h>

/* A mail; NULL: as usual. */
typedef struct
{
  guint32 uid;
  const char *from;
  const char *to;
  const char *message_id;
  const char *answers;
  const char *subject;
  gboolean arrived;
} Mail;

static void
add_mail (StoreBatch *batch, gint64 folder, const Mail *mail)
{
  g_autoptr (Summary) summary = summary_new ();
  g_autoptr (GVariant) value = NULL;
  StoreNewMessage message = { .uid = mail->uid,
                              .flags = "",
                              .received = 1000 + mail->uid,
                              .size = 50,
                              .arrived = mail->arrived };
  const char *from = mail->from ? mail->from : "cora@shop.example";
  const char *to = mail->to ? mail->to : "ann@example.org";

  summary_take (&summary->subject, g_strdup (mail->subject ? mail->subject : "An order"));
  summary_take (&summary->message_id, mail->message_id
                                          ? g_strdup (mail->message_id)
                                          : g_strdup_printf ("%u@shop.example", mail->uid));
  if (mail->answers)
    summary_take (&summary->in_reply_to, g_strdup (mail->answers));
  g_ptr_array_add (summary->from, mail_address_new ("", from));
  g_ptr_array_add (summary->to, mail_address_new ("", to));
  value = g_variant_ref_sink (summary_to_variant (summary));
  message.summary = value;
  store_batch_add_message (batch, folder, &message);
}

static guint64
receive (Fixture *fixture, gint64 folder, Mail mail)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  add_mail (batch, folder, &mail);
  changes = fixture_commit (fixture, batch);
  return changes->added->len ? g_array_index (changes->added, guint64, 0) : 0;
}

static void
set_route (Fixture *fixture, const char *route)
{
  g_autoptr (GPtrArray) accounts = store_reader_accounts (fixture_reader (fixture), NULL);
  StoreAccount *account = accounts->pdata[0];
  StoreBatch *batch = store_batch_new ();

  summary_take (&account->route, g_strdup (route));
  summary_take (&account->address, g_strdup ("Ann@Example.org"));
  summary_take (&account->owner, g_strdup ("ann"));
  store_batch_put_account (batch, account);
  fixture_apply (fixture, batch);
}

static StoreEmployee *
employee_new (const char *login, const char *address)
{
  StoreEmployee *employee = g_new0 (StoreEmployee, 1);

  employee->login = g_strdup (login);
  employee->name = g_strdup ("");
  employee->addresses = g_strsplit (address, " ", -1);
  return employee;
}

static void
add_employee (Fixture *fixture, const char *login, const char *address)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_add_employee (batch, employee_new (login, address));
  fixture_apply (fixture, batch);
}

static StoreCustomer *
customer_new (gint64 id, CrmKind kind, const char *responsible, const char *addresses)
{
  StoreCustomer *customer = g_new0 (StoreCustomer, 1);

  customer->id = id;
  customer->kind = kind;
  customer->name = g_strdup ("Shop");
  customer->responsible = g_strdup (responsible);
  customer->addresses = addresses ? g_strsplit (addresses, " ", -1) : NULL;
  return customer;
}

static gint64
add_customer (Fixture *fixture, CrmKind kind, const char *responsible, const char *addresses)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  store_batch_add_customer (batch, customer_new (0, kind, responsible, addresses));
  changes = fixture_commit (fixture, batch);
  g_assert_cmpint (changes->made, >, 0);
  return changes->made;
}

/* What the batch made, of one that has to succeed. */
static gint64
made (Fixture *fixture, StoreBatch *batch, gboolean *is_new)
{
  g_autoptr (StoreChanges) changes = fixture_commit (fixture, batch);

  if (is_new)
    *is_new = changes->is_new;
  return changes->made;
}

static gint64
save (Fixture *fixture, guint64 id, gboolean *is_new)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_save_message (batch, id);
  return made (fixture, batch, is_new);
}

static gint64
add_task (Fixture *fixture, guint64 id, const char *title)
{
  StoreBatch *batch = store_batch_new ();
  StoreTask *task = g_new0 (StoreTask, 1);

  task->title = g_strdup (title);
  store_batch_add_task (batch, id, task);
  return made (fixture, batch, NULL);
}

static void
exclude (Fixture *fixture, guint64 id, gboolean add_exception)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_exclude_message (batch, id, add_exception);
  fixture_apply (fixture, batch);
}

static void
assert_refused (Fixture *fixture, StoreBatch *batch, int code, const char *said)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreChanges) changes = fixture_try (fixture, batch, &error);

  g_assert_null (changes);
  g_assert_error (error, POSTHORN_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, said));
}

static void
assert_save_refused (Fixture *fixture, guint64 id, int code, const char *said)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_save_message (batch, id);
  assert_refused (fixture, batch, code, said);
}

static StoreRecord *
record_of (Fixture *fixture, guint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = store_reader_records (fixture_reader (fixture), id, &error);

  g_assert_no_error (error);
  return records->len ? g_ptr_array_steal_index (records, 0) : NULL;
}

static void
assert_record (Fixture *fixture, guint64 id, gint64 customer, const char *responsible)
{
  g_autoptr (StoreRecord) record = record_of (fixture, id);

  g_assert_true (record != NULL);
  g_assert_cmpint (record->customer, ==, customer);
  g_assert_cmpstr (record->responsible, ==, responsible);
}

static StoreLinks
links_of (Fixture *fixture, guint64 id)
{
  g_autoptr (GPtrArray) messages
      = store_reader_get (fixture_reader (fixture), &id, 1, STORE_COLUMNS_RESPONSIBLE, NULL);

  return ((StoreMessage *) messages->pdata[0])->links;
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
  guint64 mail = receive (fixture, fixture->inbox, (Mail){ 1 });
  guint64 stranger = receive (fixture, fixture->inbox, (Mail){ 2, "new@else.example" });
  gboolean is_new = FALSE;
  gint64 customer, record;

  set_route (fixture, "off");
  add_employee (fixture, "bob", "bob@office.example");
  customer = add_customer (fixture, CRM_CONTACT, "bob", "cora@shop.example c2@shop.example");
  record = save (fixture, mail, &is_new);
  g_assert_true (is_new);
  g_assert_cmpint (save (fixture, mail, &is_new), ==, record);
  g_assert_false (is_new);
  assert_record (fixture, mail, customer, "bob");
  save (fixture, stranger, NULL);
  save (fixture, stranger, NULL);
  g_assert_cmpint (fixture_count (fixture, "state.db", "customer"), ==, 2);
  g_assert_cmpint (fixture_count (fixture, "state.db",
                                  "customer WHERE kind = 2 AND name = 'An order' AND "
                                  "responsible = 'ann'"),
                   ==, 1);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  guint64 colleague = receive (fixture, fixture->inbox, (Mail){ 1, "Bob@Office.example" });
  guint64 own
      = receive (fixture, fixture->inbox, (Mail){ 2, "ann@example.org", "bob@office.example" });
  guint64 stranger = receive (fixture, fixture->inbox, (Mail){ 3, "new@else.example" });
  guint64 reply;

  set_route (fixture, "off");
  add_employee (fixture, "bob", "bob@office.example");
  assert_save_refused (fixture, colleague, POSTHORN_ERROR_CRM_EMPLOYEE_SENDER, "its sender is bob");
  assert_save_refused (fixture, own, POSTHORN_ERROR_CRM_EMPLOYEE_SENDER, "all its recipients");
  assert_save_refused (fixture, 999, POSTHORN_ERROR_NOT_FOUND, "999");
  exclude (fixture, stranger, TRUE);
  assert_save_refused (fixture, stranger, POSTHORN_ERROR_CRM_EXCLUDED, "new@else.example");
  g_assert_cmpint (fixture_count (fixture, "state.db", "crm_record"), ==, 0);
  /* A conversation that is saved goes on being saved. */
  save (fixture, receive (fixture, fixture->inbox, (Mail){ 4 }), NULL);
  reply = receive (fixture, fixture->inbox,
                   (Mail){ 5, "new@else.example", .answers = "4@shop.example" });
  save (fixture, reply, NULL);
  g_assert_cmpint (
      fixture_query (fixture, "state.db", "SELECT count(DISTINCT customer) FROM crm_record"), ==,
      1);
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  gint64 archive = fixture_put_folder (fixture, "work", "Archive", "archive");
  gint64 sent = fixture_put_folder (fixture, "work", "Sent", "sent");
  guint64 mail = receive (fixture, fixture->inbox, (Mail){ 1 });
  guint64 copy = receive (fixture, archive, (Mail){ 1 });
  gint64 task;
  StoreBatch *batch;

  receive (fixture, fixture->inbox, (Mail){ 2 });
  receive (fixture, sent, (Mail){ 3, "ann@example.org", "cora@shop.example" });
  g_assert_cmpuint (count (fixture, STORE_UNPROCESSED), ==, 3);
  save (fixture, mail, NULL);
  g_assert_cmpint (links_of (fixture, mail), ==, STORE_LINKS_CRM);
  g_assert_cmpint (links_of (fixture, copy), ==, STORE_LINKS_CRM);
  assert_unprocessed (fixture, fixture->inbox, 1);
  assert_unprocessed (fixture, archive, 0);
  task = add_task (fixture, copy, NULL);
  g_assert_cmpint (links_of (fixture, mail), ==, STORE_LINKS_CRM | STORE_LINKS_TASK);
  g_assert_cmpuint (count (fixture, STORE_UNPROCESSED), ==, 1);
  g_assert_cmpuint (count (fixture, STORE_PROCESSED), ==, 3);
  exclude (fixture, mail, FALSE);
  g_assert_cmpint (links_of (fixture, mail), ==, STORE_LINKS_TASK);
  assert_unprocessed (fixture, fixture->inbox, 1);
  batch = store_batch_new ();
  store_batch_complete_task (batch, task);
  fixture_apply (fixture, batch);
  assert_unprocessed (fixture, fixture->inbox, 1);
  batch = store_batch_new ();
  store_batch_remove_task (batch, task);
  fixture_apply (fixture, batch);
  g_assert_cmpint (links_of (fixture, copy), ==, STORE_LINKS_NONE);
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
      add_mail (batch, fixture->inbox, &(Mail){ i, .message_id = id });
      store_batch_set_flags (batch, fixture->inbox, i, i % 3 ? "\\Seen" : i % 2 ? "" : "\\Flagged");
    }
  fixture_apply (fixture, batch);
  for (guint64 id = 4; id <= 60; id += 4)
    save (fixture, id, NULL);
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
  guint64 mail = receive (fixture, fixture->inbox, (Mail){ 1 });
  guint64 nameless = receive (fixture, fixture->inbox, (Mail){ 2, .message_id = "" });
  guint64 other = receive (fixture, fixture->inbox, (Mail){ 3, .message_id = "" });
  g_autofree char *cache = fixture_path (fixture, "mail.db");

  save (fixture, mail, NULL);
  add_task (fixture, nameless, "Call");
  g_assert_cmpint (links_of (fixture, nameless), ==, STORE_LINKS_TASK);
  g_assert_cmpint (links_of (fixture, other), ==, STORE_LINKS_NONE);
  fixture_remove_now (fixture, fixture->inbox, 1, 3);
  assert_unprocessed (fixture, fixture->inbox, 0);
  g_assert_cmpint (links_of (fixture, receive (fixture, archive, (Mail){ 1 })), ==,
                   STORE_LINKS_CRM);
  assert_unprocessed (fixture, archive, 0);
  fixture_close (fixture);
  g_assert_cmpint (g_unlink (cache), ==, 0);
  fixture_open (fixture);
  fixture->inbox = fixture_put_folder (fixture, "work", "INBOX", "inbox");
  mail = receive (fixture, fixture->inbox, (Mail){ 1 });
  nameless = receive (fixture, fixture->inbox, (Mail){ 2, .message_id = "" });
  g_assert_cmpint (links_of (fixture, mail), ==, STORE_LINKS_CRM);
  g_assert_cmpint (links_of (fixture, nameless), ==, STORE_LINKS_TASK);
  assert_unprocessed (fixture, fixture->inbox, 0);
}

/* Killed between the two commits: state.db knows, mail.db does not. */
static void
test_parted (Fixture *fixture, gconstpointer data)
{
  guint64 saved = receive (fixture, fixture->inbox, (Mail){ 1 });
  guint64 freed = receive (fixture, fixture->inbox, (Mail){ 2 });

  save (fixture, saved, NULL);
  save (fixture, freed, NULL);
  exclude (fixture, freed, FALSE);
  fixture_close (fixture);
  fixture_execute (fixture, "mail.db",
                   "UPDATE message SET links = 1 - links; UPDATE link_stamp SET stamp = 5;");
  fixture_open (fixture);
  g_assert_cmpint (links_of (fixture, saved), ==, STORE_LINKS_CRM);
  g_assert_cmpint (links_of (fixture, freed), ==, STORE_LINKS_NONE);
  assert_unprocessed (fixture, fixture->inbox, 1);
  g_assert_cmpint (fixture_query (fixture, "mail.db", "SELECT stamp FROM link_stamp"), ==,
                   fixture_query (fixture, "state.db", "SELECT stamp FROM link_stamp"));
}

static void
test_people (Fixture *fixture, gconstpointer data)
{
  guint64 mail = receive (fixture, fixture->inbox, (Mail){ 1 });
  StoreBatch *batch = store_batch_new ();
  gint64 customer;

  add_employee (fixture, "bob", "bob@office.example");
  customer = add_customer (fixture, CRM_COMPANY, "bob", "cora@shop.example");
  save (fixture, mail, NULL);
  store_batch_remove_employee (batch, "bob");
  assert_refused (fixture, batch, POSTHORN_ERROR_FAILED, "of customers (1, Shop among them)");
  batch = store_batch_new ();
  store_batch_update_customer (batch, customer_new (customer, CRM_LEAD, "zoe", NULL), FALSE);
  assert_refused (fixture, batch, POSTHORN_ERROR_NOT_FOUND, "no employee zoe; there are");
  batch = store_batch_new ();
  store_batch_update_customer (batch, customer_new (customer, CRM_LEAD, "", NULL), FALSE);
  store_batch_remove_employee (batch, "bob");
  fixture_apply (fixture, batch);
  assert_record (fixture, mail, customer, "bob");
  g_assert_cmpint (fixture_count (fixture, "state.db", "employee_address"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "customer WHERE kind = 1"), ==, 1);
  batch = store_batch_new ();
  store_batch_remove_customer (batch, customer);
  fixture_apply (fixture, batch);
  g_assert_null (record_of (fixture, mail));
  g_assert_cmpint (links_of (fixture, mail), ==, STORE_LINKS_NONE);
  assert_unprocessed (fixture, fixture->inbox, 1);
  batch = store_batch_new ();
  store_batch_remove_customer (batch, customer);
  assert_refused (fixture, batch, POSTHORN_ERROR_NOT_FOUND, "no customer");
}

static void
test_tasks (Fixture *fixture, gconstpointer data)
{
  guint64 mail = receive (fixture, fixture->inbox, (Mail){ 1 });
  guint64 bare = receive (fixture, fixture->inbox, (Mail){ 2, .subject = "" });
  StoreTaskFilter filter = { .open = 1, .limit = 10 };
  g_autoptr (GPtrArray) tasks = NULL;
  StoreBatch *batch = store_batch_new ();
  StoreTask *unknown = g_new0 (StoreTask, 1);
  gint64 done = add_task (fixture, mail, "Call Cora");

  set_route (fixture, "off");
  add_task (fixture, mail, NULL);
  add_task (fixture, bare, NULL);
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
  assert_refused (fixture, batch, POSTHORN_ERROR_NOT_FOUND, "no employee zoe; there are ann");
  batch = store_batch_new ();
  store_batch_complete_task (batch, 99);
  assert_refused (fixture, batch, POSTHORN_ERROR_NOT_FOUND, "no task 99");
}

static void
test_routing (Fixture *fixture, gconstpointer data)
{
  gint64 junk = fixture_put_folder (fixture, "work", "Junk", "junk");
  guint64 mail;
  gint64 customer;

  set_route (fixture, "assign");
  customer = add_customer (fixture, CRM_CONTACT, "ann", "cora@shop.example");
  mail = receive (fixture, fixture->inbox, (Mail){ 1, .arrived = TRUE });
  assert_record (fixture, mail, customer, "ann");
  g_assert_cmpint (links_of (fixture, mail), ==, STORE_LINKS_CRM);
  assert_unprocessed (fixture, fixture->inbox, 0);
  receive (fixture, fixture->inbox, (Mail){ 2, "new@else.example", .arrived = TRUE });
  receive (fixture, fixture->inbox, (Mail){ 3 });
  receive (fixture, junk, (Mail){ 4, .arrived = TRUE });
  g_assert_cmpint (fixture_count (fixture, "state.db", "crm_record"), ==, 1);
  /* Once: what a person took out stays out when the mail comes again. */
  exclude (fixture, mail, FALSE);
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  mail = receive (fixture, fixture->inbox,
                  (Mail){ 11, .message_id = "1@shop.example", .arrived = TRUE });
  g_assert_null (record_of (fixture, mail));
  set_route (fixture, "off");
  receive (fixture, fixture->inbox, (Mail){ 12, .arrived = TRUE });
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
      store_batch_add_customer (batch, customer_new (0, i % 3, "", addresses));
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
  guint64 message = receive (fixture, fixture->inbox, (Mail){ .uid = 1 });
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
  store_batch_add_employee (employees, employee_new ("ann", "ann@example.org"));
  assert_full (fixture, employees, "employees");
  store_batch_add_customer (customers, customer_new (0, CRM_LEAD, "", ""));
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
