/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-private.h"

#include "account-error.h"
#include "account-session.h"
#include "credentials.h"

/* One change of settings: the password is found or given, tried, saved, then the settings. */
typedef struct
{
  StoreAccount *config;
  char *secret; /* NULL: not given; found in the keyring when needed */
  gboolean try_login;
  gboolean save_secret;
} Change;

static void
change_free (Change *change)
{
  store_account_free (change->config);
  credentials_free_secret (change->secret);
  g_free (change);
}

static void
fail (GTask *task, GError *cause)
{
  Account *account = g_task_get_source_object (task);

  g_task_return_error (task, account_error (account_get_id (account), cause));
  g_error_free (cause);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Account *account = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      fail (task, error);
      return;
    }
  account_apply_config (account, change->config);
  if (change->config->enabled)
    account_check (account, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
save_config (GTask *task)
{
  Account *account = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  StoreBatch *batch = store_batch_new ();

  store_batch_put_account (batch, change->config);
  store_commit_async (account_get_store (account), batch, on_committed, g_object_ref (task));
}

static void
on_secret_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (credentials_save_finish (result, &error))
    save_config (task);
  else
    fail (task, error);
}

static void
save_secret (GTask *task)
{
  Change *change = g_task_get_task_data (task);

  if (change->save_secret)
    credentials_save_async (change->config, "password", change->secret, on_secret_saved,
                            g_object_ref (task));
  else
    save_config (task);
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (account_session_try_finish (result, &error))
    save_secret (task);
  else
    fail (task, error);
}

static void
try_login (GTask *task)
{
  Change *change = g_task_get_task_data (task);

  if (change->try_login)
    account_session_try_async (change->config, change->secret, NULL, on_tried, g_object_ref (task));
  else
    save_secret (task);
}

static void
on_secret_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  change->secret = credentials_lookup_finish (result, &error);
  if (change->secret)
    try_login (task);
  else
    fail (task, error);
}

/* The secret is found by user, server and protocol: where these change it must be saved anew. */
static gboolean
moves_secret (const StoreAccount *old, const StoreAccount *new)
{
  return !g_str_equal (old->user, new->user) || !g_str_equal (old->host, new->host)
         || !g_str_equal (old->protocol, new->protocol);
}

void
account_configure_async (Account *account, const StoreAccount *config, const char *secret,
                         gboolean try, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (account, NULL, callback, data);
  Change *change = g_new0 (Change, 1);

  change->config = store_account_copy (config);
  change->secret = g_strdup (secret);
  change->try_login = try;
  change->save_secret = secret || moves_secret (account_get_config (account), config);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  if (!secret && (try || change->save_secret))
    credentials_lookup_async (account_get_config (account), "password", NULL, on_secret_found,
                              g_object_ref (task));
  else
    try_login (task);
}

gboolean
account_configure_finish (Account *account, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_secret_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Account *account = g_task_get_source_object (task);
  GError *error = NULL;

  if (!credentials_save_finish (result, &error))
    {
      fail (task, error);
      return;
    }
  if (account_get_config (account)->enabled)
    account_check (account, NULL);
  g_task_return_boolean (task, TRUE);
}

void
account_set_secret_async (Account *account, const char *kind, const char *secret,
                          GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (account, NULL, callback, data);

  if (g_str_equal (kind, "password"))
    credentials_save_async (account_get_config (account), kind, secret, on_secret_set,
                            g_object_ref (task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                             "kind: “%s” is not a kind of secret; use “password”", kind);
}

gboolean
account_set_secret_finish (Account *account, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Account *account = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      fail (task, error);
      return;
    }
  account_take_changes (account, changes);
  g_task_return_boolean (task, TRUE);
}

void
account_choose_folder_async (Account *account, Folder *folder, const char *role, int selected,
                             GAsyncReadyCallback callback, gpointer data)
{
  const StoreFolder *row = folder_get_row (folder);
  StoreBatch *batch = store_batch_new ();

  store_batch_choose_folder (batch, row->account, row->path, role, selected);
  store_commit_async (account_get_store (account), batch, on_chosen,
                      g_task_new (account, NULL, callback, data));
  if (selected > 0 && account_get_config (account)->enabled)
    account_check (account, folder);
}

gboolean
account_choose_folder_finish (Account *account, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
