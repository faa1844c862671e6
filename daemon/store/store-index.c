/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-index.h"

#include "store-database.h"
#include "store-files.h"
#include "store-sql-names.h"

struct _StoreIndex
{
  char *directory;
  StoreDatabase *text; /* NULL until there is something to write */
};

static char *
path_in (const char *directory)
{
  return g_build_filename (directory, store_database_file (STORE_TEXT), NULL);
}

gboolean
store_index_is_lost (const char *directory)
{
  g_autofree char *path = path_in (directory);

  return store_files_are_damaged (path) || !g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
store_index_discard (const char *directory, GError **error)
{
  g_autofree char *path = path_in (directory);

  return store_files_remove (path, error);
}

StoreIndex *
store_index_open (const char *directory, GError **error)
{
  g_autoptr (StoreDatabase) text
      = store_database_open (directory, STORE_TEXT, STORE_ACCESS_WRITE, error);
  StoreIndex *index = NULL;

  /* It can be used, and is closed again: most days begin with nothing to write. */
  if (!text)
    return NULL;
  index = g_new0 (StoreIndex, 1);
  index->directory = g_strdup (directory);
  return index;
}

void
store_index_close (StoreIndex *index)
{
  store_database_close (index->text);
  g_free (index->directory);
  g_free (index);
}

static gboolean
run_for (StoreIndex *index, guint statement_name, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (index->text, statement_name);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  return store_statement_run (statement, error);
}

static gboolean
forget (StoreIndex *index, guint64 id, GError **error)
{
  return run_for (index, TEXT_WORDS_DELETE, id, error)
         && run_for (index, TEXT_TRIGRAMS_DELETE, id, error)
         && run_for (index, TEXT_DOCUMENT_DELETE, id, error);
}

static gboolean
insert_document (StoreIndex *index, const StoreDocument *document, GError **error)
{
  static const char *const names[] = { ":sender", ":others", ":subject", ":names", ":body" };
  g_autoptr (StoreStatement) statement = store_database_use (index->text, TEXT_DOCUMENT_INSERT);

  store_statement_bind_int64 (statement, ":id", (gint64) document->id);
  for (guint i = 0; i < STORE_TEXT_COLUMNS; i++)
    store_statement_bind_text (statement, names[i], document->columns[i]);
  return store_statement_run (statement, error);
}

static gboolean
put (StoreIndex *index, StoreDocument *document, GError **error)
{
  if (!forget (index, document->id, error))
    return FALSE;
  if (document->gone)
    return TRUE;
  store_document_fold (document);
  return insert_document (index, document, error)
         && run_for (index, TEXT_WORDS_INSERT, document->id, error)
         && run_for (index, TEXT_TRIGRAMS_INSERT, document->id, error);
}

static gboolean
have_text (StoreIndex *index, GError **error)
{
  if (!index->text)
    index->text = store_database_open (index->directory, STORE_TEXT, STORE_ACCESS_WRITE, error);
  return index->text != NULL;
}

gboolean
store_index_put (StoreIndex *index, GPtrArray *documents, GError **error)
{
  gboolean done = have_text (index, error) && store_database_begin (index->text, error);

  for (guint i = 0; done && i < documents->len; i++)
    done = put (index, documents->pdata[i], error);
  if (done && store_database_commit (index->text, error))
    return TRUE;
  if (index->text)
    store_database_rollback (index->text);
  return FALSE;
}

void
store_index_tidy (StoreIndex *index, gboolean idle)
{
  if (!index->text)
    return;
  store_database_checkpoint (index->text);
  if (idle)
    store_database_trim (index->text);
}
