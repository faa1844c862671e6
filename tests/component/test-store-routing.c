/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-batch-crm.h"
#include "store-batch-outbox.h"
#include "store-fixture.h"
#include "store-reader-crm.h"
#include "store-reader-outbox.h"

#include <string.h>

#define CORA "cora@shop.example"
#define BOB  "bob@office.example"

/* A mail of CORA that arrives; NULL: as usual. */
typedef struct
{
  guint32 uid;
  const char *message_id;
  const char *to;
  const char *sender;
  const char *auto_submitted;
  gboolean is_bounce, is_routed, is_old;
  gint64 diverted;
} Mail;

static void
add_mail (StoreBatch *batch, gint64 folder, const Mail *mail)
{
  g_autoptr (Summary) summary = summary_new ();
  g_autoptr (GVariant) value = NULL;
  g_autofree char *text = g_strdup_printf ("Text %u", mail->uid);
  g_autoptr (GBytes) raw = g_bytes_new (text, strlen (text));
  StoreNewMessage message = { .uid = mail->uid,
                              .flags = "",
                              .received = 1000 + mail->uid,
                              .size = strlen (text),
                              .raw = raw,
                              .arrived = !mail->is_old,
                              .diverted = mail->diverted };

  summary_take (&summary->subject, g_strdup_printf ("Order %u", mail->uid));
  summary_take (&summary->message_id, mail->message_id
                                          ? g_strdup (mail->message_id)
                                          : g_strdup_printf ("%u@shop.example", mail->uid));
  g_ptr_array_add (summary->from, mail_address_new ("", CORA));
  g_ptr_array_add (summary->to, mail_address_new ("", mail->to ? mail->to : "ann@example.org"));
  if (mail->sender)
    g_ptr_array_add (summary->senders, mail_address_new ("", mail->sender));
  if (mail->auto_submitted)
    summary_take (&summary->auto_submitted, g_strdup (mail->auto_submitted));
  summary->is_bounce = mail->is_bounce;
  summary->is_routed = mail->is_routed;
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
  g_assert_cmpuint (changes->added->len, ==, 1);
  return g_array_index (changes->added, guint64, 0);
}

static void
set_route (Fixture *fixture, const char *account, const char *owner, const char *route)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GPtrArray) accounts = store_reader_accounts (fixture_reader (fixture), NULL);
  StoreAccount *config = NULL;

  for (guint i = 0; i < accounts->len; i++)
    if (g_str_equal (((StoreAccount *) accounts->pdata[i])->id, account))
      config = accounts->pdata[i];
  summary_take (&config->route, g_strdup (route));
  summary_take (&config->address, g_strdup_printf ("%s@Example.org", owner));
  summary_take (&config->owner, g_strdup (owner));
  store_batch_put_account (batch, config);
  fixture_apply (fixture, batch);
}

static void
put_bob (Fixture *fixture, const char *addresses)
{
  StoreBatch *batch = store_batch_new ();
  StoreEmployee *employee = g_new0 (StoreEmployee, 1);
  gboolean is_there = fixture_count (fixture, "state.db", "employee") > 0;

  employee->login = g_strdup ("bob");
  employee->name = g_strdup ("");
  employee->addresses = g_strsplit (addresses, " ", *addresses ? -1 : 0);
  if (is_there)
    store_batch_update_employee (batch, employee);
  else
    store_batch_add_employee (batch, employee);
  fixture_apply (fixture, batch);
}

static void
put_customer (Fixture *fixture, const char *responsible)
{
  StoreBatch *batch = store_batch_new ();
  StoreCustomer *customer = g_new0 (StoreCustomer, 1);

  customer->name = g_strdup ("Shop");
  customer->responsible = g_strdup (responsible);
  customer->addresses = g_strsplit (CORA, " ", -1);
  store_batch_add_customer (batch, customer);
  fixture_apply (fixture, batch);
}

