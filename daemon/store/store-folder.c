/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-folder.h"

StoreFolder *
store_folder_copy (const StoreFolder *folder)
{
  StoreFolder *copy = g_memdup2 (folder, sizeof *folder);

  copy->account = g_strdup (folder->account);
  copy->path = g_strdup (folder->path);
  copy->role = g_strdup (folder->role);
  return copy;
}

void
store_folder_free (StoreFolder *folder)
{
  if (!folder)
    return;
  g_free (folder->account);
  g_free (folder->path);
  g_free (folder->role);
  g_free (folder);
}
