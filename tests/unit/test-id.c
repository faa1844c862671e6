/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "id.h"

static void
assert_slug (const char *address, const char *const *taken, const char *expected)
{
  g_autofree char *slug = id_slug (address, taken);
  g_assert_cmpstr (slug, ==, expected);
  g_assert_true (id_is_slug (slug));
}

static void
test_slug (void)
{
  const char *const taken[] = { "ada", "ada_2", NULL };

  assert_slug ("ada@example.org", NULL, "ada");
  assert_slug ("ada@example.org", taken, "ada_3");
  assert_slug ("Ada.Love-Lace+x@example.org", NULL, "ada_love_lace_x");
  assert_slug ("42@example.org", NULL, "mail");
  assert_slug ("仕事@example.org", NULL, "mail");
  assert_slug ("a-very-long-local-part-that-goes-on-and-on@example.org", NULL,
               "a_very_long_local_part_that");
}

static void
test_is_slug (void)
{
  g_assert_true (id_is_slug ("work"));
  g_assert_false (id_is_slug (""));
  g_assert_false (id_is_slug ("Work"));
  g_assert_false (id_is_slug ("1work"));
  g_assert_false (id_is_slug ("wo/rk"));
  g_assert_false (id_is_slug ("a23456789012345678901234567890123"));
}

static void
test_escape (void)
{
  g_autofree char *escaped = id_escape ("Lists/linux");
  g_autofree char *umlaut = id_escape ("J\xc3\xa4ger_1");
  g_autofree char *back = id_unescape (umlaut);

  g_assert_cmpstr (escaped, ==, "Lists_2flinux");
  g_assert_cmpstr (umlaut, ==, "J_c3_a4ger_5f1");
  g_assert_cmpstr (back, ==, "J\xc3\xa4ger_1");
  g_assert_null (id_unescape ("a_2"));
  g_assert_null (id_unescape ("a_2G"));
  g_assert_null (id_unescape ("a/b"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id/slug", test_slug);
  g_test_add_func ("/id/is-slug", test_is_slug);
  g_test_add_func ("/id/escape", test_escape);
  return g_test_run ();
}
