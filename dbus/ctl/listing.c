/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listing.h"

#include "json-output.h"
#include "terminal.h"

#include <stdio.h>

void
listing_print (GVariant *rows, gboolean json, const TableColumn *columns, guint n_columns,
               ListingAddRow add_row, const char *nothing)
{
  g_autoptr (Table) table = table_new (columns, n_columns);
  g_autofree char *text = NULL;

  if (json)
    {
      json_output_document (rows);
      return;
    }
  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);

      add_row (table, row);
    }
  text = table_format (table, terminal_width (), terminal_has_colour ());
  fputs (text, stdout);
  if (table_n_rows (table) == 0 && terminal_width () > 0)
    puts (nothing);
}
