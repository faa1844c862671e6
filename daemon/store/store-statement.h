/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One prepared statement in use: binding by name, stepping, reading columns. Bound text and octets
 * are not copied and must outlive the use. It knows no particular statement.
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>

typedef struct _StoreDatabase StoreDatabase;

typedef struct
{
  sqlite3_stmt *handle;
  StoreDatabase *database;
  gboolean bind_failed;
} StoreStatement;

typedef enum
{
  STORE_STEP_ROW,
  STORE_STEP_DONE,
  STORE_STEP_FAILED,
} StoreStep;

void store_statement_bind_int64 (StoreStatement *statement, const char *name, gint64 value);
/* Does nothing when the statement has no such parameter. */
void store_statement_bind_optional (StoreStatement *statement, const char *name, gint64 value);
void store_statement_bind_text (StoreStatement *statement, const char *name, const char *value);
void store_statement_bind_octets (StoreStatement *statement, const char *name, gconstpointer octets,
                                  gsize length);
/* Binds the serialised form. */
void store_statement_bind_variant (StoreStatement *statement, const char *name, GVariant *value);

StoreStep store_statement_step (StoreStatement *statement, GError **error);

/* For a statement whose rows do not matter. */
gboolean store_statement_run (StoreStatement *statement, GError **error);

/* The first column of the first row; DEFAULT_VALUE when there is no row or it is NULL. */
gboolean store_statement_value (StoreStatement *statement, gint64 default_value, gint64 *value,
                                GError **error);

gint64 store_statement_int64 (StoreStatement *statement, int column);
gboolean store_statement_is_null (StoreStatement *statement, int column);
char *store_statement_dup_text (StoreStatement *statement, int column);   /* NULL reads as "" */
const char *store_statement_text (StoreStatement *statement, int column); /* until the next step */
GBytes *store_statement_octets (StoreStatement *statement, int column);
void store_statement_append_octets (StoreStatement *statement, int column, GByteArray *array);

/* Ends the use: the statement can be used again, and nothing bound is referred to any more. */
void store_statement_finish (StoreStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreStatement, store_statement_finish)
