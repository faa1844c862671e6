/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-examination.h"

#include "store-database.h"
#include "store-reader-private.h"

static void
examined_free (gpointer data)
{
  StoreExamined *examined = data;

  g_free (examined->problem);
  g_free (examined);
}

static StoreExamined *
examine (const char *directory, StoreDatabaseKind kind, gint64 patience)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreDatabase) database
      = store_database_open (directory, kind, STORE_ACCESS_READ, &error);
  StoreExamined *examined = g_new0 (StoreExamined, 1);
  gboolean finished = FALSE;

  examined->file = store_database_file (kind);
  if (database != NULL)
    finished = store_database_examine (database, patience, &error);
  if (error != NULL)
    examined->problem = g_strdup (error->message);
  if (error != NULL)
    examined->soundness = STORE_DAMAGED;
  else
    examined->soundness = finished ? STORE_SOUND : STORE_UNFINISHED;
  return examined;
}

gpointer
store_examine (StoreReader *reader, gpointer patience, GError **error)
{
  static const StoreDatabaseKind all[] = { STORE_STATE, STORE_MAIL, STORE_TEXT };
  GPtrArray *list = g_ptr_array_new_with_free_func (examined_free);

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    g_ptr_array_add (list, examine (reader->directory, all[i], *(const gint64 *) patience));
  return list;
}
