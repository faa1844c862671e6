/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager-private.h"

#include "account-config.h"
#include "account-error.h"
#include "account-session.h"
#include "credentials.h"
#include "error.h"
#include "id.h"

/* Adding an account: settings checked, the password found, the server asked, the password saved,
 * the account saved, in this order; a refusal at any step leaves nothing behind. */
typedef struct
{
  StoreAccount *config;
  char *secret;
  gboolean try_login;
  gboolean save_secret;
  GError *error;
} SetUp;

static void
set_up_free (SetUp *set_up)
{
  store_account_free (set_up->config);
  credentials_free_secret (set_up->secret);
  g_clear_error (&set_up->error);
  g_free (set_up);
}

static void
fail (GTask *task, GError *cause)
{
  SetUp *set_up = g_task_get_task_data (task);

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
      credentials_clear_async (set_up->config, on_cleared, g_object_ref (task));
      return;
    }
  account = account_new (account_manager_get_store (manager), account_manager_get_parser (manager),
                         set_up->config);
  account_manager_adopt (manager, account);
  if (set_up->config->enabled)
    account_check (account, NULL);
  g_task_return_pointer (task, g_steal_pointer (&account), g_object_unref);
}

static void
save_account (GTask *task)
{
  AccountManager *manager = g_task_get_source_object (task);
  SetUp *set_up = g_task_get_task_data (task);
  StoreBatch *batch = store_batch_new ();

  store_batch_put_account (batch, set_up->config);
  store_commit_async (account_manager_get_store (manager), batch, on_account_saved,
                      g_object_ref (task));
}

static void
on_secret_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (credentials_save_finish (result, &error))
    save_account (task);
  else
    fail (task, error);
}

static gboolean
is_taken (AccountManager *manager, const StoreAccount *config, GError **error)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);

  for (guint i = 0; i < accounts->len; i++)
    {
      const StoreAccount *other = account_get_config (accounts->pdata[i]);
      gboolean same_id = g_str_equal (other->id, config->id);
      gboolean same_address = g_ascii_strcasecmp (other->address, config->address) == 0
                              && g_str_equal (other->owner, config->owner);
      if (!same_id && !same_address)
        continue;
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_EXISTS,
                   "The account %s is there already (%s); change it with “Configure” or remove it "
                   "first",
                   other->id, other->address);
      return TRUE;
    }
  return FALSE;
}

/* Another call may have added the same account while this one waited for the server. */
static void
save_secret (GTask *task)
{
  SetUp *set_up = g_task_get_task_data (task);
  GError *error = NULL;

  if (is_taken (g_task_get_source_object (task), set_up->config, &error))
    g_task_return_error (task, error);
  else if (set_up->save_secret)
    credentials_save_async (set_up->config, "password", set_up->secret, on_secret_saved,
                            g_object_ref (task));
  else
    save_account (task);
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
  SetUp *set_up = g_task_get_task_data (task);

  if (set_up->try_login)
    account_session_try_async (set_up->config, set_up->secret, NULL, on_tried, g_object_ref (task));
  else
    save_secret (task);
}

static void
on_secret_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SetUp *set_up = g_task_get_task_data (task);
  GError *error = NULL;

  set_up->secret = credentials_lookup_finish (result, &error);
  if (set_up->secret)
    try_login (task);
  else
    fail (task, error);
}

static void
choose_id (AccountManager *manager, StoreAccount *config)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) taken = NULL;

  if (*config->id)
    return;
  for (guint i = 0; i < accounts->len; i++)
    g_strv_builder_add (builder, account_get_id (accounts->pdata[i]));
  taken = g_strv_builder_end (builder);
  g_free (config->id);
  config->id = id_slug (config->address, (const char *const *) taken);
}

static gboolean
prepare (AccountManager *manager, StoreAccount *config, GError **error)
{
  if (!account_config_complete (config, error))
    return FALSE;
  choose_id (manager, config);
  return !is_taken (manager, config, error);
}

void
account_manager_add_async (AccountManager *manager, const StoreAccount *config, const char *secret,
                           gboolean try, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (manager, NULL, callback, data);
  SetUp *set_up = g_new0 (SetUp, 1);
  GError *error = NULL;

  set_up->config = store_account_copy (config);
  set_up->secret = g_strdup (secret);
  set_up->try_login = try;
  set_up->save_secret = secret != NULL;
  g_task_set_task_data (task, set_up, (GDestroyNotify) set_up_free);
  if (!prepare (manager, set_up->config, &error))
    g_task_return_error (task, error);
  else if (secret)
    try_login (task);
  else
    credentials_lookup_async (set_up->config, "password", NULL, on_secret_found,
                              g_object_ref (task));
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
    credentials_clear_async (account_get_config (removal->account), on_secret_cleared,
                             g_object_ref (task));
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
