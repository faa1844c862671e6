/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-path.h"

#include "error.h"

#define ACCOUNTS BUS_ROOT "/accounts/"

char *
bus_path_of_account_id (const char *account)
{
  return g_strconcat (ACCOUNTS, account, NULL);
}

char *
bus_path_of_account (Account *account)
{
  return bus_path_of_account_id (account_get_id (account));
}

char *
bus_path_of_folder (Folder *folder)
{
  return g_strconcat (ACCOUNTS, folder_get_row (folder)->account, "/folders/",
                      folder_get_slug (folder), NULL);
}

char *
bus_path_of_job (Job *job)
{
  return g_strdup_printf (BUS_ROOT "/jobs/%u", job_get_id (job));
}

char *
bus_path_of_session (PresenceSession *session)
{
  return g_strdup_printf (BUS_ROOT "/presence/%u", presence_session_get_id (session));
}

char *
bus_path_of (gpointer object)
{
  if (!object)
    return g_strdup ("/");
  if (G_TYPE_CHECK_INSTANCE_TYPE (object, TYPE_ACCOUNT))
    return bus_path_of_account (object);
  if (G_TYPE_CHECK_INSTANCE_TYPE (object, TYPE_FOLDER))
    return bus_path_of_folder (object);
  if (G_TYPE_CHECK_INSTANCE_TYPE (object, TYPE_JOB))
    return bus_path_of_job (object);
  if (G_TYPE_CHECK_INSTANCE_TYPE (object, TYPE_PRESENCE_SESSION))
    return bus_path_of_session (object);
  return g_strdup (BUS_ROOT);
}

Account *
bus_path_find_account (AccountManager *manager, const char *path, GError **error)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);

  for (guint i = 0; i < accounts->len; i++)
    {
      g_autofree char *candidate = bus_path_of_account (accounts->pdata[i]);
      if (g_str_equal (candidate, path))
        return accounts->pdata[i];
    }
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
               "There is no account at %s; FindAccount tells the path of one", path);
  return NULL;
}

static Folder *
find_in_account (Account *account, const char *path)
{
  GPtrArray *folders = account_get_folders (account);

  for (guint i = 0; i < folders->len; i++)
    {
      g_autofree char *candidate = bus_path_of_folder (folders->pdata[i]);
      if (g_str_equal (candidate, path))
        return folders->pdata[i];
    }
  return NULL;
}

Folder *
bus_path_find_folder (AccountManager *manager, const char *path, GError **error)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);

  for (guint i = 0; i < accounts->len; i++)
    {
      Folder *folder = find_in_account (accounts->pdata[i], path);
      if (folder)
        return folder;
    }
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
               "There is no folder at %s; FindFolder tells the path of one", path);
  return NULL;
}
