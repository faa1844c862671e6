/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"
#include "text.h"

static const TableColumn columns[] = {
  { "ID", COLUMN_NUMBER },
  { "FROM", COLUMN_ELASTIC },
  { "SUBJECT", COLUMN_ELASTIC },
};

static Table *
make_table (void)
{
  Table *table = table_new (columns, G_N_ELEMENTS (columns));
  const char *first[] = { "9", "Anna", "Hello there, this is long enough to be cut" };
  const char *second[] = { "10", "日本", NULL };

  table_add (table, TRUE, first);
  table_add (table, FALSE, second);
  return table;
}

static void
test_unlimited (void)
{
  g_autoptr (Table) table = make_table ();
  g_autofree char *text = table_format (table, 0, FALSE);

  g_assert_cmpuint (table_n_rows (table), ==, 2);
  g_assert_cmpstr (text, ==,
                   "ID  FROM  SUBJECT\n"
                   " 9  Anna  Hello there, this is long enough to be cut\n"
                   "10  日本\n");
}

static void
test_cut (void)
{
  g_autoptr (Table) table = make_table ();
  g_autofree char *text = table_format (table, 24, FALSE);

  g_assert_cmpstr (text, ==,
                   "ID  FROM  SUBJECT\n"
                   " 9  Anna  Hello there, …\n"
                   "10  日本\n");
}

static void
test_never_wider (void)
{
  g_autoptr (Table) table = make_table ();

  for (int width = 1; width < 60; width++)
    {
      g_autofree char *text = table_format (table, width, FALSE);
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      for (gsize i = 0; lines[i] != NULL; i++)
        g_assert_cmpint (text_width (lines[i]), <=, width);
    }
}

static void
test_colour (void)
{
  g_autoptr (Table) table = make_table ();
  g_autofree char *text = table_format (table, 24, TRUE);

  g_assert_cmpstr (text, ==,
                   "\033[2mID  FROM  SUBJECT\033[0m\n"
                   "\033[1m 9  Anna  Hello there, …\033[0m\n"
                   "10  日本\n");
}

static void
test_harmless (void)
{
  g_autoptr (Table) table = table_new (columns, G_N_ELEMENTS (columns));
  const char *cells[] = { "1", "a\nb", "\x1b[2J\u202e" };
  g_autofree char *text = NULL;

  table_add (table, FALSE, cells);
  text = table_format (table, 0, FALSE);
  g_assert_cmpstr (text, ==,
                   "ID  FROM  SUBJECT\n"
                   " 1  a b   [2J\n");
}

static void
test_empty (void)
{
  g_autoptr (Table) table = table_new (columns, G_N_ELEMENTS (columns));
  g_autofree char *text = table_format (table, 80, TRUE);

  g_assert_cmpstr (text, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-table/unlimited", test_unlimited);
  g_test_add_func ("/ctl-table/cut", test_cut);
  g_test_add_func ("/ctl-table/never-wider", test_never_wider);
  g_test_add_func ("/ctl-table/colour", test_colour);
  g_test_add_func ("/ctl-table/harmless", test_harmless);
  g_test_add_func ("/ctl-table/empty", test_empty);
  return g_test_run ();
}
