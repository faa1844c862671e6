/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-private.h"

/* What lies there is not new mail of others, or is already where unwanted mail goes. */
static gboolean
is_exempt (Account *account, gint64 row)
{
  static const char *const roles[] = { "junk", "trash", "sent", "drafts", NULL };
  Folder *folder = account_folder_by_row (account, row);

  return folder && g_strv_contains (roles, folder_get_row (folder)->role);
}

gint64
account_divert (gint64 folder, const Summary *summary, gpointer data)
{
  Account *account = data;
  const Blacklist *blacklist = stored_blacklist_get (account->services->blacklist);
  Folder *target;

  if (blacklist_count (blacklist) == 0
      || !blacklist_matches (blacklist, summary->from, summary->reply_to)
      || is_exempt (account, folder))
    return 0;
  target = account_folder_by_role (account, "junk");
  if (!target)
    target = account_folder_by_role (account, "trash");
  account->lacks_junk |= target == NULL;
  return target ? folder_get_row (target)->id : 0;
}
