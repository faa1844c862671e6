/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-plain.h"

#define LINE_LIMIT 998

gboolean
mime_plain_feed (MimePlain *plain, const guint8 *octets, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      gboolean is_end = octets[i] == '\n';

      if (is_end != plain->is_return || octets[i] == '\0' || octets[i] >= 128)
        return FALSE;
      plain->is_return = octets[i] == '\r';
      plain->line = is_end ? 0 : plain->line + (plain->is_return ? 0 : 1);
      if (plain->line > LINE_LIMIT)
        return FALSE;
    }
  return TRUE;
}
