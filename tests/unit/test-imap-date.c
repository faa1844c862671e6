/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-date.h"

#include <string.h>

static void
assert_date (const char *text, gint64 expected)
{
  g_assert_cmpint (imap_date_parse (text, strlen (text)), ==, expected);
}

static void
test_good (void)
{
  assert_date ("17-Jul-1996 02:44:25 -0700", 837596665);
  assert_date (" 1-Jan-1970 00:00:01 +0000", 1);
  assert_date ("01-jan-1970 02:00:01 +0200", 1);
  assert_date ("29-Feb-2024 23:59:59 +0545", 1709230499);
  assert_date ("30-Jun-2015 23:59:60 +0000", 1435708799);
  assert_date ("31-Dec-1969 23:59:59 +0000", -1);
}

static void
test_bad (void)
{
  assert_date ("", 0);
  assert_date ("17-Jul-1996", 0);
  assert_date ("17-Jul-1996 02:44:25", 0);
  assert_date ("30-Feb-2024 02:44:25 +0000", 0);
  assert_date ("0-Jan-2024 02:44:25 +0000", 0);
  assert_date ("17-Foo-1996 02:44:25 -0700", 0);
  assert_date ("17-Jul-1996 24:44:25 -0700", 0);
  assert_date ("17-Jul-1996 02:44:25 0700", 0);
  assert_date ("17-Jul-1996 02:44:25 -0799", 0);
  assert_date ("17-Jul-1996 02:44:25 -0700 x", 0);
  assert_date ("17-Jul-99999 02:44:25 -0700", 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-date/good", test_good);
  g_test_add_func ("/imap-date/bad", test_bad);
  return g_test_run ();
}
