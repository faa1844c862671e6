/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-state.h"
#include "store-fixture.h"
#include "store-reader-crm.h"
#include "store-reader-operations.h"
#include "store-reader-outbox.h"
#include "store-reader-remote.h"

#include <string.h>

static void
make_golden (Fixture *fixture, const char *file, const char *dump)
{
  g_autofree char *path = g_build_filename (g_getenv ("FIXTURES"), dump, NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &sql, NULL, &error);
  g_assert_no_error (error);
  fixture_execute (fixture, file, sql);
}

static void
assert_golden_account (Fixture *fixture, gint64 last_sync, gint64 last_start)
{
  g_autoptr (GPtrArray) accounts = store_reader_accounts (fixture_reader (fixture), NULL);
  StoreAccount *account = accounts->pdata[0];

  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_cmpstr (account->id, ==, "work");
  g_assert_cmpint (account->last_sync, ==, last_sync);
  g_assert_cmpint (account->last_start, ==, last_start);
}

/* What lies in the golden databases of every version. */
static void
assert_golden_mail (Fixture *fixture)
{
  guint64 ids[] = { 1, 2 };
  StoreFilter filter = { .account = "work", .unread = 1, .flagged = -1, .has_attachments = -1 };
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) unread = NULL;
  g_autoptr (StoreFolder) folder = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *paused = NULL;
  StoreMessage *message = NULL;

  paused = store_reader_setting (fixture_reader (fixture), "paused", NULL);
  g_assert_cmpstr (paused, ==, "yes");
  folder = fixture_folder (fixture, "work", 1);
  g_assert_cmpstr (folder->role, ==, "archive");
  g_assert_cmpuint (folder->uidvalidity, ==, 7);
  g_assert_cmpuint (folder->highestmodseq, ==, 11);
  g_assert_cmpint (folder->last_sync, ==, 500);
  g_assert_cmpint (folder->audited, ==, 600);
  g_assert_cmpuint (folder->total, ==, 2);
  g_assert_cmpuint (folder->unread, ==, 1);
  messages = store_reader_get (fixture_reader (fixture), ids, 2, STORE_COLUMNS_DETAILS, NULL);
  message = messages->pdata[1];
  g_assert_cmpstr (message->subject, ==, "Subject 2");
  g_assert_cmpstr (message->flags, ==, "\\Seen");
  g_assert_cmpstr (((Attachment *) message->attachments->pdata[0])->name, ==, "a.pdf");
  g_assert_cmpstr (((MailAddress *) message->to->pdata[1])->address, ==, "cy@example.org");
  unread = store_reader_list (fixture_reader (fixture), &filter, 0, 50, STORE_SORT_DATE_DESC,
                              STORE_COLUMNS_HEAD, NULL);
  g_assert_cmpuint (unread->len, ==, 1);
  body = store_reader_body (fixture_reader (fixture), 1, NULL, NULL);
  g_assert_cmpuint (g_bytes_get_size (body), ==, strlen ("raw 1"));
  g_assert_cmpuint (fixture_add_now (fixture, 1, (Sample){ 3, 3 }), ==, 3);
}

/* A state.db from before there was a blacklist has an empty one, and one that was kept. */
static void
assert_golden_blacklist (Fixture *fixture, const char *expected)
{
  g_auto (GStrv) entries = store_reader_blacklist (fixture_reader (fixture), NULL);
  g_autofree char *joined = g_strjoinv (" ", entries);

  g_assert_cmpstr (joined, ==, expected);
}

static void
open_golden (Fixture *fixture)
{
  fixture_open (fixture);
  g_assert_cmpint (fixture_query (fixture, "state.db", "PRAGMA user_version"), ==, 10);
  g_assert_null (store_set_aside (fixture->store));
  g_assert_cmpint (fixture_query (fixture, "mail.db", "PRAGMA user_version"), ==, 7);
}

