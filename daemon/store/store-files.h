/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files around the databases: their directory, the lock that keeps a second daemon out, their
 * modes, and setting a damaged cache aside. It does not look into them.
 */
#pragma once

#include <glib.h>

/* Makes DIRECTORY, mode 0700, and locks it for this process. Returns the descriptor that holds the
 * lock, -1 on error: POSTHORN_ERROR_BUSY when another process has it. */
int store_files_lock (const char *directory, GError **error);

/* Makes the file at PATH, mode 0600, when there is none; takes it from others when there is. */
gboolean store_files_create (const char *path, GError **error);

/* Remembers on disk that the database at PATH is damaged; best effort, for after a restart. */
void store_files_mark_damaged (const char *path);
gboolean store_files_are_damaged (const char *path);

/* Renames the database at PATH with its WAL and forgets the mark. Returns the new path. */
char *store_files_set_aside (const char *path, GError **error);

/* Removes the database at PATH with its WAL and forgets the mark. */
gboolean store_files_remove (const char *path, GError **error);
