/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor-files.h"

#include "finding.h"
#include "properties.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define ROOM_WANTED (G_GUINT64_CONSTANT (512) << 20)
/* FALSE, and that is told: others may read what lies at PATH. */
static gboolean
check_mode (GPtrArray *findings, const char *topic, const char *path, const GStatBuf *status,
            guint mode)
{
  g_autofree char *text = NULL;
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *advice = g_strdup_printf ("chmod %o %s", mode, quoted);

  if (status->st_uid != getuid ())
    {
      findings_add (findings, FINDING_TROUBLE, topic, "it belongs to somebody else",
                    "give it back to the user whose mail it is, with chown");
      return FALSE;
    }
  if ((status->st_mode & 0777 & ~mode) == 0)
    return TRUE;
  text = g_strdup_printf ("others may look into it (mode %o)", status->st_mode & 0777);
  findings_add (findings, FINDING_TROUBLE, topic, text, advice);
  return FALSE;
}

/* What the daemon says of FILE; NULL = nothing. */
static GVariant *
find_examined (GVariant *examined, const char *file)
{
  for (gsize i = 0; examined != NULL && i < g_variant_n_children (examined); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (examined, i);

      if (g_str_equal (properties_string (row, "file"), file))
        return g_steal_pointer (&row);
    }
  return NULL;
}

static void
add_database (GPtrArray *findings, const char *file, goffset octets, GVariant *examined)
{
  g_autofree char *size = g_format_size ((guint64) octets);
  g_autoptr (GVariant) row = find_examined (examined, file);
  const char *state = row ? properties_string (row, "state") : "not looked into";
  g_autofree char *text = g_strdup_printf ("%s, %s", size, state);

  if (g_str_equal (state, "damaged"))
    findings_add (findings, FINDING_TROUBLE, file, properties_string (row, "problem"), NULL);
  else if (g_str_equal (state, "unfinished"))
    {
      g_free (text);
      text = g_strdup_printf ("%s, sound as far as it was looked at", size);
      findings_add (findings, FINDING_WELL, file, text, NULL);
    }
  else
    findings_add (findings, row ? FINDING_WELL : FINDING_NOTE, file, text, NULL);
}

static void
look_at_database (GPtrArray *findings, const char *folder, const char *file, GVariant *examined)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  GStatBuf status;

  if (g_stat (path, &status) != 0)
    findings_add (findings, FINDING_NOTE, file, "it is not there yet", NULL);
  else if (check_mode (findings, file, path, &status, 0600))
    add_database (findings, file, status.st_size, examined);
}

static void
look_at_room (GPtrArray *findings, const char *folder)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GFileInfo) info
      = g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);
  guint64 room = info ? g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE)
                      : G_MAXUINT64;
  g_autofree char *size = g_format_size (room);
  g_autofree char *text = g_strdup_printf ("%s are free", size);

  if (info != NULL && room >= ROOM_WANTED)
    findings_add (findings, FINDING_WELL, "disk", text, NULL);
  else if (info != NULL)
    findings_add (findings, FINDING_TROUBLE, "disk", text,
                  "free some space: without it neither mail nor what you do can be saved");
}

void
doctor_files (GPtrArray *findings, GVariant *examined)
{
  static const char *const databases[] = { "state.db", "mail.db", "text.db" };
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "posthorn", NULL);
  g_autofree char *text = NULL;
  GStatBuf status;

  if (g_stat (folder, &status) != 0)
    {
      text = g_strdup_printf ("%s: %s", folder, g_strerror (errno));
      findings_add (findings, errno == ENOENT ? FINDING_NOTE : FINDING_TROUBLE, "data", text,
                    errno == ENOENT ? "it is made when the daemon starts" : "make it readable");
      return;
    }
  if (check_mode (findings, "data", folder, &status, 0700))
    findings_add (findings, FINDING_WELL, "data", folder, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (databases); i++)
    look_at_database (findings, folder, databases[i], examined);
  look_at_room (findings, folder);
}
