/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection to one of the databases: opening, settings, prepared statements, transactions,
 * checkpoints, and what its errors mean to a person. It belongs to one thread at a time and knows
 * nothing of accounts, folders or messages.
 */
#pragma once

#include "store-sql.h"
#include "store-statement.h"

typedef enum
{
  STORE_MAIL,
  STORE_STATE,
  STORE_TEXT,
} StoreDatabaseKind;

typedef enum
{
  STORE_ACCESS_READ,
  STORE_ACCESS_WRITE, /* makes, migrates and checkpoints; only one such connection exists */
} StoreAccess;

/* The name of the database's file in its directory. */
const char *store_database_file (StoreDatabaseKind kind);

StoreDatabase *store_database_open (const char *directory, StoreDatabaseKind kind,
                                    StoreAccess access, GError **error);
/* A writing connection leaves one file behind, without a WAL. */
void store_database_close (StoreDatabase *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDatabase, store_database_close)

const char *store_database_path (StoreDatabase *database);
const StoreSqlSet *store_database_sql (StoreDatabase *database);

/* TRUE when opening it made it. */
gboolean store_database_is_new (StoreDatabase *database);

/* TRUE when whoever wrote to it before did not close it; what was written last may be lost then. */
gboolean store_database_was_left (StoreDatabase *database);

/* STATEMENT is a constant of store-sql-names.h. Borrowed; finish the use before the next. */
StoreStatement *store_database_use (StoreDatabase *database, guint statement);

/* Several statements without parameters or rows. */
gboolean store_database_execute (StoreDatabase *database, const char *sql, GError **error);

/* One statement outside the prepared ones; CALLBACK and DATA as for sqlite3_exec(). */
gboolean store_database_query (StoreDatabase *database, const char *sql,
                               int (*callback) (gpointer, int, char **, char **), gpointer data,
                               GError **error);

gboolean store_database_begin (StoreDatabase *database, GError **error);
gboolean store_database_commit (StoreDatabase *database, GError **error);
void store_database_rollback (StoreDatabase *database);
/* After a commit that failed. When only its flush did, the transaction lies whole in the WAL and a
 * crash would bring it back: one that changes nothing is written over it. */
void store_database_withdraw (StoreDatabase *database);

/* Rows changed since it was opened. */
gint64 store_database_changes (StoreDatabase *database);

gint64 store_database_last_id (StoreDatabase *database);

/* Writes what the transaction changed so far, so that its commit needs next to no room. */
gboolean store_database_flush (StoreDatabase *database, GError **error);

/* Copies the WAL into the file once it is long enough to be worth it. */
void store_database_checkpoint (StoreDatabase *database);

/* Looks at every page for PATIENCE microseconds at most; FALSE without ERROR: that was not enough.
 */
gboolean store_database_examine (StoreDatabase *database, gint64 patience, GError **error);

/* Gives back the page cache. */
void store_database_trim (StoreDatabase *database);

/* Says in ERROR what the SQLite code RESULT means for this database. */
void store_database_fail (StoreDatabase *database, int result, GError **error);
