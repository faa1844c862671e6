/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-sync.h"

#include "desk-fixture.h"
#include "error.h"

#include <string.h>

static guint64
receive (Desk *desk, guint32 uid, const char *from)
{
  return crm_receive (&desk->fixture, desk->fixture.inbox, (CrmSample){ uid, from });
}

static void
complete (Desk *desk, gint64 task)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_complete_task (batch, task);
  fixture_apply (&desk->fixture, batch);
}

static void
remove_task (Desk *desk, gint64 task)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_remove_task (batch, task);
  fixture_apply (&desk->fixture, batch);
}

static gint64
count (Desk *desk, const char *rows)
{
  return fixture_count (&desk->fixture, "state.db", rows);
}

static void
test_told (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);
  g_autoptr (StoreTask) task = NULL;
  gint64 id;

  crm_add_task (&desk->fixture, mail, "Before");
  desk_choose (desk, "bitrix24");
  desk_assert_said ("pull:");
  desk_assert_state (desk, "ready", "");
  crm_save (&desk->fixture, mail, NULL);
  id = crm_add_task (&desk->fixture, mail, "Call");
  desk_settle (desk);
  desk_assert_said ("record:new task:new");
  g_assert_null (elsewhere_find_task ("Before"));
  task = desk_task (desk, id);
  g_assert_cmpstr (task->telling.remote, ==, elsewhere_find_task ("Call")->remote);
  g_assert_false (task->telling.is_waiting);
  complete (desk, id);
  desk_settle (desk);
  desk_assert_said ("task:changed");
  g_assert_cmpint (elsewhere_find_task ("Call")->completed, >, 0);
  remove_task (desk, id);
  crm_exclude (&desk->fixture, mail, FALSE);
  desk_settle (desk);
  desk_assert_said ("task:gone record:gone");
  g_assert_cmpuint (elsewhere->tasks->len + elsewhere->records->len, ==, 0);
  g_assert_cmpint (count (desk, "remote_item WHERE kind >= 2"), ==, 0);
  g_assert_cmpuint (elsewhere->n_begun, ==, elsewhere->n_ended);
}

/* What is done without a network waits, also over a restart, and what is undone meanwhile was never
 * there. */
static void
test_offline (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);
  gint64 undone, id;

  desk_choose (desk, "bitrix24");
  desk_assert_said ("pull:");
  desk_set_online (desk, FALSE);
  desk_assert_state (desk, "offline", "");
  undone = crm_add_task (&desk->fixture, mail, "A mistake");
  id = crm_add_task (&desk->fixture, mail, "Call");
  crm_save (&desk->fixture, mail, NULL);
  complete (desk, id);
  remove_task (desk, undone);
  desk_settle (desk);
  desk_assert_said ("");
  desk_stop (desk);
  fixture_reopen (&desk->fixture);
  desk_start (desk);
  desk_settle (desk);
  desk_assert_said ("record:new task:new");
  g_assert_cmpuint (elsewhere->tasks->len, ==, 1);
  g_assert_cmpint (elsewhere_find_task ("Call")->completed, >, 0);
  desk_assert_state (desk, "ready", "");
}

/* It was done there, and nobody heard of that. */
static void
test_lost (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);

  desk_choose (desk, "bitrix24");
  elsewhere->moment = ELSEWHERE_AFTER;
  elsewhere->push_error = POSTHORN_ERROR_TIMEOUT;
  crm_add_task (&desk->fixture, mail, "Call");
  desk_settle (desk);
  desk_assert_said ("pull: task:new");
  desk_assert_state (desk, "offline", "Timeout");
  desk_set_online (desk, FALSE);
  desk_set_online (desk, TRUE);
  desk_assert_said ("task:again");
  g_assert_cmpuint (elsewhere->tasks->len, ==, 1);
  desk_assert_state (desk, "ready", "");
  elsewhere->push_error = POSTHORN_ERROR_TIMEOUT;
  crm_save (&desk->fixture, mail, NULL);
  desk_settle (desk);
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  desk_assert_said ("record:new record:again pull:");
  g_assert_cmpuint (elsewhere->records->len, ==, 1);
  g_assert_cmpuint (elsewhere->customers->len, ==, 1);
}