/* Databases as the first released Posthorn wrote them. */
static void
test_golden_1 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreBatch) batch = store_batch_new ();

  make_golden (fixture, "state.db", "state-schema-1.sql");
  make_golden (fixture, "mail.db", "mail-schema-1.sql");
  fixture_execute (fixture, "mail.db", "INSERT INTO account_sync VALUES ('work', 700)");
  open_golden (fixture);
  assert_golden_account (fixture, 700, 0);
  assert_golden_mail (fixture);
  assert_golden_blacklist (fixture, "");
  store_batch_set_account_started (batch, "work", 1000);
  fixture_apply (fixture, g_steal_pointer (&batch));
  assert_golden_account (fixture, 700, 1000);
}

/* A mail.db of a later one; DATA is its file. */
static void
test_golden_mail (Fixture *fixture, gconstpointer data)
{
  make_golden (fixture, "state.db", "state-schema-1.sql");
  make_golden (fixture, "mail.db", data);
  open_golden (fixture);
  assert_golden_account (fixture, 700, 690);
  assert_golden_mail (fixture);
}

static void
test_golden_state_2 (Fixture *fixture, gconstpointer data)
{
  make_golden (fixture, "state.db", "state-schema-2.sql");
  make_golden (fixture, "mail.db", "mail-schema-2.sql");
  open_golden (fixture);
  assert_golden_mail (fixture);
  assert_golden_blacklist (fixture, "@spam.example eve@example.org");
}

/* What was pending is told to the server by whoever comes later. */
static void
test_golden_state_3 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) operations = NULL;
  const StoreOperation *operation;

  make_golden (fixture, "state.db", "state-schema-3.sql");
  make_golden (fixture, "mail.db", "mail-schema-6.sql");
  open_golden (fixture);
  operations = store_reader_operations (fixture_reader (fixture), "work", 0, 100, NULL);
  g_assert_cmpuint (operations->len, ==, 1);
  operation = operations->pdata[0];
  g_assert_cmpstr (operation->added_flags, ==, "\\Flagged");
  g_assert_cmpuint (operation->messages->len, ==, 1);
  assert_golden_mail (fixture);
}

/* What had been begun is told again by whoever comes later. */
static void
test_golden_state_7 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) operations = NULL;
  const StoreOperation *operation;

  make_golden (fixture, "state.db", "state-schema-7.sql");
  make_golden (fixture, "mail.db", "mail-schema-6.sql");
  open_golden (fixture);
  operations = store_reader_operations (fixture_reader (fixture), "work", 1, 100, NULL);
  operation = operations->pdata[0];
  g_assert_true (operation->begun);
  g_assert_cmpuint (operation->target_uidvalidity, ==, 7);
  g_assert_cmpuint (operation->target_uidnext, ==, 3);
  assert_golden_mail (fixture);
}

static void
test_golden_state_4 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) operations = NULL;
  const StoreOperation *operation;
  const StoreOperationMessage *message;

  make_golden (fixture, "state.db", "state-schema-4.sql");
  make_golden (fixture, "mail.db", "mail-schema-6.sql");
  open_golden (fixture);
  operations = store_reader_operations (fixture_reader (fixture), "work", 1, 100, NULL);
  g_assert_cmpuint (operations->len, ==, 1);
  operation = operations->pdata[0];
  g_assert_cmpint (operation->verb, ==, STORE_VERB_COPY);
  g_assert_cmpstr (operation->origin, ==, "");
  message = operation->messages->pdata[0];
  g_assert_cmpuint (message->id, ==, 2);
  g_assert_cmpuint (message->source, ==, 1);
  assert_golden_mail (fixture);
}

/* What was written is all there, and what may have been sent is not sent again. */
static void
test_golden_state_5 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) signatures = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GBytes) piece = NULL;
  const OutboxMessage *message = NULL;

  make_golden (fixture, "state.db", "state-schema-5.sql");
  make_golden (fixture, "mail.db", "mail-schema-6.sql");
  open_golden (fixture);
  messages = store_reader_outbox (fixture_reader (fixture), NULL);
  g_assert_cmpuint (messages->len, ==, 1);
  message = messages->pdata[0];
  g_assert_true (outbox_state_is_uncertain (message));
  g_assert_cmpstr (message->original_flag, ==, "\\Answered");
  g_assert_cmpuint (message->recipients->len, ==, 2);
  g_assert_true (message->needs_unicode);
  piece = store_reader_octets (fixture_reader (fixture), message->octets, 1, NULL);
  g_assert_cmpmem (g_bytes_get_data (piece, NULL), g_bytes_get_size (piece), "\r\n\r\n", 4);
  signatures = store_reader_signatures (fixture_reader (fixture), NULL);
  g_assert_cmpstr (((StoreSignature *) signatures->pdata[0])->text, ==, "A");
  drafts = store_reader_drafts (fixture_reader (fixture), NULL);
  g_assert_cmpuint (drafts->len, ==, 0);
  g_assert_cmpint (message->copy, ==, OUTBOX_COPY_NONE);
  assert_golden_mail (fixture);
}

