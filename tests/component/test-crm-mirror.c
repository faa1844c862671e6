/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-sync.h"

#include "desk-fixture.h"
#include "error.h"

#include <string.h>

static void
test_customers (Desk *desk, gconstpointer data)
{
  StoreCustomerFilter everybody = { .kind = -1, .limit = 10 };
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GPtrArray) customers = NULL;
  const StoreCustomer *cora;

  elsewhere_add_employee ("7", "bob@office.example", "bob@office.example");
  elsewhere_put_customer ("c1", CRM_CONTACT, "Cora\n Shop", "Cora@Shop.example not-an-address",
                          "7");
  elsewhere_put_customer ("c2", CRM_COMPANY, "Silent", "", "");
  desk_choose (desk, "bitrix24");
  customers = store_reader_customers (fixture_reader (&desk->fixture), &everybody, NULL);
  g_assert_cmpuint (customers->len, ==, 1);
  cora = customers->pdata[0];
  g_assert_cmpstr (cora->name, ==, "Cora  Shop");
  g_assert_cmpstr (cora->addresses[0], ==, "cora@shop.example");
  g_assert_null (cora->addresses[1]);
  g_assert_cmpstr (cora->responsible, ==, "bob@office.example");
  store_batch_remove_customer (batch, cora->id);
  crm_assert_refused (&desk->fixture, batch, POSTHORN_ERROR_NOT_SUPPORTED, "bitrix24");
  batch = store_batch_new ();
  store_batch_update_customer (batch, crm_customer_new (cora->id, CRM_LEAD, "", NULL), FALSE);
  crm_assert_refused (&desk->fixture, batch, POSTHORN_ERROR_NOT_SUPPORTED, "bitrix24");
  elsewhere_put_customer ("c1", CRM_CONTACT, "Cora", "cora@new.example", "");
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  g_assert_cmpint (desk_count (desk, "customer WHERE name = 'Cora' AND responsible = ''"), ==, 1);
  g_assert_cmpint (desk_count (desk, "customer_address WHERE address = 'cora@new.example'"), ==, 1);
  g_assert_cmpint (desk_count (desk, "customer_address"), ==, 1);
}

/* A stranger's mail is saved: who it was is known when the record is told. */
static void
test_provisional (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, "cora@shop.example");
  guint64 stranger = desk_receive (desk, 2, "new@else.example");
  g_autoptr (StoreRecord) record = NULL;

  desk_choose (desk, "bitrix24");
  desk_set_online (desk, FALSE);
  crm_save (&desk->fixture, mail, NULL);
  crm_save (&desk->fixture, stranger, NULL);
  g_assert_cmpint (desk_count (desk, "customer WHERE kind = 2"), ==, 2);
  elsewhere_put_customer ("c1", CRM_CONTACT, "Cora", "cora@shop.example", "");
  desk_set_online (desk, TRUE);
  g_assert_cmpint (desk_count (desk, "customer WHERE kind = 0 AND name = 'Cora'"), ==, 1);
  g_assert_cmpint (desk_count (desk, "customer"), ==, 2);
  g_assert_cmpuint (elsewhere->customers->len, ==, 2);
  record = crm_record_of (&desk->fixture, mail);
  g_assert_cmpint (
      record->customer, ==,
      fixture_query (&desk->fixture, "state.db", "SELECT id FROM customer WHERE name = 'Cora'"));
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  g_assert_cmpint (desk_count (desk, "customer"), ==, 2);
}

/* Records and links stay, and its addresses are a stranger's again. */
static void
test_customer_gone (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, "cora@shop.example");
  guint64 next = desk_receive (desk, 2, "cora@shop.example");
  g_autoptr (StoreRecord) record = NULL;

  elsewhere_put_customer ("c1", CRM_CONTACT, "Cora", "cora@shop.example", "");
  elsewhere_put_customer ("c2", CRM_CONTACT, "Dan", "dan@shop.example", "");
  desk_choose (desk, "bitrix24");
  crm_save (&desk->fixture, mail, NULL);
  desk_settle (desk);
  elsewhere_drop_customer ("c1");
  elsewhere_drop_customer ("c2");
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  g_assert_cmpint (desk_count (desk, "customer_address"), ==, 0);
  g_assert_cmpint (desk_count (desk, "customer"), ==, 1);
  record = crm_record_of (&desk->fixture, mail);
  g_assert_cmpstr (record->address, ==, "cora@shop.example");
  g_assert_cmpint (crm_links_of (&desk->fixture, mail), ==, STORE_LINKS_CRM);
  crm_save (&desk->fixture, next, NULL);
  g_assert_cmpint (desk_count (desk, "customer WHERE kind = 2"), ==, 1);
}

