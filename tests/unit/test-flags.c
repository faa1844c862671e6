/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flags.h"

static void
test_canonical (void)
{
  const char *const flags[]
      = { "\\seen", "$Forwarded", "\\Recent", "\\ANSWERED", "$Forwarded", "", NULL };
  g_autofree char *canonical = flags_canonical (flags);
  g_autofree char *none = flags_canonical (NULL);

  g_assert_cmpstr (canonical, ==, "$Forwarded \\Answered \\Seen");
  g_assert_cmpstr (none, ==, "");
}

static void
test_contain (void)
{
  g_assert_true (flags_contain ("$Forwarded \\Seen", FLAG_SEEN));
  g_assert_true (flags_contain ("\\Seen", FLAG_SEEN));
  g_assert_true (flags_contain ("$Junk2 $Junk", "$Junk"));
  g_assert_false (flags_contain ("\\SeenTwice", FLAG_SEEN));
  g_assert_false (flags_contain ("x\\Seen", FLAG_SEEN));
  g_assert_false (flags_contain ("", FLAG_SEEN));
}

static void
test_split (void)
{
  g_auto (GStrv) two = flags_split ("$Forwarded \\Seen");
  g_auto (GStrv) none = flags_split ("");

  g_assert_cmpuint (g_strv_length (two), ==, 2);
  g_assert_cmpstr (two[1], ==, "\\Seen");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flags/canonical", test_canonical);
  g_test_add_func ("/flags/contain", test_contain);
  g_test_add_func ("/flags/split", test_split);
  return g_test_run ();
}
