/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of the bus as a list: a table for people, JSON for machines. It knows no interface.
 */
#pragma once

#include "table.h"

typedef void (*ListingAddRow) (Table *table, GVariant *row);

/* ROWS: aa{sv}. NOTHING is said on a terminal when there are none. */
void listing_print (GVariant *rows, gboolean json, const TableColumn *columns, guint n_columns,
                    ListingAddRow add_row, const char *nothing);