/* "work", of ann, forwards what cora writes to bob. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, data);
  set_route (fixture, "work", "ann", "forward");
  put_bob (fixture, BOB);
  put_customer (fixture, "bob");
}

static StoreHandover *
next_of (Fixture *fixture, const char *account, guint64 after)
{
  g_autoptr (GError) error = NULL;
  StoreHandover *handover
      = store_reader_handover (fixture_reader (fixture), account, after, &error);

  g_assert_no_error (error);
  return handover;
}

/* Of all accounts, and whether their messages are here or not. */
static void
assert_waiting (Fixture *fixture, gint64 count)
{
  g_assert_cmpint (fixture_count (fixture, "state.db", "handover"), ==, count);
}

static void
assert_responsible (Fixture *fixture, guint64 id, const char *login)
{
  g_autoptr (GPtrArray) records = store_reader_records (fixture_reader (fixture), id, NULL);

  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpstr (((StoreRecord *) records->pdata[0])->responsible, ==, login);
}

static void
end (Fixture *fixture, guint64 id)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_end_handover (batch, id);
  fixture_apply (fixture, batch);
}

static void
test_note (Fixture *fixture, gconstpointer data)
{
  guint64 first = receive (fixture, fixture->inbox, (Mail){ 1 });
  guint64 second = receive (fixture, fixture->inbox, (Mail){ 2, .message_id = "" });
  g_autoptr (StoreHandover) one = next_of (fixture, "work", 0);
  g_autoptr (StoreHandover) two = next_of (fixture, "work", first);

  g_assert_cmpuint (one->message, ==, first);
  g_assert_cmpstr (one->recipient, ==, BOB);
  g_assert_cmpstr (one->subject, ==, "Order 1");
  g_assert_cmpstr (one->message_id, ==, "1@shop.example");
  g_assert_cmpuint (one->size, ==, strlen ("Text 1"));
  g_assert_true (one->is_whole);
  g_assert_cmpuint (two->message, ==, second);
  g_assert_cmpstr (two->message_id, ==, "");
  g_assert_null (next_of (fixture, "work", second));
  g_assert_null (next_of (fixture, "other", 0));
  assert_responsible (fixture, first, "bob");
  end (fixture, first);
  assert_waiting (fixture, 1);
}

/* Saved and assigned, and not sent on. */
static const Mail assigned_only[] = {
  { 1, .to = "Bob@Office.Example" },       { 1, .sender = BOB },     { 1, .is_bounce = TRUE },
  { 1, .auto_submitted = "auto-replied" }, { 1, .is_routed = TRUE },
};

static void
test_assigned_only (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (assigned_only); i++)
    {
      Mail mail = assigned_only[i];
      mail.uid = i + 1;
      assert_responsible (fixture, receive (fixture, fixture->inbox, mail), "bob");
      assert_waiting (fixture, 0);
    }
}

static void
test_nowhere (Fixture *fixture, gconstpointer data)
{
  static const char *const roles[] = { "junk", "trash", "sent", "drafts" };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    receive (fixture, fixture_put_folder (fixture, "work", roles[i], roles[i]), (Mail){ 1 + i });
  receive (fixture, fixture->inbox, (Mail){ 11, .is_old = TRUE });
  receive (fixture, fixture->inbox,
           (Mail){ 12, .diverted = fixture_put_folder (fixture, "work", "junk", "junk") });
  assert_waiting (fixture, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "crm_record"), ==, 0);
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  gint64 other = fixture_put_folder (fixture, "work", "Other", "none");
  guint64 mail = receive (fixture, fixture->inbox, (Mail){ 1 });

  receive (fixture, other, (Mail){ 1 });
  assert_waiting (fixture, 1);
  end (fixture, mail);
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  receive (fixture, fixture->inbox, (Mail){ 7, .message_id = "1@shop.example" });
  assert_waiting (fixture, 0);
  /* It came while the account only assigned, and is no new mail when that changes. */
  set_route (fixture, "work", "ann", "assign");
  receive (fixture, fixture->inbox, (Mail){ 8 });
  set_route (fixture, "work", "ann", "forward");
  receive (fixture, other, (Mail){ 8 });
  assert_waiting (fixture, 0);
}

