/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager-settings.h"

#include "account-manager-private.h"
#include "account-sums.h"

void
account_manager_configure (AccountManager *manager, const Configuration *configuration,
                           const char *const *mistakes)
{
  account_services_configure (account_manager_get_services (manager), configuration, mistakes);
}

char *
account_manager_describe (AccountManager *manager)
{
  return account_sums_describe (account_manager_get_accounts (manager),
                                account_manager_get_services (manager));
}

static void
on_paused (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AccountManager *manager = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  conditions_set (account_manager_get_services (manager)->conditions, CONDITION_PAUSED,
                  GPOINTER_TO_INT (g_task_get_task_data (task)));
  g_task_return_boolean (task, TRUE);
}

void
account_manager_set_paused_async (AccountManager *manager, gboolean paused,
                                  GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (manager, NULL, callback, data);
  StoreBatch *batch = store_batch_new ();

  g_task_set_task_data (task, GINT_TO_POINTER (paused), NULL);
  store_batch_set_setting (batch, ACCOUNT_MANAGER_PAUSED, paused ? "true" : "false");
  store_commit_async (account_manager_get_services (manager)->store, batch, on_paused, task);
}

gboolean
account_manager_set_paused_finish (AccountManager *manager, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