/* The pull tells of what was made, before anybody has asked for it. */
static void
test_found_by_pull (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);
  gint64 id;

  desk_choose (desk, "bitrix24");
  elsewhere->moment = ELSEWHERE_AFTER;
  elsewhere->push_error = POSTHORN_ERROR_PROTOCOL;
  desk_set_online (desk, FALSE);
  id = crm_add_task (&desk->fixture, mail, "Call");
  crm_sync_pull (desk->sync, TRUE);
  desk_set_online (desk, TRUE);
  complete (desk, id);
  desk_settle (desk);
  desk_assert_said ("pull: task:new pull: task:changed");
  g_assert_cmpuint (elsewhere->tasks->len, ==, 1);
  g_assert_cmpint (elsewhere_find_task ("Call")->completed, >, 0);
}

static void
test_refused (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);
  g_autoptr (StoreTask) refused = NULL;
  g_autoptr (StoreTask) taken = NULL;
  gint64 id;

  desk_choose (desk, "bitrix24");
  elsewhere->refused = "No";
  crm_add_task (&desk->fixture, mail, "First");
  id = crm_add_task (&desk->fixture, mail, "No");
  crm_add_task (&desk->fixture, mail, "Last");
  desk_settle (desk);
  g_assert_cmpuint (elsewhere->tasks->len, ==, 2);
  desk_assert_state (desk, "error", "CrmRemote");
  refused = desk_task (desk, id);
  g_assert_cmpstr (refused->telling.problem, ==, "Elsewhere: CrmRemote");
  /* It is not told again by itself, also not at the next start. */
  g_string_truncate (elsewhere->said, 0);
  crm_sync_pull (desk->sync, TRUE);
  desk_stop (desk);
  desk_start (desk);
  desk_settle (desk);
  g_assert_null (strstr (elsewhere->said->str, "task"));
  desk_assert_state (desk, "error", "CrmRemote");
  elsewhere->refused = NULL;
  g_assert_null (desk_configure (desk, "@a{sv} {}"));
  taken = desk_task (desk, id);
  g_assert_cmpstr (taken->telling.problem, ==, "");
  g_assert_nonnull (elsewhere_find_task ("No"));
  desk_assert_state (desk, "ready", "");
}

/* One that always leads to nonsense keeps nobody else waiting. */
static void
test_poison (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);

  desk_choose (desk, "bitrix24");
  elsewhere->poison = "Evil";
  crm_add_task (&desk->fixture, mail, "Evil");
  crm_add_task (&desk->fixture, mail, "Good");
  desk_settle (desk);
  g_assert_nonnull (elsewhere_find_task ("Good"));
  g_assert_null (elsewhere_find_task ("Evil"));
  desk_assert_state (desk, "error", "Protocol");
}

/* A server that answers nothing but nonsense is not asked a thousand times. */
static void
test_nonsense (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);

  desk_choose (desk, "bitrix24");
  desk_set_online (desk, FALSE);
  for (guint i = 0; i < 50; i++)
    crm_add_task (&desk->fixture, mail, "Evil");
  elsewhere->poison = "Evil";
  elsewhere->n_calls = 0;
  desk_set_online (desk, TRUE);
  g_assert_cmpint (elsewhere->n_calls, <=, 2 * 20 + 4);
  desk_assert_state (desk, "error", "Protocol");
}