/* Whom CRM knew, and what mail was linked to. */
static void
test_golden_state_6 (Fixture *fixture, gconstpointer data)
{
  StoreCustomerFilter everybody = { .kind = -1, .limit = 10 };
  StoreTaskFilter all = { .open = -1, .limit = 10 };
  g_autoptr (GPtrArray) customers = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (StoreFolder) folder = NULL;

  make_golden (fixture, "state.db", "state-schema-6.sql");
  make_golden (fixture, "mail.db", "mail-schema-7.sql");
  open_golden (fixture);
  customers = store_reader_customers (fixture_reader (fixture), &everybody, NULL);
  g_assert_cmpuint (customers->len, ==, 1);
  g_assert_cmpstr (((StoreCustomer *) customers->pdata[0])->addresses[0], ==, "cora@shop.example");
  records = store_reader_records (fixture_reader (fixture), 1, NULL);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpstr (((StoreRecord *) records->pdata[0])->responsible, ==, "bob");
  tasks = store_reader_tasks (fixture_reader (fixture), &all, NULL);
  g_assert_cmpuint (tasks->len, ==, 1);
  g_assert_cmpuint (((StoreTask *) tasks->pdata[0])->message, ==, 1);
  folder = fixture_folder (fixture, "work", 1);
  g_assert_cmpuint (folder->unprocessed, ==, 1);
  assert_golden_mail (fixture);
}

/* What waits to be filed, and what is half written. */
static void
test_golden_state_8 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  const OutboxMessage *sent = NULL;
  const StoreDraft *draft = NULL;

  make_golden (fixture, "state.db", "state-schema-8.sql");
  make_golden (fixture, "mail.db", "mail-schema-7.sql");
  open_golden (fixture);
  accounts = store_reader_accounts (fixture_reader (fixture), NULL);
  g_assert_false (((StoreAccount *) accounts->pdata[0])->save_sent);
  messages = store_reader_outbox (fixture_reader (fixture), NULL);
  g_assert_cmpuint (messages->len, ==, 2);
  sent = messages->pdata[1];
  g_assert_cmpint (sent->copy, ==, OUTBOX_COPY_WANTED);
  g_assert_cmpstr (sent->copy_error_name, ==, "NoFolder");
  drafts = store_reader_drafts (fixture_reader (fixture), NULL);
  g_assert_cmpuint (drafts->len, ==, 1);
  draft = drafts->pdata[0];
  g_assert_cmpmem (g_bytes_get_data (draft->content, NULL), g_bytes_get_size (draft->content),
                   "half a", 6);
  g_assert_cmpstr (draft->placing_id, ==, "6b@example.org");
  g_assert_cmpuint (draft->parts->len, ==, 1);
  g_assert_cmpint (fixture_count (fixture, "state.db", "octets"), ==, 5);
  assert_golden_mail (fixture);
}

