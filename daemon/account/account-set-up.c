/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager-private.h"

#include "account-config.h"
#include "account-error.h"
#include "account-sign-in.h"
#include "credentials.h"
#include "error.h"
#include "id.h"

/* Adding an account: settings checked, the password found, the server asked, the password saved,
 * the account saved, in this order; a refusal at any step leaves nothing behind. */
typedef struct
{
  StoreAccount *config;
  gboolean saves_secret;
  GError *error;
} SetUp;

static void
set_up_free (SetUp *set_up)
{
  store_account_free (set_up->config);
  g_clear_error (&set_up->error);
  g_free (set_up);
}

static void
fail (GTask *task, GError *cause)
{
  SetUp *set_up = g_task_get_task_data (task);

  account_manager_release (g_task_get_source_object (task), set_up->config);
  g_task_return_error (task, account_error (set_up->config->address, cause));
  g_error_free (cause);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SetUp *set_up = g_task_get_task_data (task);

  credentials_clear_finish (result, NULL);
  fail (task, g_steal_pointer (&set_up->error));
}

/* A password that was saved a moment ago must not outlive the account that could not be. */
static void
undo (GTask *task)
{
  SetUp *set_up = g_task_get_task_data (task);

  if (set_up->saves_secret)
    credentials_clear_async (secret_place_of_account (set_up->config, "password"), on_cleared,
                             g_object_ref (task));
  else
    fail (task, g_steal_pointer (&set_up->error));
}

static void
on_account_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AccountManager *manager = g_task_get_source_object (task);
  SetUp *set_up = g_task_get_task_data (task);
  g_autoptr (Account) account = NULL;
  g_autoptr (StoreChanges) changes
      = store_commit_finish (POSTHORN_STORE (source), result, &set_up->error);

  if (!changes)
    {
      undo (task);
      return;
    }
  account_manager_release (manager, set_up->config);
  account = account_new (account_manager_get_services (manager), set_up->config);
  account_manager_adopt (manager, account);
  if (set_up->config->enabled)
    account_check (account, NULL);
  g_task_return_pointer (task, g_steal_pointer (&account), g_object_unref);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AccountManager *manager = g_task_get_source_object (task);
  SetUp *set_up = g_task_get_task_data (task);
  GError *error = NULL;
  StoreBatch *batch;

  if (!account_sign_in_finish (result, &error))
    {
      fail (task, error);
      return;
    }
  batch = store_batch_new ();
  store_batch_put_account (batch, set_up->config);
  store_commit_async (account_manager_get_store (manager), batch, on_account_saved,
                      g_object_ref (task));
}

static void
choose_id (AccountManager *manager, StoreAccount *config)
{
  g_auto (GStrv) taken = account_manager_list_ids (manager);

  if (*config->id)
    return;
  g_free (config->id);
  config->id = id_slug (config->address, (const char *const *) taken);
}

void
account_manager_add_async (AccountManager *manager, const StoreAccount *config, const char *secret,
                           gboolean try_login, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (manager, NULL, callback, data);
  SetUp *set_up = g_new0 (SetUp, 1);
  GError *error = NULL;
  SignIn sign_in = { .secret = secret, .try_login = try_login, .save = secret != NULL };

  set_up->config = store_account_copy (config);
  set_up->saves_secret = secret != NULL;
  sign_in.config = sign_in.found_as = set_up->config;
  g_task_set_task_data (task, set_up, (GDestroyNotify) set_up_free);
  if (account_config_complete (set_up->config, &error))
    choose_id (manager, set_up->config);
  if (error || !account_manager_reserve (manager, set_up->config, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  account_sign_in_async (&sign_in, on_signed_in, task);
}

Account *
account_manager_add_finish (AccountManager *manager, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  Account *account;
  gboolean keep_secret;
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->account);
  g_free (removal);
}

/* The mail is gone by now; a secret that stays in a locked keyring is said, not undone. */
static void
on_secret_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (credentials_clear_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_account_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AccountManager *manager = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      g_task_return_error (task, account_error (account_get_id (removal->account), error));
      g_error_free (error);
      return;
    }
  account_manager_drop (manager, removal->account);
  if (removal->keep_secret)
    g_task_return_boolean (task, TRUE);
  else
    credentials_clear_async (
        secret_place_of_account (account_get_config (removal->account), "password"),
        on_secret_cleared, g_object_ref (task));
}

void
account_manager_remove_async (AccountManager *manager, Account *account, gboolean keep_secret,
                              GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (manager, NULL, callback, data);
  Removal *removal = g_new0 (Removal, 1);
  StoreBatch *batch = store_batch_new ();

  removal->account = g_object_ref (account);
  removal->keep_secret = keep_secret;
  g_task_set_task_data (task, removal, (GDestroyNotify) removal_free);
  account_stop (account);
  store_batch_remove_account (batch, account_get_id (account));
  store_commit_async (account_manager_get_store (manager), batch, on_account_removed, task);
}

gboolean
account_manager_remove_finish (AccountManager *manager, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
