/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-database.h"

#include "error.h"
#include "store-files.h"
#include "store-schema.h"

#include <errno.h>

#define BUSY_MILLISECONDS 5000
/* Of SQLite's machine, between two looks at the clock. */
#define STEPS_BETWEEN_LOOKS 100000
/* 16 MiB of mail.db and text.db, 8 MiB of state.db. */
#define CHECKPOINT_PAGES 2048

/* page_size holds only for a database that has no page yet. secure_delete FAST wipes deleted mail
 * where that costs no writing of its own. */
#define SETTINGS_ALL                                                                               \
  "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;"                    \
  "PRAGMA trusted_schema = OFF; PRAGMA wal_autocheckpoint = 0;"
#define SETTINGS_READ SETTINGS_ALL "PRAGMA query_only = ON;"
#define SETTINGS_WRITE                                                                             \
  SETTINGS_ALL "PRAGMA secure_delete = FAST;"                                                      \
               "PRAGMA journal_size_limit = 33554432;"

typedef struct
{
  const char *file;
  const StoreSqlSet *sql;
  const char *settings; /* of the writing connection */
  const char *cache[2]; /* by StoreAccess */
  const char *when_damaged;
} Kind;

/* KiB, as a negative number. */
#define CACHES(read, write)                                                                        \
  {                                                                                                \
    [STORE_ACCESS_READ] = "PRAGMA cache_size = " #read, [STORE_ACCESS_WRITE]                       \
                                                        = "PRAGMA cache_size = " #write            \
  }

/* What goes through state.db in bulk are the octets of large messages, once in and once out: worth
 * no cache. */
static const Kind kinds[] = {
  [STORE_MAIL]
  = { "mail.db", &store_sql_mail,
      SETTINGS_WRITE "PRAGMA page_size = 8192; PRAGMA synchronous = NORMAL;", CACHES (-2000, -4000),
      "start Posthorn again, which sets it aside and fetches the mail anew" },
  [STORE_STATE]
  = { "state.db", &store_sql_state, SETTINGS_WRITE "PRAGMA synchronous = FULL;",
      CACHES (-500, -2000), "put back a copy of it from a backup, it is never replaced by itself" },
  [STORE_TEXT]
  = { "text.db", &store_sql_text,
      SETTINGS_WRITE "PRAGMA page_size = 8192; PRAGMA synchronous = NORMAL;", CACHES (-2000, -4000),
      "start Posthorn again, which makes it anew from the mail" },
};

struct _StoreDatabase
{
  const Kind *kind;
  StoreAccess access;
  char *path;
  sqlite3 *handle;
  StoreStatement *statements;
  guint n_statements;
  int wal_pages;
  gboolean is_new;
  gboolean was_left;
};

const char *
store_database_file (StoreDatabaseKind kind)
{
  return kinds[kind].file;
}

const char *
store_database_path (StoreDatabase *database)
{
  return database->path;
}

const StoreSqlSet *
store_database_sql (StoreDatabase *database)
{
  return database->kind->sql;
}

gboolean
store_database_is_new (StoreDatabase *database)
{
  return database->is_new;
}

gboolean
store_database_was_left (StoreDatabase *database)
{
  return database->was_left;
}

/* What the last write to the WAL failed with, for calls after which SQLite does not tell. */
static int
wal_system_error (StoreDatabase *database)
{
  sqlite3_file *wal = NULL;
  int system_error = 0;

  sqlite3_file_control (database->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
  if (wal && wal->pMethods)
    wal->pMethods->xFileControl (wal, SQLITE_FCNTL_LAST_ERRNO, &system_error);
  return system_error;
}

static gboolean
no_room (StoreDatabase *database, int result)
{
  int system_error = sqlite3_system_errno (database->handle);

  if ((result & 0xff) == SQLITE_FULL)
    return TRUE;
  if ((result & 0xff) != SQLITE_IOERR && (result & 0xff) != SQLITE_CANTOPEN)
    return FALSE;
  if (system_error == 0)
    system_error = wal_system_error (database);
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

static void
fail_damaged (StoreDatabase *database, const char *reason, GError **error)
{
  if (database->kind != &kinds[STORE_STATE])
    store_files_mark_damaged (database->path);
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE, "%s is damaged (%s): %s",
               database->path, reason, database->kind->when_damaged);
}

void
store_database_fail (StoreDatabase *database, int result, GError **error)
{
  const char *path = database->path;
  gboolean is_known = sqlite3_extended_errcode (database->handle) == result;
  const char *reason = is_known ? sqlite3_errmsg (database->handle) : sqlite3_errstr (result);
  int primary = result & 0xff;

  if (no_room (database, result))
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_DISK_FULL,
                   "%s cannot grow because the disk is full: free some space, then try again",
                   path);
      return;
    }
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
    {
      fail_damaged (database, reason, error);
      return;
    }
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE,
               "%s cannot be used (%s): check the file, its permissions and the disk", path,
               reason);
}

