/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A table for people: columns aligned by their width on a terminal and cut to fit it. Every cell
 * is made harmless here, so that no caller can forget it. It prints nothing.
 */
#pragma once

#include <glib.h>

typedef struct _Table Table;

typedef enum
{
  COLUMN_FIXED,   /* never narrower than its widest cell */
  COLUMN_NUMBER,  /* the same, aligned to the right */
  COLUMN_ELASTIC, /* cut when the table is too wide */
} ColumnKind;

typedef struct
{
  const char *title;
  ColumnKind kind;
} TableColumn;

Table *table_new (const TableColumn *columns, guint n_columns);
void table_free (Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Table, table_free)

/* CELLS: one for each column, NULL counts as "". */
void table_add (Table *table, gboolean bold, const char *const *cells);

guint table_n_rows (Table *table);

/* The lines with the titles on top, "" without rows. WIDTH 0 = unlimited. */
char *table_format (Table *table, int width, gboolean colour);
