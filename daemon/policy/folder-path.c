/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-path.h"

#include <string.h>

/* Control characters, line separators, and what stands for single octets of broken names
 * (imap-mailbox-name.h), which nobody types. */
static gboolean
is_unfit (gunichar character)
{
  return g_unichar_iscntrl (character) || character == 0x2028 || character == 0x2029
         || character == 0x2060 || (character >= 0xf700 && character <= 0xf7ff);
}

static gboolean
has_unfit (const char *path)
{
  for (; *path; path = g_utf8_next_char (path))
    if (is_unfit (g_utf8_get_char (path)))
      return TRUE;
  return FALSE;
}

static gboolean
has_empty_part (const char *path, char delimiter)
{
  const char twice[] = { delimiter, delimiter, '\0' };

  return delimiter != '\0'
         && (path[0] == delimiter || path[strlen (path) - 1] == delimiter || strstr (path, twice));
}

const char *
folder_path_fault (const char *path, char delimiter)
{
  if (*path == '\0')
    return "is empty";
  if (strlen (path) > FOLDER_PATH_OCTETS_MOST)
    return "is longer than 255 octets";
  if (!g_utf8_validate (path, -1, NULL))
    return "is not UTF-8";
  if (has_unfit (path))
    return "has control characters in it";
  if (has_empty_part (path, delimiter))
    return "has a part without a name between the separators";
  return NULL;
}