gboolean
store_database_query (StoreDatabase *database, const char *sql,
                      int (*callback) (gpointer, int, char **, char **), gpointer data,
                      GError **error)
{
  int result = sqlite3_exec (database->handle, sql, callback, data, NULL);

  if (result == SQLITE_OK)
    return TRUE;
  store_database_fail (database, result, error);
  return FALSE;
}

static int
is_late (gpointer deadline)
{
  return g_get_monotonic_time () > *(const gint64 *) deadline;
}

static int
note_finding (gpointer data, int n_columns, char **values, char **names)
{
  char **finding = data;

  g_free (*finding);
  *finding = g_strdup (values[0]);
  return 0;
}

gboolean
store_database_examine (StoreDatabase *database, gint64 patience, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + patience;
  g_autofree char *finding = NULL;
  int result;

  sqlite3_progress_handler (database->handle, STEPS_BETWEEN_LOOKS, is_late, &deadline);
  result = sqlite3_exec (database->handle, "PRAGMA quick_check (1)", note_finding, &finding, NULL);
  sqlite3_progress_handler (database->handle, 0, NULL, NULL);
  if (result == SQLITE_OK && g_strcmp0 (finding, "ok") != 0)
    fail_damaged (database, finding ? finding : "no answer", error);
  else if (result != SQLITE_OK && (result & 0xff) != SQLITE_INTERRUPT)
    store_database_fail (database, result, error);
  return result == SQLITE_OK && g_strcmp0 (finding, "ok") == 0;
}

gboolean
store_database_execute (StoreDatabase *database, const char *sql, GError **error)
{
  return store_database_query (database, sql, NULL, NULL, error);
}

static int
note_wal_pages (gpointer data, sqlite3 *handle, const char *name, int pages)
{
  StoreDatabase *database = data;
  database->wal_pages = pages;
  return SQLITE_OK;
}

static gboolean
connect_file (StoreDatabase *database, GError **error)
{
  gboolean writes = database->access == STORE_ACCESS_WRITE;
  int flags = SQLITE_OPEN_NOMUTEX | (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  int result = sqlite3_open_v2 (database->path, &database->handle, flags, NULL);

  if (result != SQLITE_OK)
    {
      store_database_fail (database, result, error);
      return FALSE;
    }
  sqlite3_extended_result_codes (database->handle, 1);
  sqlite3_busy_timeout (database->handle, BUSY_MILLISECONDS);
  /* A file that is refused stays as it is, and a reader never checkpoints. */
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  return TRUE;
}

static int
note_mode (gpointer data, int n_columns, char **values, char **names)
{
  gboolean *is_wal = data;
  *is_wal = g_str_equal (values[0], "wal");
  return 0;
}

static gboolean
use_wal (StoreDatabase *database, GError **error)
{
  gboolean is_wal = FALSE;

  if (!store_database_query (database, "PRAGMA journal_mode = WAL", note_mode, &is_wal, error))
    return FALSE;
  if (!is_wal)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE,
                 "%s lies on a file system without shared memory: move it to a local disk",
                 database->path);
  return is_wal;
}

static gboolean
has_wal (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);

  return g_file_test (wal, G_FILE_TEST_EXISTS);
}