static void
test_revoked (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);

  desk_choose (desk, "bitrix24");
  g_string_truncate (elsewhere->said, 0);
  elsewhere->error = POSTHORN_ERROR_AUTH_FAILED;
  crm_add_task (&desk->fixture, mail, "First");
  desk_settle (desk);
  desk_assert_said ("task:new");
  desk_assert_state (desk, "auth-needed", "AuthFailed");
  crm_add_task (&desk->fixture, mail, "Second");
  crm_sync_pull (desk->sync, TRUE);
  desk_set_online (desk, FALSE);
  desk_set_online (desk, TRUE);
  desk_assert_said ("");
  desk_assert_state (desk, "auth-needed", "AuthFailed");
  elsewhere->error = -1;
  g_assert_null (desk_configure (desk, "@a{sv} {}"));
  desk_assert_said ("task:again task:new pull:");
  desk_assert_state (desk, "ready", "");
}

/* Links stay, what is done in between is not told to who was not there, and who comes back is told
 * what became of what it has. */
static void
test_switching (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);
  guint64 other = receive (desk, 2, "dan@else.example");
  g_autofree char *remote = NULL;
  gint64 kept, gone;

  desk_choose (desk, "bitrix24");
  crm_save (&desk->fixture, mail, NULL);
  kept = crm_add_task (&desk->fixture, mail, "Kept");
  gone = crm_add_task (&desk->fixture, mail, "Gone");
  desk_settle (desk);
  remote = g_strdup (elsewhere_find_task ("Kept")->remote);
  desk_choose (desk, "local");
  desk_assert_state (desk, "ready", "");
  g_string_truncate (elsewhere->said, 0);
  crm_save (&desk->fixture, other, NULL);
  crm_add_task (&desk->fixture, other, "Here only");
  complete (desk, kept);
  remove_task (desk, gone);
  desk_settle (desk);
  desk_assert_said ("");
  g_assert_cmpint (crm_links_of (&desk->fixture, mail), ==, STORE_LINKS_CRM | STORE_LINKS_TASK);
  desk_choose (desk, "bitrix24");
  desk_assert_said ("task:changed task:gone pull:");
  g_assert_cmpint (elsewhere_find_task ("Kept")->completed, >, 0);
  g_assert_cmpstr (elsewhere_find_task ("Kept")->remote, ==, remote);
  g_assert_null (elsewhere_find_task ("Gone"));
  g_assert_null (elsewhere_find_task ("Here only"));
  g_assert_cmpint (count (desk, "crm_record"), ==, 2);
}

static void
test_not_configured (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) local = NULL;

  local = desk_configure (desk, "{'url': <'x'>}");
  g_assert_error (local, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED);
  desk_choose (desk, "dav");
  desk_assert_said ("");
  desk_assert_state (desk, "not-configured", "Failed");
  error = desk_configure (desk, "@a{sv} {}");
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (desk_configure (desk, "{'url': <'https://x.example'>}"));
  desk_assert_said ("pull:");
  desk_assert_state (desk, "ready", "");
  desk_stop (desk);
  desk_start (desk);
  desk_assert_state (desk, "ready", "");
}

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
  g_assert_cmpint (count (desk, "customer WHERE name = 'Cora' AND responsible = ''"), ==, 1);
  g_assert_cmpint (count (desk, "customer_address WHERE address = 'cora@new.example'"), ==, 1);
  g_assert_cmpint (count (desk, "customer_address"), ==, 1);
}

/* A stranger's mail is saved: who it was is known when the record is told. */
static void
test_provisional (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, "cora@shop.example");
  guint64 stranger = receive (desk, 2, "new@else.example");
  g_autoptr (StoreRecord) record = NULL;

  desk_choose (desk, "bitrix24");
  desk_set_online (desk, FALSE);
  crm_save (&desk->fixture, mail, NULL);
  crm_save (&desk->fixture, stranger, NULL);
  g_assert_cmpint (count (desk, "customer WHERE kind = 2"), ==, 2);
  elsewhere_put_customer ("c1", CRM_CONTACT, "Cora", "cora@shop.example", "");
  desk_set_online (desk, TRUE);
  g_assert_cmpint (count (desk, "customer WHERE kind = 0 AND name = 'Cora'"), ==, 1);
  g_assert_cmpint (count (desk, "customer"), ==, 2);
  g_assert_cmpuint (elsewhere->customers->len, ==, 2);
  record = crm_record_of (&desk->fixture, mail);
  g_assert_cmpint (
      record->customer, ==,
      fixture_query (&desk->fixture, "state.db", "SELECT id FROM customer WHERE name = 'Cora'"));
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  g_assert_cmpint (count (desk, "customer"), ==, 2);
}