static void
test_tasks_elsewhere (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);
  guint64 other = desk_receive (desk, 2, NULL);
  gint64 done = crm_add_task (&desk->fixture, mail, "Before");
  gint64 gone;
  g_autoptr (StoreTask) task = NULL;

  desk_remove_task (desk, done);
  desk_choose (desk, "bitrix24");
  done = crm_add_task (&desk->fixture, mail, "Done");
  gone = crm_add_task (&desk->fixture, other, "Gone");
  desk_settle (desk);
  elsewhere_find_task ("Done")->completed = 99;
  elsewhere_find_task ("Done")->due = 77;
  elsewhere_drop_task ("Gone");
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  task = desk_task (desk, done);
  g_assert_cmpint (task->completed, ==, 99);
  g_assert_cmpint (task->due, ==, 77);
  g_assert_null (desk_task (desk, gone));
  g_assert_cmpint (crm_links_of (&desk->fixture, other), ==, STORE_LINKS_NONE);
  g_assert_cmpint (crm_links_of (&desk->fixture, mail), ==, STORE_LINKS_TASK);
  g_assert_cmpuint (desk->changed, ==, 1);
  g_string_truncate (elsewhere->said, 0);
  elsewhere_find_task ("Done")->completed = 0;
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  desk_assert_said ("pull:");
  store_task_free (g_steal_pointer (&task));
  task = desk_task (desk, done);
  g_assert_cmpint (task->completed, ==, 0);
}

/* Completed here and not told, changed and removed there meanwhile. */
static void
test_both_sides (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);
  gint64 changed, gone;
  g_autoptr (StoreTask) task = NULL;
  char **title;

  desk_choose (desk, "bitrix24");
  changed = crm_add_task (&desk->fixture, mail, "Call");
  gone = crm_add_task (&desk->fixture, mail, "Gone");
  desk_settle (desk);
  desk_set_online (desk, FALSE);
  desk_complete (desk, changed);
  desk_complete (desk, gone);
  title = &elsewhere_find_task ("Call")->title;
  g_free (*title);
  *title = g_strdup ("Call back");
  elsewhere_drop_task ("Gone");
  desk_set_online (desk, TRUE);
  task = desk_task (desk, changed);
  g_assert_cmpstr (task->title, ==, "Call back");
  g_assert_cmpint (task->completed, >, 0);
  g_assert_cmpint (elsewhere_find_task ("Call back")->completed, ==, task->completed);
  g_assert_null (desk_task (desk, gone));
  desk_assert_state (desk, "ready", "");
}

/* A listing that lacks nearly everything is asked for twice. */
static void
test_doubt (Desk *desk, gconstpointer data)
{
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      g_autofree char *address = g_strdup_printf ("c%u@shop.example", i);
      elsewhere_put_customer (id, CRM_CONTACT, id, address, "");
    }
  desk_choose (desk, "bitrix24");
  g_assert_cmpint (desk_count (desk, "customer"), ==, 30);
  desk_assert_said ("pull:");
  elsewhere_drop_customer ("c7");
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  desk_assert_said ("pull:");
  g_assert_cmpint (desk_count (desk, "customer"), ==, 29);
  g_ptr_array_set_size (elsewhere->customers, 0);
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  desk_assert_said ("pull: pull:");
  g_assert_cmpint (desk_count (desk, "customer"), ==, 0);
}

/* The settings lead to another place: what is missing there is not gone. */
static void
test_place (Desk *desk, gconstpointer data)
{
  guint64 mail = desk_receive (desk, 1, NULL);
  gint64 id;
  g_autoptr (StoreTask) task = NULL;

  elsewhere_put_customer ("c1", CRM_CONTACT, "Cora", "cora@shop.example", "");
  desk_choose (desk, "bitrix24");
  id = crm_add_task (&desk->fixture, mail, "Call");
  desk_settle (desk);
  elsewhere->place = "there";
  elsewhere_drop_task ("Call");
  elsewhere_drop_customer ("c1");
  elsewhere_put_customer ("x1", CRM_CONTACT, "Cora", "cora@shop.example", "");
  g_assert_null (desk_configure (desk, "@a{sv} {}"));
  task = desk_task (desk, id);
  g_assert_cmpstr (task->telling.remote, ==, "");
  g_assert_cmpint (desk_count (desk, "customer"), ==, 1);
  g_assert_cmpint (desk_count (desk, "remote_item WHERE remote = 'x1'"), ==, 1);
  desk_complete (desk, id);
  desk_settle (desk);
  g_assert_cmpint (desk_count (desk, "task"), ==, 1);
}

