/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-address.h"
#include "mime-message.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *address;
  gboolean expected;
} Row;

static GPtrArray *
parse (const char *value)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);

  mime_addresses_append (addresses, value, MIME_ADDRESS_LIMIT);
  return addresses;
}

static void
assert_parsed (const char *value, const char *expected)
{
  g_autoptr (GPtrArray) addresses = parse (value);
  g_autoptr (GString) shown = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      const MailAddress *address = g_ptr_array_index (addresses, i);

      g_string_append_printf (shown, "%s[%s]", address->name, address->address);
    }
  g_assert_cmpstr (shown->str, ==, expected);
}

static void
test_forms (void)
{
  assert_parsed ("", "");
  assert_parsed ("a@example.org", "[a@example.org]");
  assert_parsed ("A B <a@example.org>", "A B[a@example.org]");
  assert_parsed ("\"B, A\" <a@example.org>, c@example.org", "B, A[a@example.org][c@example.org]");
  assert_parsed ("Friends: a@example.org, B <b@example.org>;, c@example.org",
                 "[a@example.org]B[b@example.org][c@example.org]");
  assert_parsed ("undisclosed-recipients:;", "");
  assert_parsed ("=?utf-8?B?QSwgPEI+?= <a@example.org>", "A, <B>[a@example.org]");
  assert_parsed ("=?iso-8859-1?Q?a=E4?= =?iso-8859-1?Q?_b?= <a@example.org>",
                 "aä b[a@example.org]");
  assert_parsed ("\"=?utf-8?Q?J=C3=BCrgen?=\" <a@example.org>", "Jürgen[a@example.org]");
  assert_parsed ("<@relay.example:a@example.org>", "[a@example.org]");
  assert_parsed ("Ü <ü@bücher.example>", "Ü[ü@bücher.example]");
}

/* Longer than what is parsed at once: nothing is lost or cut where the pieces meet. */
static void
test_pieces (void)
{
  g_autoptr (GString) value = g_string_new (NULL);
  g_autoptr (GPtrArray) addresses = NULL;

  for (guint i = 0; i < 150; i++)
    g_string_append_printf (value, "%s\"Last, First %u\" <a%u@example.org>", i ? ", " : "", i, i);
  addresses = parse (value->str);
  g_assert_cmpuint (addresses->len, ==, 150);
  for (guint i = 0; i < addresses->len; i++)
    {
      const MailAddress *address = g_ptr_array_index (addresses, i);
      g_autofree char *name = g_strdup_printf ("Last, First %u", i);

      g_assert_cmpstr (address->name, ==, name);
    }
}

static void
test_spoofed (void)
{
  static const Row rows[] = {
    { "", "a@example.org", FALSE },
    { "Alice", "a@example.org", FALSE },
    { "a@example.org", "a@example.org", FALSE },
    { "A@Example.Org", "a@example.org", FALSE },
    { "Alice (a@example.org)", "a@example.org", FALSE },
    { "Alice @ work", "a@example.org", FALSE },
    { "@alice", "a@example.org", FALSE },
    { "boss@example.com", "a@example.org", TRUE },
    { "The boss <boss@example.com>", "a@example.org", TRUE },
    { "a@example.org, boss@example.com", "a@example.org", TRUE },
    { "boss＠example.com", "a@example.org", TRUE },
    { "b\xe2\x80\x8boss@example.com", "a@example.org", TRUE },
    { "a\xe2\x80\x8b@example.org", "a@example.org", FALSE },
    { "bank.com", "a@evil.example", TRUE },
    { "Your bank at www.bank.co.uk", "a@evil.example", TRUE },
    { "Service | BANK.de", "a@evil.example", TRUE },
    { "Банк.рф", "a@evil.example", TRUE },
    { "evil.com", "a@evil.com.example", TRUE },
    { "bank.com", "a@notbank.com", TRUE },
    { "Booking.com", "noreply@booking.com", FALSE },
    { "Booking.com", "noreply@mailer.Booking.com", FALSE },
    { "news.example.org", "a@example.org", FALSE },
    { "Пример.рф", "a@xn--e1afmkfd.xn--p1ai", FALSE },
    { "bank.com", "", TRUE },
    { "Alice v2.0", "a@example.org", FALSE },
    { "Alice, Ph.D.", "a@example.org", FALSE },
    { "J.R. Smith", "a@example.org", FALSE },
    { "Node.js Weekly", "a@example.org", FALSE },
    { "St.Petersburg", "a@example.org", FALSE },
    { "...", "a@example.org", FALSE },
    { "-.com .com a..com", "a@example.org", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MailAddress *address = mail_address_new (rows[i].name, rows[i].address);

      g_assert_cmpint (mime_address_is_spoofed (address), ==, rows[i].expected);
      mail_address_free (address);
    }
}

static void
test_mixed (void)
{
  static const Row rows[] = {
    { "", "a@example.org", FALSE },           { "", "a@bücher-24.example", FALSE },
    { "", "a@пример.example", FALSE },        { "", "a@日本語ひらがなabc.example", FALSE },
    { "", "a@한국어漢字.example", FALSE },    { "", "no at sign", FALSE },
    { "", "иван.ivanov@example.org", FALSE }, { "", "иванов@example.org", FALSE },
    { "", "a@раypal.example", TRUE },         { "", "a@xn--ypal-43d9g.example", TRUE },
    { "", "a@αpple.example", TRUE },          { "", "a@ひらがな한국어.example", TRUE },
    { "", "аdmin@example.org", TRUE },        { "", "service.pаypal@example.org", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MailAddress *address = mail_address_new (rows[i].name, rows[i].address);

      g_test_message ("%s", rows[i].address);
      g_assert_cmpint (mime_address_is_mixed (address), ==, rows[i].expected);
      mail_address_free (address);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/mime-address/forms", test_forms);
  g_test_add_func ("/mime-address/pieces", test_pieces);
  g_test_add_func ("/mime-address/spoofed", test_spoofed);
  g_test_add_func ("/mime-address/mixed", test_mixed);
  return g_test_run ();
}
