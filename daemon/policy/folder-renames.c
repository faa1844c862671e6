/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-renames.h"

int
folder_renames_find (const FolderIdentity *gone, const FolderIdentity *made, gsize n_made)
{
  int found = -1;

  if (gone->uidvalidity == 0)
    return -1;
  for (gsize i = 0; i < n_made; i++)
    {
      if (made[i].uidvalidity != gone->uidvalidity || made[i].uidnext < gone->uidnext)
        continue;
      if (found >= 0)
        return -1;
      found = (int) i;
    }
  return found;
}
