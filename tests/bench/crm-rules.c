/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the rules of CRM cost when new mail comes: 10,000 mails are stored with the option off, then
 * as many with it on, against 100,000 customers, and the processor time of the whole process is
 * compared. Once by strangers, so that the rules are evaluated and nothing comes of it, and once by
 * customers, so that each is saved. Then the newest of these 40,000 are listed, with and without
 * asking for what is unprocessed, which is behind the 10,000 newest.
 */
#include "store-fixture.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define MAILS     10000
#define CUSTOMERS 100000
#define BATCH     100
#define LISTS     200

static void
set_route (Fixture *fixture, const char *route)
{
  g_autoptr (GPtrArray) accounts = store_reader_accounts (fixture_reader (fixture), NULL);
  StoreAccount *account = accounts->pdata[0];
  StoreBatch *batch = store_batch_new ();

  summary_take (&account->route, g_strdup (route));
  summary_take (&account->owner, g_strdup ("ann"));
  store_batch_put_account (batch, account);
  fixture_apply (fixture, batch);
}

static void
add_mail (StoreBatch *batch, gint64 folder, guint number, const char *domain)
{
  const Sample sample = { .number = number };
  g_autoptr (Summary) summary = fixture_summary (&sample);
  g_autoptr (GVariant) value = NULL;
  g_autofree char *sender = g_strdup_printf ("c%u@%s", number * 7919 % CUSTOMERS + 1, domain);
  StoreNewMessage message
      = { .uid = number, .flags = "", .received = 100000 + number, .size = 50, .arrived = TRUE };

  g_ptr_array_set_size (summary->from, 0);
  g_ptr_array_add (summary->from, mail_address_new ("", sender));
  value = g_variant_ref_sink (summary_to_variant (summary));
  message.summary = value;
  store_batch_add_message (batch, folder, &message);
}

/* Seconds of processor time. FIRST numbers the mails, which have to be new each time. */
static double
receive (Fixture *fixture, guint first, const char *domain)
{
  clock_t begin = clock ();

  for (guint done = 0; done < MAILS; done += BATCH)
    {
      StoreBatch *batch = store_batch_new ();
      for (guint i = 1; i <= BATCH; i++)
        add_mail (batch, fixture->inbox, first + done + i, domain);
      fixture_apply (fixture, batch);
    }
  return (double) (clock () - begin) / CLOCKS_PER_SEC;
}

static void
compare (Fixture *fixture, guint first, const char *domain, const char *what)
{
  double without, with;

  set_route (fixture, "off");
  without = receive (fixture, first, domain);
  set_route (fixture, "assign");
  with = receive (fixture, first + MAILS, domain);
  printf ("crm rules, %u new mails of %s, %u customers: %.2f s more of processor time "
          "(%.2f s without; goal 1 s)\n",
          MAILS, what, CUSTOMERS, with - without, without);
}

static void
list (Fixture *fixture, StoreProcessed processed, const char *what)
{
  StoreFilter filter = STORE_FILTER_ANY;
  clock_t begin = clock ();

  filter.processed = processed;
  for (guint i = 0; i < LISTS; i++)
    {
      g_autoptr (GPtrArray) rows = store_reader_list (
          fixture_reader (fixture), &filter, 0, 50, STORE_SORT_DATE_DESC, STORE_COLUMNS_HEAD, NULL);
      g_assert_cmpuint (rows->len, ==, 50);
    }
  printf ("list 50 of 40,000, %s: %.2f ms\n", what,
          1000.0 * (double) (clock () - begin) / CLOCKS_PER_SEC / LISTS);
}

int
main (int argc, char **argv)
{
  Fixture fixture = { 0 };

  fixture_set_up (&fixture, NULL);
  fixture_execute (&fixture, "state.db",
                   "BEGIN; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                   "LIMIT 100000) INSERT INTO customer (kind, name, responsible) "
                   "SELECT i % 3, 'Customer ' || i, 'ann' FROM n; "
                   "INSERT INTO customer_address (address, customer) "
                   "SELECT 'c' || id || '@shop.example', id FROM customer; COMMIT;");
  compare (&fixture, 0, "else.example", "strangers");
  compare (&fixture, 2 * MAILS, "shop.example", "customers");
  list (&fixture, STORE_PROCESSED_OR_NOT, "all");
  list (&fixture, STORE_UNPROCESSED, "unprocessed");
  list (&fixture, STORE_PROCESSED, "processed");
  fixture_tear_down (&fixture, NULL);
  return 0;
}
