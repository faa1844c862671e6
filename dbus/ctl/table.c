/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"
#include "text.h"

#define GAP             2
#define ELASTIC_MINIMUM 8

typedef struct
{
  GStrv cells;
  gboolean bold;
} Row;

struct _Table
{
  const TableColumn *columns;
  guint n_columns;
  GPtrArray *rows;
};

static void
row_free (gpointer data)
{
  Row *row = data;

  g_strfreev (row->cells);
  g_free (row);
}

Table *
table_new (const TableColumn *columns, guint n_columns)
{
  Table *table = g_new0 (Table, 1);

  table->columns = columns;
  table->n_columns = n_columns;
  table->rows = g_ptr_array_new_with_free_func (row_free);
  return table;
}

void
table_free (Table *table)
{
  g_ptr_array_unref (table->rows);
  g_free (table);
}

void
table_add (Table *table, gboolean bold, const char *const *cells)
{
  Row *row = g_new0 (Row, 1);

  row->bold = bold;
  row->cells = g_new0 (char *, table->n_columns + 1);
  for (guint i = 0; i < table->n_columns; i++)
    row->cells[i] = text_line (cells[i] ? cells[i] : "");
  g_ptr_array_add (table->rows, row);
}

guint
table_n_rows (Table *table)
{
  return table->rows->len;
}

static int
natural_width (Table *table, guint column)
{
  int width = text_width (table->columns[column].title);

  for (guint i = 0; i < table->rows->len; i++)
    {
      Row *row = g_ptr_array_index (table->rows, i);

      width = MAX (width, text_width (row->cells[column]));
    }
  return width;
}

/* The widest elastic column that may still shrink, -1 = none. */
static int
widest_elastic (Table *table, const int *widths)
{
  int widest = -1;

  for (guint i = 0; i < table->n_columns; i++)
    if (table->columns[i].kind == COLUMN_ELASTIC && widths[i] > ELASTIC_MINIMUM
        && (widest < 0 || widths[i] > widths[widest]))
      widest = (int) i;
  return widest;
}

static void
shrink (Table *table, int *widths, int width)
{
  int total = GAP * ((int) table->n_columns - 1);

  for (guint i = 0; i < table->n_columns; i++)
    total += widths[i];
  while (total > width)
    {
      int column = widest_elastic (table, widths);

      if (column < 0)
        return;
      widths[column]--;
      total--;
    }
}

static void
append_cell (GString *line, const char *cell, int width, gboolean right)
{
  g_autofree char *shown = text_truncate (cell, width);
  int padding = width - text_width (shown);

  g_string_append_printf (line, "%*s%s%*s", right ? padding : 0, "", shown, right ? 0 : padding,
                          "");
}

static char *
format_line (Table *table, const int *widths, int width, const char *const *cells)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < table->n_columns; i++)
    {
      if (i > 0)
        g_string_append_printf (line, "%*s", GAP, "");
      append_cell (line, cells[i], widths[i], table->columns[i].kind == COLUMN_NUMBER);
    }
  g_strchomp (line->str);
  return width > 0 ? text_truncate (line->str, width) : g_strdup (line->str);
}

static void
append_styled (GString *text, const char *line, const char *style)
{
  if (style != NULL)
    g_string_append_printf (text, "\033[%sm%s\033[0m\n", style, line);
  else
    g_string_append_printf (text, "%s\n", line);
}

static void
append_titles (Table *table, GString *text, const int *widths, int width, gboolean colour)
{
  g_autofree const char **titles = g_new0 (const char *, table->n_columns);
  g_autofree char *line = NULL;

  for (guint i = 0; i < table->n_columns; i++)
    titles[i] = table->columns[i].title;
  line = format_line (table, widths, width, titles);
  append_styled (text, line, colour ? "2" : NULL);
}

char *
table_format (Table *table, int width, gboolean colour)
{
  g_autofree int *widths = g_new0 (int, table->n_columns);
  GString *text = g_string_new (NULL);

  if (table->rows->len == 0)
    return g_string_free (text, FALSE);
  for (guint i = 0; i < table->n_columns; i++)
    widths[i] = natural_width (table, i);
  if (width > 0)
    shrink (table, widths, width);
  append_titles (table, text, widths, width, colour);
  for (guint i = 0; i < table->rows->len; i++)
    {
      Row *row = g_ptr_array_index (table->rows, i);
      g_autofree char *line = format_line (table, widths, width, (const char *const *) row->cells);

      append_styled (text, line, colour && row->bold ? "1" : NULL);
    }
  return g_string_free (text, FALSE);
}
