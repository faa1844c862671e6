/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-check.h"

#include "bus-path.h"
#include "error.h"

Job *
bus_check_account (Account *account, Folder *first, GError **error)
{
  if (account_get_config (account)->enabled)
    return account_check_first (account, first);
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
               "Account %s is disabled; set its Enabled first", account_get_id (account));
  return NULL;
}

static gboolean
check_all (AccountManager *manager, Folder *first, GError **error)
{
  Account *account = first ? folder_get_account (first) : NULL;

  if (!account_manager_check_all (manager, error))
    return FALSE;
  /* Joins the check that has just begun. */
  if (account && account_get_config (account)->enabled)
    account_check_first (account, first);
  return TRUE;
}

static gboolean
belongs_to (Folder *folder, Account *account, GError **error)
{
  g_autofree char *id = folder_get_id (folder);

  if (folder_get_account (folder) == account)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "folder: %s is not in account %s; name its own account, or \"/\" for all", id,
               account_get_id (account));
  return FALSE;
}

gboolean
bus_check_shown (AccountManager *manager, const char *account_path, const char *folder_path,
                 GError **error)
{
  gboolean all = g_str_equal (account_path, "/");
  Account *account = all ? NULL : bus_path_find_account (manager, account_path, error);
  Folder *folder = NULL;

  if (!all && !account)
    return FALSE;
  if (folder_path)
    folder = bus_path_find_folder (manager, folder_path, error);
  if (folder_path && !folder)
    return FALSE;
  if (all)
    return check_all (manager, folder, error);
  if (folder && !belongs_to (folder, account, error))
    return FALSE;
  return bus_check_account (account, folder, error) != NULL;
}
