/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager-private.h"
#include "account-private.h"

#include "error.h"

#include <string.h>

/* Finding accounts and folders by what people call them, and what concerns several. */

static gboolean
is_called (Account *account, const char *name)
{
  const StoreAccount *config = account_get_config (account);

  return g_str_equal (config->id, name) || g_ascii_strcasecmp (config->address, name) == 0
         || g_str_equal (config->name, name);
}

static char *
list_accounts (AccountManager *manager)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < accounts->len && i < 10; i++)
    g_string_append_printf (list, "%s%s", i ? ", " : "", account_get_id (accounts->pdata[i]));
  return g_string_free (list, FALSE);
}

static void
set_not_found (AccountManager *manager, const char *name, GError **error)
{
  g_autofree char *list = list_accounts (manager);

  if (*list)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "There is no account «%s»; there is: %s", name, list);
  else
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "There is no account yet; connect one with «posthornctl add ADDRESS»");
}

Account *
account_manager_find_account (AccountManager *manager, const char *name, GError **error)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);

  for (guint i = 0; i < accounts->len; i++)
    if (is_called (accounts->pdata[i], name))
      return accounts->pdata[i];
  set_not_found (manager, name, error);
  return NULL;
}

Folder *
account_manager_find_folder (AccountManager *manager, const char *name, GError **error)
{
  const char *slash = strchr (name, '/');
  g_autofree char *account_name
      = slash ? g_strndup (name, (gsize) (slash - name)) : g_strdup (name);
  Account *account = account_manager_find_account (manager, account_name, error);
  Folder *folder;

  if (!account)
    return NULL;
  folder = account_find_folder (account, slash ? slash + 1 : "inbox");
  if (!folder)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "The account %s has no folder «%s»; «posthornctl folders %s» lists them",
                 account_get_id (account), slash ? slash + 1 : "inbox", account_get_id (account));
  return folder;
}

Folder *
account_manager_folder_by_row (AccountManager *manager, gint64 row)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);
  Folder *folder = NULL;

  for (guint i = 0; i < accounts->len && !folder; i++)
    folder = account_folder_by_row (accounts->pdata[i], row);
  return folder;
}

void
account_manager_distribute (AccountManager *manager, const StoreChanges *changes, Account *except)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);
  g_autoptr (GHashTable) touched = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < changes->folders->len; i++)
    g_hash_table_add (touched, ((StoreFolder *) changes->folders->pdata[i])->account);
  for (guint i = 0; i < accounts->len; i++)
    {
      Account *account = accounts->pdata[i];
      if (account == except || !g_hash_table_contains (touched, account_get_id (account)))
        continue;
      account_take_changes (changes, account);
      operations_push (account->operations);
    }
}

void
account_manager_push_others (AccountManager *manager, Account *except)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);

  for (guint i = 0; i < accounts->len; i++)
    if (accounts->pdata[i] != except)
      operations_push (((Account *) accounts->pdata[i])->operations);
}
