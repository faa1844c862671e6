/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mail-date.h"

static void
test_format (void)
{
  static const struct
  {
    gint64 when;
    gint offset;
    const char *expected;
  } rows[] = {
    { 0, 0, "Thu, 01 Jan 1970 00:00:00 +0000" },
    { 1795709642, 60, "Thu, 26 Nov 2026 17:14:02 +0100" },
    { 1795709642, -210, "Thu, 26 Nov 2026 12:44:02 -0330" },
    { 1798761599, 345, "Fri, 01 Jan 2027 05:44:59 +0545" },
    { G_MAXINT64, 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *date = mail_date_format (rows[i].when, rows[i].offset);
      g_assert_cmpstr (date, ==, rows[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-date/format", test_format);
  return g_test_run ();
}