/* Whichever of two accounts sees it first. */
static void
test_two_accounts (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  gint64 inbox;

  fixture_put_account (batch, "home");
  fixture_apply (fixture, batch);
  inbox = fixture_put_folder (fixture, "home", "INBOX", "inbox");
  set_route (fixture, "home", "eve", "assign");
  receive (fixture, inbox, (Mail){ 1 });
  assert_waiting (fixture, 0);
  receive (fixture, fixture->inbox, (Mail){ 1 });
  assert_waiting (fixture, 1);
  receive (fixture, fixture->inbox, (Mail){ 2 });
  receive (fixture, inbox, (Mail){ 2 });
  assert_waiting (fixture, 2);
  set_route (fixture, "home", "eve", "forward");
  receive (fixture, inbox, (Mail){ 3 });
  receive (fixture, fixture->inbox, (Mail){ 3 });
  assert_waiting (fixture, 3);
  g_assert_cmpint (fixture_count (fixture, "state.db", "crm_record"), ==, 3);
}

/* A person has taken it out of CRM before the second account saw it. */
static void
test_taken_out (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  guint64 mail;
  gint64 inbox;

  fixture_put_account (batch, "home");
  fixture_apply (fixture, batch);
  inbox = fixture_put_folder (fixture, "home", "INBOX", "inbox");
  set_route (fixture, "home", "eve", "assign");
  mail = receive (fixture, inbox, (Mail){ 1 });
  batch = store_batch_new ();
  store_batch_exclude_message (batch, mail, FALSE);
  fixture_apply (fixture, batch);
  receive (fixture, fixture->inbox, (Mail){ 1 });
  assert_waiting (fixture, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "crm_record"), ==, 0);
}

/* In the order given, not that of the alphabet; who has none is reached by the mailbox they own. */
static void
test_where_to (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreHandover) first = NULL;
  g_autoptr (StoreHandover) second = NULL;

  put_bob (fixture, "z@office.example a@office.example");
  receive (fixture, fixture->inbox, (Mail){ 1 });
  first = next_of (fixture, "work", 0);
  g_assert_cmpstr (first->recipient, ==, "z@office.example");
  put_bob (fixture, "");
  fixture_put_account (batch, "home");
  fixture_apply (fixture, batch);
  set_route (fixture, "home", "bob", "off");
  receive (fixture, fixture->inbox, (Mail){ 2 });
  second = next_of (fixture, "work", first->message);
  g_assert_cmpstr (second->recipient, ==, "bob@example.org");
}

static void
test_not_reachable (Fixture *fixture, gconstpointer data)
{
  put_bob (fixture, "");
  assert_responsible (fixture, receive (fixture, fixture->inbox, (Mail){ 1 }), "bob");
  assert_waiting (fixture, 0);
}

/* Noted, and the cache lost before anything came of it: it waits until the mail is here again. */
static void
test_waits_for_mail (Fixture *fixture, gconstpointer data)
{
  guint64 mail = receive (fixture, fixture->inbox, (Mail){ 1 });
  g_autoptr (StoreHandover) handover = NULL;

  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  g_assert_null (next_of (fixture, "work", 0));
  assert_waiting (fixture, 1);
  g_assert_cmpuint (receive (fixture, fixture->inbox, (Mail){ 1 }), ==, mail);
  handover = next_of (fixture, "work", 0);
  g_assert_cmpuint (handover->message, ==, mail);
}

static void
test_goes_with_its_account (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();

  receive (fixture, fixture->inbox, (Mail){ 1 });
  store_batch_remove_account (batch, "work");
  fixture_apply (fixture, batch);
  assert_waiting (fixture, 0);
}

#define routing_test(path, function)                                                               \
  g_test_add (path, Fixture, NULL, set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  routing_test ("/store-routing/note", test_note);
  routing_test ("/store-routing/assigned-only", test_assigned_only);
  routing_test ("/store-routing/nowhere", test_nowhere);
  routing_test ("/store-routing/once", test_once);
  routing_test ("/store-routing/two-accounts", test_two_accounts);
  routing_test ("/store-routing/taken-out", test_taken_out);
  routing_test ("/store-routing/where-to", test_where_to);
  routing_test ("/store-routing/not-reachable", test_not_reachable);
  routing_test ("/store-routing/waits-for-mail", test_waits_for_mail);
  routing_test ("/store-routing/goes-with-its-account", test_goes_with_its_account);
  return g_test_run ();
}
