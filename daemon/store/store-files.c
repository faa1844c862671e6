/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-files.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (GError **error, int system_error, const char *path, const char *what)
{
  gboolean no_room = system_error == ENOSPC || system_error == EDQUOT;

  g_set_error (error, POSTHORN_ERROR, no_room ? POSTHORN_ERROR_DISK_FULL : POSTHORN_ERROR_STORE,
               "%s could not be %s (%s): check its permissions and the disk", path, what,
               g_strerror (system_error));
  return FALSE;
}

static gboolean
make_directory (const char *directory, GError **error)
{
  if (g_mkdir_with_parents (directory, 0700) != 0 || g_chmod (directory, 0700) != 0)
    return fail (error, errno, directory, "made");
  return TRUE;
}

int
store_files_lock (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, "posthorn.lock", NULL);
  int descriptor = -1;

  if (!make_directory (directory, error))
    return -1;
  descriptor = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    {
      fail (error, errno, path, "opened");
      return -1;
    }
  if (flock (descriptor, LOCK_EX | LOCK_NB) == 0)
    return descriptor;
  if (errno == EWOULDBLOCK)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_BUSY,
                 "%s is in use by another Posthorn: stop that one first", directory);
  else
    fail (error, errno, path, "locked");
  close (descriptor);
  return -1;
}

gboolean
store_files_create (const char *path, GError **error)
{
  int descriptor = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct stat status;
  gboolean closed = FALSE;

  if (descriptor < 0)
    return fail (error, errno, path, "opened");
  closed = fstat (descriptor, &status) == 0
           && ((status.st_mode & 0777) == 0600 || fchmod (descriptor, 0600) == 0);
  close (descriptor);
  return closed || fail (error, errno, path, "closed to others");
}

static char *
mark_path (const char *path)
{
  return g_strconcat (path, ".damaged", NULL);
}

void
store_files_mark_damaged (const char *path)
{
  g_autofree char *mark = mark_path (path);
  int descriptor = open (mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  if (descriptor >= 0)
    close (descriptor);
}

gboolean
store_files_are_damaged (const char *path)
{
  g_autofree char *mark = mark_path (path);
  return g_file_test (mark, G_FILE_TEST_EXISTS);
}

static char *
aside_path (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y%m%d-%H%M%S");
  char *aside = g_strdup_printf ("%s.corrupt-%s", path, date);

  for (guint number = 2; g_file_test (aside, G_FILE_TEST_EXISTS); number++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.corrupt-%s-%u", path, date, number);
    }
  return aside;
}

static gboolean
rename_part (const char *path, const char *aside, const char *suffix, GError **error)
{
  g_autofree char *from = g_strconcat (path, suffix, NULL);
  g_autofree char *to = g_strconcat (aside, suffix, NULL);

  return g_rename (from, to) == 0 || errno == ENOENT || fail (error, errno, from, "set aside");
}

char *
store_files_set_aside (const char *path, GError **error)
{
  g_autofree char *aside = aside_path (path);
  g_autofree char *mark = mark_path (path);

  /* The WAL goes first: left behind, it would be replayed into the new database. */
  if (!rename_part (path, aside, "-wal", error) || !rename_part (path, aside, "-shm", error)
      || !rename_part (path, aside, "", error))
    return NULL;
  g_unlink (mark);
  return g_steal_pointer (&aside);
}

gboolean
store_files_remove (const char *path, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "", ".damaged" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *part = g_strconcat (path, suffixes[i], NULL);
      if (g_unlink (part) != 0 && errno != ENOENT)
        return fail (error, errno, part, "removed");
    }
  return TRUE;
}
