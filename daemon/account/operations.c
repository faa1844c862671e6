/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operations.h"

#include "account-private.h"
#include "error.h"
#include "log.h"
#include "operation-push.h"

#define OPERATION "operations"

struct _Operations
{
  Account *account;
  Errand *errand;
  gboolean is_stuck; /* the last push told the server nothing, and a check did not help */
};

static const StoreFolder *
find_folder (gint64 id, gpointer data)
{
  Folder *folder = account_folder_by_row (data, id);

  return folder ? folder_get_row (folder) : NULL;
}

static const StoreFolder *
find_path (const char *path, gpointer data)
{
  Folder *folder = account_folder_by_path (data, path);

  return folder ? folder_get_row (folder) : NULL;
}

/* Messages that change their account are in folders of both. */
static void
on_changed (const StoreChanges *changes, gpointer data)
{
  account_take_changes (changes, data);
  g_signal_emit_by_name (data, "spread", changes);
}

static void
on_refused (const GError *refusal, gpointer data)
{
  Account *account = data;
  g_autoptr (GError) error = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED, "%s: %s",
                                          account_get_id (account), refusal->message);

  log_warning (NULL, NULL, OPERATION, "%s", error->message);
  account_set_refused (account, error);
}

/* Once, where nothing else happens: what stays behind then waits for the next check. */
static void
check_behind (Operations *operations, const OperationPushResult *pushed)
{
  gboolean stuck = pushed->again && pushed->n_told == 0;

  if (pushed->again && operations->account->config->enabled && !(stuck && operations->is_stuck))
    account_check_again (operations->account, NULL);
  operations->is_stuck = stuck;
}

static void
push_async (gpointer owner, gpointer data, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer callback_data)
{
  Account *account = owner;
  OperationPushOptions options = {
    .services = account->services,
    .config = account->config,
    .find_folder = find_folder,
    .find_path = find_path,
    .changed = on_changed,
    .refused = on_refused,
    .data = account,
  };

  operation_push_async (&options, cancellable, callback, callback_data);
}

static gboolean
push_finish (gpointer account, gpointer data, GAsyncResult *result, GError **error)
{
  OperationPushResult pushed;
  gboolean ok = operation_push_finish (result, &pushed, error);

  if (ok)
    check_behind (data, &pushed);
  if (pushed.n_told > 0)
    g_signal_emit_by_name (account, "told");
  return ok;
}

void
operations_push (Operations *operations)
{
  errand_want (operations->errand);
}

Operations *
operations_new (Account *account)
{
  static const ErrandKind kind = { OPERATION, push_async, push_finish };
  Operations *operations = g_new0 (Operations, 1);

  operations->account = account;
  operations->errand = account_add_errand (account, &kind, operations);
  return operations;
}

void
operations_free (Operations *operations)
{
  g_free (operations);
}
