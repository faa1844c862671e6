/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fixture.h"

#include "error.h"

#include <string.h>

void
crm_add_mail (StoreBatch *batch, gint64 folder, const CrmSample *mail)
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

guint64
crm_receive (Fixture *fixture, gint64 folder, CrmSample mail)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  crm_add_mail (batch, folder, &mail);
  changes = fixture_commit (fixture, batch);
  return changes->added->len ? g_array_index (changes->added, guint64, 0) : 0;
}

void
crm_set_route (Fixture *fixture, const char *route)
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

StoreEmployee *
crm_employee_new (const char *login, const char *address)
{
  StoreEmployee *employee = g_new0 (StoreEmployee, 1);

  employee->login = g_strdup (login);
  employee->name = g_strdup ("");
  employee->addresses = g_strsplit (address, " ", -1);
  return employee;
}

void
crm_add_employee (Fixture *fixture, const char *login, const char *address)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_add_employee (batch, crm_employee_new (login, address));
  fixture_apply (fixture, batch);
}

StoreCustomer *
crm_customer_new (gint64 id, CrmKind kind, const char *responsible, const char *addresses)
{
  StoreCustomer *customer = g_new0 (StoreCustomer, 1);

  customer->id = id;
  customer->kind = kind;
  customer->name = g_strdup ("Shop");
  customer->responsible = g_strdup (responsible);
  customer->addresses = addresses ? g_strsplit (addresses, " ", -1) : NULL;
  return customer;
}

gint64
crm_add_customer (Fixture *fixture, CrmKind kind, const char *responsible, const char *addresses)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  store_batch_add_customer (batch, crm_customer_new (0, kind, responsible, addresses));
  changes = fixture_commit (fixture, batch);
  g_assert_cmpint (changes->made, >, 0);
  return changes->made;
}

gint64
crm_made (Fixture *fixture, StoreBatch *batch, gboolean *is_new)
{
  g_autoptr (StoreChanges) changes = fixture_commit (fixture, batch);

  if (is_new)
    *is_new = changes->is_new;
  return changes->made;
}

gint64
crm_save (Fixture *fixture, guint64 id, gboolean *is_new)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_save_message (batch, id);
  return crm_made (fixture, batch, is_new);
}

gint64
crm_add_task (Fixture *fixture, guint64 id, const char *title)
{
  StoreBatch *batch = store_batch_new ();
  StoreTask *task = g_new0 (StoreTask, 1);

  task->title = g_strdup (title);
  store_batch_add_task (batch, id, task);
  return crm_made (fixture, batch, NULL);
}

void
crm_exclude (Fixture *fixture, guint64 id, gboolean add_exception)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_exclude_message (batch, id, add_exception);
  fixture_apply (fixture, batch);
}

void
crm_assert_refused (Fixture *fixture, StoreBatch *batch, int code, const char *said)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreChanges) changes = fixture_try (fixture, batch, &error);

  g_assert_null (changes);
  g_assert_error (error, POSTHORN_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, said));
}

StoreRecord *
crm_record_of (Fixture *fixture, guint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = store_reader_records (fixture_reader (fixture), id, &error);

  g_assert_no_error (error);
  return records->len ? g_ptr_array_steal_index (records, 0) : NULL;
}

StoreLinks
crm_links_of (Fixture *fixture, guint64 id)
{
  g_autoptr (GPtrArray) messages
      = store_reader_get (fixture_reader (fixture), &id, 1, STORE_COLUMNS_RESPONSIBLE, NULL);

  return ((StoreMessage *) messages->pdata[0])->links;
}
