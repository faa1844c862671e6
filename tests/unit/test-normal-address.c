/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "normal-address.h"

static const struct
{
  const char *written;
  const char *normal; /* NULL: no address to compare */
} senders[] = {
  { "Anna@Example.ORG", "anna@example.org" },
  { "anna@Bücher.example", "anna@xn--bcher-kva.example" },
  { "\"quoted@name\"@example.org", "\"quoted@name\"@example.org" },
  { "ИВАН@Почта.РФ", "иван@xn--80a1acny.xn--p1ai" },
  { "@example.org", "@example.org" },
  { "root@localhost", NULL },
  { "anna@", NULL },
  { "undisclosed-recipients", NULL },
  { "", NULL },
};

static void
test_senders (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autofree char *normal = normal_address_of (senders[i].written);
      g_assert_cmpstr (normal, ==, senders[i].normal);
    }
}

static void
test_words (void)
{
  static const NormalAddressWords words = { "addresses", "write user@domain.tld" };
  g_autoptr (GError) error = NULL;
  g_autofree char *good = normal_address_parse ("Bob@Example.org", &words, NULL);

  g_assert_cmpstr (good, ==, "bob@example.org");
  g_assert_null (normal_address_parse ("user@@x.de", &words, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==,
                   "addresses: «user@@x.de» has more than one @ in it; write user@domain.tld");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/normal-address/senders", test_senders);
  g_test_add_func ("/normal-address/words", test_words);
  return g_test_run ();
}