/* What another system was to be told, and what it has. */
static void
test_golden_state_9 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreRemote) remote = NULL;
  g_autoptr (StoreIntent) intent = NULL;
  g_autoptr (StoreRemoteSums) sums = NULL;
  g_autoptr (GHashTable) versions = NULL;

  make_golden (fixture, "state.db", "state-schema-9.sql");
  make_golden (fixture, "mail.db", "mail-schema-7.sql");
  open_golden (fixture);
  remote = store_reader_remote (fixture_reader (fixture), "dav", NULL);
  g_assert_true (remote->is_chosen);
  g_assert_cmpstr (remote->settings, ==, "{'url': <'https://dav.example'>}");
  g_assert_cmpstr (remote->cursor, ==, "token-4");
  intent = store_reader_next_intent (fixture_reader (fixture), "dav", NULL, 1000, NULL);
  g_assert_cmpstr (intent->task->title, ==, "Call");
  g_assert_true (intent->is_begun);
  g_assert_cmpstr (intent->customer_remote, ==, "/book/cora.vcf");
  sums = store_reader_remote_sums (fixture_reader (fixture), "dav", NULL);
  g_assert_cmpstr (sums->problem, ==, "It is read-only");
  versions = store_reader_remote_versions (fixture_reader (fixture), "bitrix24",
                                           STORE_REMOTE_EMPLOYEE, NULL);
  g_assert_true (g_hash_table_contains (versions, "7"));
  assert_golden_mail (fixture);
}

/* What had been handed over does not come again, and nobody sends on without a server to send by.
 */
static void
test_golden_state_8_routes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) accounts = NULL;

  make_golden (fixture, "state.db", "state-schema-8.sql");
  make_golden (fixture, "mail.db", "mail-schema-7.sql");
  fixture_execute (fixture, "state.db", "UPDATE account SET route = 'forward'");
  open_golden (fixture);
  accounts = store_reader_accounts (fixture_reader (fixture), NULL);
  g_assert_cmpstr (((StoreAccount *) accounts->pdata[0])->route, ==, "assign");
  g_assert_cmpint (fixture_count (fixture, "state.db",
                                  "routed_mail WHERE message_id = '1@example.org' AND sent_on = 1"),
                   ==, 1);
}

/* What was to be sent on, and what was on its way already. */
static void
test_golden_state_10 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreHandover) handover = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  make_golden (fixture, "state.db", "state-schema-10.sql");
  make_golden (fixture, "mail.db", "mail-schema-7.sql");
  open_golden (fixture);
  handover = store_reader_handover (fixture_reader (fixture), "work", 0, NULL);
  g_assert_cmpuint (handover->message, ==, 1);
  g_assert_cmpstr (handover->recipient, ==, "bob@office.example");
  messages = store_reader_outbox (fixture_reader (fixture), NULL);
  g_assert_cmpuint (messages->len, ==, 3);
  g_assert_cmpint (((OutboxMessage *) messages->pdata[1])->kind, ==, OUTBOX_MESSAGE);
  g_assert_cmpint (((OutboxMessage *) messages->pdata[2])->kind, ==, OUTBOX_ROUTED);
  assert_golden_mail (fixture);
}

#define golden_test(path, function, data)                                                          \
  g_test_add (path, Fixture, data, fixture_new_directory, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  golden_test ("/store-golden/1", test_golden_1, NULL);
  golden_test ("/store-golden/mail-2", test_golden_mail, "mail-schema-2.sql");
  golden_test ("/store-golden/mail-3", test_golden_mail, "mail-schema-3.sql");
  golden_test ("/store-golden/mail-4", test_golden_mail, "mail-schema-4.sql");
  golden_test ("/store-golden/mail-5", test_golden_mail, "mail-schema-5.sql");
  golden_test ("/store-golden/mail-6", test_golden_mail, "mail-schema-6.sql");
  golden_test ("/store-golden/mail-7", test_golden_mail, "mail-schema-7.sql");
  golden_test ("/store-golden/state-2", test_golden_state_2, NULL);
  golden_test ("/store-golden/state-3", test_golden_state_3, NULL);
  golden_test ("/store-golden/state-4", test_golden_state_4, NULL);
  golden_test ("/store-golden/state-5", test_golden_state_5, NULL);
  golden_test ("/store-golden/state-6", test_golden_state_6, NULL);
  golden_test ("/store-golden/state-7", test_golden_state_7, NULL);
  golden_test ("/store-golden/state-8", test_golden_state_8, NULL);
  golden_test ("/store-golden/state-8-routes", test_golden_state_8_routes, NULL);
  golden_test ("/store-golden/state-9", test_golden_state_9, NULL);
  golden_test ("/store-golden/state-10", test_golden_state_10, NULL);
  return g_test_run ();
}
