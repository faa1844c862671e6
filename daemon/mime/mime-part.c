/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-part.h"

void
mime_part_free (MimePart *part)
{
  g_bytes_unref (part->content);
  g_free (part->type);
  g_free (part->name);
  g_free (part);
}
