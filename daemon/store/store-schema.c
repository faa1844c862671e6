/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-schema.h"

#include "error.h"

static int
note_version (gpointer data, int n_columns, char **values, char **names)
{
  guint *version = data;
  *version = (guint) g_ascii_strtoull (values[0], NULL, 10);
  return 0;
}

gboolean
store_schema_check (StoreDatabase *database, guint *version, GError **error)
{
  const char *path = store_database_path (database);
  guint known = store_database_sql (database)->n_schemas;

  /* The second query reads the schema, so that damage there shows now. */
  if (!store_database_query (database, "PRAGMA user_version", note_version, version, error)
      || !store_database_execute (database, "SELECT count(*) FROM sqlite_schema", error))
    return FALSE;
  if (*version <= known)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE,
               "%s has schema %u and this Posthorn knows %u: install the newer Posthorn again",
               path, *version, known);
  return FALSE;
}

static gboolean
run_scripts (StoreDatabase *database, guint version, GError **error)
{
  const StoreSqlSet *sql = store_database_sql (database);
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %u", sql->n_schemas);

  for (guint next = version; next < sql->n_schemas; next++)
    if (!store_database_execute (database, sql->schemas[next], error))
      return FALSE;
  return store_database_execute (database, set_version, error)
         && store_database_commit (database, error);
}

gboolean
store_schema_migrate (StoreDatabase *database, guint version, GError **error)
{
  if (version == store_database_sql (database)->n_schemas)
    return TRUE;
  if (!store_database_begin (database, error))
    return FALSE;
  if (run_scripts (database, version, error))
    return TRUE;
  store_database_rollback (database);
  return FALSE;
}
