/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-statement.h"

#include "store-database.h"

static int
parameter (StoreStatement *statement, const char *name)
{
  return sqlite3_bind_parameter_index (statement->handle, name);
}

static void
check_bind (StoreStatement *statement, int result)
{
  if (result != SQLITE_OK)
    statement->bind_failed = TRUE;
}

void
store_statement_bind_int64 (StoreStatement *statement, const char *name, gint64 value)
{
  check_bind (statement,
              sqlite3_bind_int64 (statement->handle, parameter (statement, name), value));
}

void
store_statement_bind_optional (StoreStatement *statement, const char *name, gint64 value)
{
  if (parameter (statement, name) > 0)
    store_statement_bind_int64 (statement, name, value);
}

void
store_statement_bind_text (StoreStatement *statement, const char *name, const char *value)
{
  check_bind (statement, sqlite3_bind_text (statement->handle, parameter (statement, name), value,
                                            -1, SQLITE_STATIC));
}

void
store_statement_bind_octets (StoreStatement *statement, const char *name, gconstpointer octets,
                             gsize length)
{
  /* A null pointer would bind NULL, not the empty blob. */
  check_bind (statement, sqlite3_bind_blob64 (statement->handle, parameter (statement, name),
                                              length ? octets : "", length, SQLITE_STATIC));
}

void
store_statement_bind_variant (StoreStatement *statement, const char *name, GVariant *value)
{
  store_statement_bind_octets (statement, name, g_variant_get_data (value),
                               g_variant_get_size (value));
}

StoreStep
store_statement_step (StoreStatement *statement, GError **error)
{
  int result = statement->bind_failed ? SQLITE_MISUSE : sqlite3_step (statement->handle);

  if (result == SQLITE_ROW)
    return STORE_STEP_ROW;
  if (result == SQLITE_DONE)
    return STORE_STEP_DONE;
  store_database_fail (statement->database, result, error);
  return STORE_STEP_FAILED;
}

gboolean
store_statement_run (StoreStatement *statement, GError **error)
{
  StoreStep step = STORE_STEP_ROW;

  while (step == STORE_STEP_ROW)
    step = store_statement_step (statement, error);
  return step == STORE_STEP_DONE;
}

gboolean
store_statement_value (StoreStatement *statement, gint64 default_value, gint64 *value,
                       GError **error)
{
  StoreStep step = store_statement_step (statement, error);

  if (step == STORE_STEP_FAILED)
    return FALSE;
  *value = step == STORE_STEP_ROW && !store_statement_is_null (statement, 0)
               ? store_statement_int64 (statement, 0)
               : default_value;
  return TRUE;
}

gint64
store_statement_int64 (StoreStatement *statement, int column)
{
  return sqlite3_column_int64 (statement->handle, column);
}

gboolean
store_statement_is_null (StoreStatement *statement, int column)
{
  return sqlite3_column_type (statement->handle, column) == SQLITE_NULL;
}

const char *
store_statement_text (StoreStatement *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement->handle, column);
  return text ? text : "";
}

char *
store_statement_dup_text (StoreStatement *statement, int column)
{
  return g_strdup (store_statement_text (statement, column));
}

GBytes *
store_statement_octets (StoreStatement *statement, int column)
{
  gconstpointer octets = sqlite3_column_blob (statement->handle, column);
  return g_bytes_new (octets, (gsize) sqlite3_column_bytes (statement->handle, column));
}

void
store_statement_append_octets (StoreStatement *statement, int column, GByteArray *array)
{
  const guint8 *octets = sqlite3_column_blob (statement->handle, column);
  g_byte_array_append (array, octets, (guint) sqlite3_column_bytes (statement->handle, column));
}

void
store_statement_finish (StoreStatement *statement)
{
  sqlite3_reset (statement->handle);
  sqlite3_clear_bindings (statement->handle);
  statement->bind_failed = FALSE;
}
