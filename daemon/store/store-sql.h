/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The SQL of sql/ inside the program: the statements of each database in the order of the
 * constants of the generated store-sql-names.h, and its schemas. It knows no connection.
 */
#pragma once

#include <glib.h>

typedef struct
{
  const char *name;
  const char *text;
} StoreSql;

typedef struct
{
  const StoreSql *statements; /* what readers may do comes first */
  guint n_reads;
  guint n_statements;
  const char *const *schemas; /* [n] makes user_version n + 1 from n */
  guint n_schemas;
} StoreSqlSet;

extern const StoreSqlSet store_sql_mail;
extern const StoreSqlSet store_sql_state;
extern const StoreSqlSet store_sql_text;
