/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-private.h"

#include "account-error.h"
#include "account-sign-in.h"
#include "credentials.h"

static void
fail (GTask *task, GError *cause)
{
  Account *account = g_task_get_source_object (task);

  g_task_return_error (task, account_error (account_get_id (account), cause));
  g_error_free (cause);
}

/* Whoever points an account at another place wants to see its mail; all else waits for its time. */
static gboolean
must_check (const StoreAccount *old, const StoreAccount *new)
{
  return new->enabled
         && (!g_str_equal (old->host, new->host) || old->port != new->port
             || !g_str_equal (old->tls, new->tls) || !g_str_equal (old->user, new->user)
             || !g_str_equal (old->ca_file, new->ca_file) || !g_str_equal (old->pin, new->pin)
             || old->history_days != new->history_days);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Account *account = g_task_get_source_object (task);
  const StoreAccount *config = g_task_get_task_data (task);
  gboolean checks;
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      fail (task, error);
      return;
    }
  checks = must_check (account_get_config (account), config);
  account_apply_config (account, config);
  if (checks)
    account_check (account, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Account *account = g_task_get_source_object (task);
  GError *error = NULL;
  StoreBatch *batch;

  if (!account_sign_in_finish (result, &error))
    {
      fail (task, error);
      return;
    }
  batch = store_batch_new ();
  store_batch_put_account (batch, g_task_get_task_data (task));
  store_commit_async (account->services->store, batch, on_committed, g_object_ref (task));
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
                         gboolean try_login, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (account, NULL, callback, data);
  SignIn sign_in = {
    .config = config,
    .secret = secret,
    .found_as = account_get_config (account),
    .try_login = try_login,
    .save = secret || moves_secret (account_get_config (account), config),
  };

  g_task_set_task_data (task, store_account_copy (config), (GDestroyNotify) store_account_free);
  account_sign_in_async (&sign_in, on_signed_in, task);
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
  push_retry (account->push);
  g_signal_emit_by_name (account, "renewed");
  if (account_get_config (account)->enabled)
    account_check (account, NULL);
  g_task_return_boolean (task, TRUE);
}

void
account_set_secret_async (Account *account, const char *kind, const char *secret,
                          GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (account, NULL, callback, data);

  if (g_str_equal (kind, "password") || g_str_equal (kind, "smtp"))
    credentials_save_async (secret_place_of_account (account_get_config (account), kind), secret,
                            on_secret_set, g_object_ref (task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                             "kind: «%s» is not a kind of secret; use «password» or «smtp»", kind);
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
  account_take_changes (changes, account);
  account_tell (account);
  g_task_return_boolean (task, TRUE);
}

void
account_choose_folder_async (Account *account, Folder *folder, const char *role, int selected,
                             GAsyncReadyCallback callback, gpointer data)
{
  const StoreFolder *row = folder_get_row (folder);
  StoreBatch *batch = store_batch_new ();

  store_batch_choose_folder (batch, row->account, row->path, role, selected);
  store_commit_async (account->services->store, batch, on_chosen,
                      g_task_new (account, NULL, callback, data));
  if (selected > 0 && account_get_config (account)->enabled)
    account_check (account, folder);
}

gboolean
account_choose_folder_finish (Account *account, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
