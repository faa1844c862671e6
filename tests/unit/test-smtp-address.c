/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-address.h"

typedef struct
{
  const char *address;
  const char *flaw; /* a word of it; NULL = none */
} Row;

static const Row rows[] = {
  { "a@example.org", NULL },
  { "a.b+c=d!#$%&'*/?^_`{|}~-@a-b.example", NULL },
  { "a@localhost", NULL },
  { "a@host_name.example", NULL },
  { "a@[127.0.0.1]", NULL },
  { "a@[IPv6:::1]", NULL },
  { "\"a b@c\\\"d\\\\\"@example.org", NULL },
  { "j\303\274rgen@m\303\274nchen.example", NULL },
  { "", "has no @" },
  { "anna", "has no @" },
  { "@example.org", "before the @" },
  { "a@", "behind the @" },
  { ".a@example.org", "before the @" },
  { "a.@example.org", "before the @" },
  { "a..b@example.org", "before the @" },
  { "a b@example.org", "before the @" },
  { "a>@example.org", "before the @" },
  { "<a@example.org>", "before the @" },
  { "a@b@example.org", "before the @" },
  { "\"@example.org", "before the @" },
  { "\"a\"b\"@example.org", "before the @" },
  { "\"a\\\"@example.org", "before the @" },
  { "a@example..org", "behind the @" },
  { "a@example.org.", "behind the @" },
  { "a@exa mple.org", "behind the @" },
  { "a@example.org> SIZE=1", "behind the @" },
  { "a@[127.0.0.1", "behind the @" },
  { "a@[]", "behind the @" },
  { "a@[1 2]", "behind the @" },
  { "a@example.org\r\nDATA", "line break" },
  { "a\n@example.org", "line break" },
  { "\"a\tb\"@example.org", "control character" },
  { "a\302\205@example.org", "control character" },
  { "\374@example.org", "not UTF-8" },
};

static void
test_flaws (void)
{
  g_autofree char *filler = g_strnfill (254 - 4, 'a');
  g_autofree char *longest = g_strconcat (filler, "@b.c", NULL);
  g_autofree char *too_long = g_strconcat (filler, "@b.cd", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *flaw = smtp_address_flaw (rows[i].address);

      g_test_message ("%s: %s", rows[i].address, flaw != NULL ? flaw : "good");
      g_assert_cmpint (flaw == NULL, ==, rows[i].flaw == NULL);
      g_assert_true (flaw == NULL || strstr (flaw, rows[i].flaw) != NULL);
    }
  g_assert_null (smtp_address_flaw (longest));
  g_assert_nonnull (strstr (smtp_address_flaw (too_long), "longer"));
}

static void
test_xtext (void)
{
  g_autofree char *text = smtp_address_xtext ("<a+b=c d\r\n\303\274~@x>");

  g_assert_cmpstr (text, ==, "<a+2Bb+3Dc+20d+0D+0A+C3+BC~@x>");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-address/flaws", test_flaws);
  g_test_add_func ("/smtp-address/xtext", test_xtext);
  return g_test_run ();
}