/* Who is there is known by address, and found again by the other side's word. */
static void
test_employees (Desk *desk, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();

  crm_add_employee (&desk->fixture, "bob", "bob@office.example");
  elsewhere_add_employee ("7", "bob@office.example", "Bob@Office.example");
  elsewhere_add_employee ("8", "boss", "ann@example.org");
  elsewhere_add_employee ("9", "cy@office.example", "cy@office.example");
  elsewhere_put_customer ("c1", CRM_CONTACT, "One", "one@shop.example", "7");
  elsewhere_put_customer ("c2", CRM_CONTACT, "Two", "two@shop.example", "8");
  elsewhere_put_customer ("c3", CRM_CONTACT, "Three", "three@shop.example", "9");
  elsewhere_put_customer ("c4", CRM_CONTACT, "Four", "four@shop.example", "99");
  desk_choose (desk, "bitrix24");
  g_assert_cmpint (desk_count (desk, "customer WHERE name = 'One' AND responsible = 'bob'"), ==, 1);
  g_assert_cmpint (desk_count (desk, "customer WHERE name = 'Two' AND responsible = 'ann'"), ==, 1);
  g_assert_cmpint (desk_count (desk, "customer WHERE responsible = 'cy@office.example'"), ==, 1);
  g_assert_cmpint (desk_count (desk, "customer WHERE name = 'Four' AND responsible = ''"), ==, 1);
  g_assert_cmpint (desk_count (desk, "employee"), ==, 2);
  store_batch_remove_employee (batch, "bob");
  crm_assert_refused (&desk->fixture, batch, POSTHORN_ERROR_NOT_SUPPORTED, "bitrix24");
  g_ptr_array_remove_index (elsewhere->employees, 0);
  elsewhere_put_customer ("c1", CRM_CONTACT, "One", "one@shop.example", "9");
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  g_assert_cmpint (desk_count (desk, "employee"), ==, 2);
  batch = store_batch_new ();
  store_batch_remove_employee (batch, "bob");
  fixture_apply (&desk->fixture, batch);
}

static void
test_full (Desk *desk, gconstpointer data)
{
  fixture_execute (
      &desk->fixture, "state.db",
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99999) "
      "INSERT INTO customer (kind, name, responsible) SELECT 0, i, '' FROM n");
  elsewhere_put_customer ("c1", CRM_CONTACT, "One", "one@shop.example", "");
  elsewhere_put_customer ("c2", CRM_CONTACT, "Two", "two@shop.example", "");
  desk_choose (desk, "bitrix24");
  g_assert_cmpint (desk_count (desk, "customer"), ==, STORE_CUSTOMERS_MOST);
  desk_assert_state (desk, "error", "TooLarge");
  desk_choose (desk, "local");
  desk_assert_state (desk, "ready", "");
}

/* Others write while a long page is taken over, which goes on where it was after a restart. */
static void
test_pages (Desk *desk, gconstpointer data)
{
  gboolean was_between = FALSE;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%04u", i);
      g_autofree char *address = g_strdup_printf ("%s@shop.example", id);
      elsewhere_put_customer (id, CRM_CONTACT, id, address, "");
    }
  elsewhere->error = POSTHORN_ERROR_TIMEOUT;
  elsewhere->page = 1500;
  desk_choose (desk, "bitrix24");
  desk_assert_said ("pull:");
  elsewhere->error = -1;
  crm_sync_pull (desk->sync, TRUE);
  while (desk_count (desk, "customer") < 1500)
    {
      fixture_apply (&desk->fixture, store_batch_new ());
      was_between |= desk_count (desk, "customer") > 0 && desk_count (desk, "customer") < 1500;
    }
  g_assert_true (was_between);
  elsewhere->error = POSTHORN_ERROR_TIMEOUT;
  desk_settle (desk);
  desk_assert_said ("pull: pull:1500");
  elsewhere->error = -1;
  desk_stop (desk);
  desk_start (desk);
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  desk_assert_said ("pull:1500");
  g_assert_cmpint (desk_count (desk, "customer"), ==, 3000);
}

/* What it has learnt itself is kept, and it is not asked anew for that. */
static void
test_learnt (Desk *desk, gconstpointer data)
{
  g_autoptr (GVariant) settings = NULL;
  g_autofree char *url = NULL;

  elsewhere->learnt = "https://moved.example";
  desk_choose (desk, "bitrix24");
  desk_assert_said ("pull:");
  elsewhere->learnt = NULL;
  desk_stop (desk);
  desk_start (desk);
  settings = g_variant_ref_sink (crm_sync_get_settings (desk->sync));
  g_assert_true (g_variant_lookup (settings, "url", "s", &url));
  g_assert_cmpstr (url, ==, "https://moved.example");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  desk_test ("/crm-mirror/customers", test_customers);
  desk_test ("/crm-mirror/provisional", test_provisional);
  desk_test ("/crm-mirror/customer-gone", test_customer_gone);
  desk_test ("/crm-mirror/tasks-elsewhere", test_tasks_elsewhere);
  desk_test ("/crm-mirror/both-sides", test_both_sides);
  desk_test ("/crm-mirror/doubt", test_doubt);
  desk_test ("/crm-mirror/place", test_place);
  desk_test ("/crm-mirror/employees", test_employees);
  desk_test ("/crm-mirror/full", test_full);
  desk_test ("/crm-mirror/pages", test_pages);
  desk_test ("/crm-mirror/learnt", test_learnt);
  return g_test_run ();
}
