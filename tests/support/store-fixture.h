/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A store in a directory of its own for component tests: an account "work" with an INBOX, commits
 * that wait, messages from a number. Only public headers of the store.
 */
#pragma once

#include "store.h"

typedef struct
{
  char *directory;
  Store *store;
  gint64 inbox;
} Fixture;

void fixture_new_directory (Fixture *fixture, gconstpointer data);
void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

#define fixture_test(path, function)                                                               \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

void fixture_open (Fixture *fixture);
void fixture_close (Fixture *fixture);
void fixture_reopen (Fixture *fixture);
StoreReader *fixture_reader (Fixture *fixture);

char *fixture_path (Fixture *fixture, const char *name);
/* The octets of a file, empty when it is not there. */
GBytes *fixture_file (Fixture *fixture, const char *name);

/* On a connection of its own to the database FILE. ROWS: a table, or «table WHERE …». */
void fixture_execute (Fixture *fixture, const char *file, const char *sql);
gint64 fixture_query (Fixture *fixture, const char *file, const char *sql);
gint64 fixture_count (Fixture *fixture, const char *file, const char *rows);

StoreChanges *fixture_try (Fixture *fixture, StoreBatch *batch, GError **error);
StoreChanges *fixture_commit (Fixture *fixture, StoreBatch *batch);
void fixture_apply (Fixture *fixture, StoreBatch *batch);

void fixture_put_account (StoreBatch *batch, const char *id);
gint64 fixture_put_folder (Fixture *fixture, const char *account, const char *path,
                           const char *role);
StoreFolder *fixture_folder (Fixture *fixture, const char *account, gint64 id);
/* Borrowed until the changes are freed. */
StoreFolder *fixture_folder_in (StoreChanges *changes, const char *path);

/* Everything about a message follows from NUMBER; it is the same message in every folder. */
typedef struct
{
  guint number;
  guint32 uid;
  const char *flags;
  gboolean arrived;
  gboolean attachment;
} Sample;

Summary *fixture_summary (const Sample *sample);
void fixture_add (StoreBatch *batch, gint64 folder, Sample sample);
void fixture_add_raw (StoreBatch *batch, gint64 folder, Sample sample, GBytes *raw);
/* Adds one and returns its id. */
guint64 fixture_add_now (Fixture *fixture, gint64 folder, Sample sample);
void fixture_remove_now (Fixture *fixture, gint64 folder, guint32 first, guint32 last);