static gboolean
set_up_writing (StoreDatabase *database, GError **error)
{
  guint version = 0;

  database->was_left = has_wal (database->path);
  if (!store_schema_check (database, &version, error)
      || !store_database_execute (database, database->kind->settings, error)
      || !use_wal (database, error) || !store_schema_migrate (database, version, error))
    return FALSE;
  database->is_new = version == 0;
  sqlite3_wal_hook (database->handle, note_wal_pages, database);
  return TRUE;
}

static gboolean
prepare_all (StoreDatabase *database, GError **error)
{
  const StoreSqlSet *sql = database->kind->sql;

  database->n_statements
      = database->access == STORE_ACCESS_WRITE ? sql->n_statements : sql->n_reads;
  database->statements = g_new0 (StoreStatement, database->n_statements);
  for (guint i = 0; i < database->n_statements; i++)
    {
      StoreStatement *statement = &database->statements[i];
      int result = sqlite3_prepare_v3 (database->handle, sql->statements[i].text, -1,
                                       SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL);
      statement->database = database;
      if (result != SQLITE_OK)
        {
          store_database_fail (database, result, error);
          return FALSE;
        }
    }
  return TRUE;
}

StoreDatabase *
store_database_open (const char *directory, StoreDatabaseKind kind, StoreAccess access,
                     GError **error)
{
  g_autoptr (StoreDatabase) database = g_new0 (StoreDatabase, 1);
  gboolean ready = FALSE;

  database->kind = &kinds[kind];
  database->access = access;
  database->path = g_build_filename (directory, kinds[kind].file, NULL);
  if (access == STORE_ACCESS_WRITE && !store_files_create (database->path, error))
    return NULL;
  if (!connect_file (database, error))
    return NULL;
  ready = access == STORE_ACCESS_WRITE ? set_up_writing (database, error)
                                       : store_database_execute (database, SETTINGS_READ, error);
  if (!ready || !store_database_execute (database, kinds[kind].cache[access], error)
      || !prepare_all (database, error))
    return NULL;
  return g_steal_pointer (&database);
}

void
store_database_close (StoreDatabase *database)
{
  if (!database)
    return;
  for (guint i = 0; i < database->n_statements; i++)
    sqlite3_finalize (database->statements[i].handle);
  g_free (database->statements);
  if (database->access == STORE_ACCESS_WRITE && database->n_statements > 0)
    sqlite3_db_config (database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  sqlite3_close (database->handle);
  g_free (database->path);
  g_free (database);
}

StoreStatement *
store_database_use (StoreDatabase *database, guint statement)
{
  g_assert (statement < database->n_statements);
  return &database->statements[statement];
}

gboolean
store_database_begin (StoreDatabase *database, GError **error)
{
  return store_database_execute (database, "BEGIN", error);
}

gboolean
store_database_commit (StoreDatabase *database, GError **error)
{
  return store_database_execute (database, "COMMIT", error);
}

void
store_database_rollback (StoreDatabase *database)
{
  /* SQLite itself has rolled back after some errors; a second time is an error of no meaning. */
  if (!sqlite3_get_autocommit (database->handle))
    sqlite3_exec (database->handle, "ROLLBACK", NULL, NULL, NULL);
}

void
store_database_withdraw (StoreDatabase *database)
{
  g_autofree char *unchanged
      = g_strdup_printf ("PRAGMA user_version = %u", database->kind->sql->n_schemas);

  store_database_rollback (database);
  store_database_execute (database, unchanged, NULL);
}

gint64
store_database_changes (StoreDatabase *database)
{
  return sqlite3_total_changes64 (database->handle);
}

gint64
store_database_last_id (StoreDatabase *database)
{
  return sqlite3_last_insert_rowid (database->handle);
}

gboolean
store_database_flush (StoreDatabase *database, GError **error)
{
  int result = sqlite3_db_cacheflush (database->handle);

  if (result == SQLITE_OK)
    return TRUE;
  store_database_fail (database, result, error);
  return FALSE;
}

void
store_database_checkpoint (StoreDatabase *database)
{
  if (database->wal_pages < CHECKPOINT_PAGES)
    return;
  /* When it fails the WAL keeps everything, and the next commit tries again. */
  sqlite3_wal_checkpoint_v2 (database->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

void
store_database_trim (StoreDatabase *database)
{
  sqlite3_db_release_memory (database->handle);
}