/* Records and links stay, and its addresses are a stranger's again. */
static void
test_customer_gone (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, "cora@shop.example");
  guint64 next = receive (desk, 2, "cora@shop.example");
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
  g_assert_cmpint (count (desk, "customer_address"), ==, 0);
  g_assert_cmpint (count (desk, "customer"), ==, 1);
  record = crm_record_of (&desk->fixture, mail);
  g_assert_cmpstr (record->address, ==, "cora@shop.example");
  g_assert_cmpint (crm_links_of (&desk->fixture, mail), ==, STORE_LINKS_CRM);
  crm_save (&desk->fixture, next, NULL);
  g_assert_cmpint (count (desk, "customer WHERE kind = 2"), ==, 1);
}

static void
test_tasks_elsewhere (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);
  guint64 other = receive (desk, 2, NULL);
  gint64 done = crm_add_task (&desk->fixture, mail, "Before");
  gint64 gone;
  g_autoptr (StoreTask) task = NULL;

  remove_task (desk, done);
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
  guint64 mail = receive (desk, 1, NULL);
  gint64 changed, gone;
  g_autoptr (StoreTask) task = NULL;
  char **title;

  desk_choose (desk, "bitrix24");
  changed = crm_add_task (&desk->fixture, mail, "Call");
  gone = crm_add_task (&desk->fixture, mail, "Gone");
  desk_settle (desk);
  desk_set_online (desk, FALSE);
  complete (desk, changed);
  complete (desk, gone);
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
  g_assert_cmpint (count (desk, "customer"), ==, 30);
  desk_assert_said ("pull:");
  elsewhere_drop_customer ("c7");
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  desk_assert_said ("pull:");
  g_assert_cmpint (count (desk, "customer"), ==, 29);
  g_ptr_array_set_size (elsewhere->customers, 0);
  crm_sync_pull (desk->sync, TRUE);
  desk_settle (desk);
  desk_assert_said ("pull: pull:");
  g_assert_cmpint (count (desk, "customer"), ==, 0);
}

/* The settings lead to another place: what is missing there is not gone. */
static void
test_place (Desk *desk, gconstpointer data)
{
  guint64 mail = receive (desk, 1, NULL);
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
  g_assert_cmpint (count (desk, "customer"), ==, 1);
  g_assert_cmpint (count (desk, "remote_item WHERE remote = 'x1'"), ==, 1);
  complete (desk, id);
  desk_settle (desk);
  g_assert_cmpint (count (desk, "task"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  desk_test ("/crm-sync/told", test_told);
  desk_test ("/crm-sync/offline", test_offline);
  desk_test ("/crm-sync/lost", test_lost);
  desk_test ("/crm-sync/found-by-pull", test_found_by_pull);
  desk_test ("/crm-sync/refused", test_refused);
  desk_test ("/crm-sync/poison", test_poison);
  desk_test ("/crm-sync/nonsense", test_nonsense);
  desk_test ("/crm-sync/revoked", test_revoked);
  desk_test ("/crm-sync/switching", test_switching);
  desk_test ("/crm-sync/not-configured", test_not_configured);
  desk_test ("/crm-sync/customers", test_customers);
  desk_test ("/crm-sync/provisional", test_provisional);
  desk_test ("/crm-sync/customer-gone", test_customer_gone);
  desk_test ("/crm-sync/tasks-elsewhere", test_tasks_elsewhere);
  desk_test ("/crm-sync/both-sides", test_both_sides);
  desk_test ("/crm-sync/doubt", test_doubt);
  desk_test ("/crm-sync/place", test_place);
  return g_test_run ();
}
