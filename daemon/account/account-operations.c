/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-private.h"

#include "boot-clock.h"
#include "error.h"
#include "log.h"
#include "operation-push.h"
#include "push-delay.h"

#define OPERATION "operations"

/* In place of a timer that the system does not give. */
#define SPARE_TIMER_SECONDS 60

static const StoreFolder *
find_folder (gint64 id, gpointer data)
{
  Account *account = data;

  for (guint i = 0; i < account->folders->len; i++)
    if (folder_get_row (account->folders->pdata[i])->id == id)
      return folder_get_row (account->folders->pdata[i]);
  return NULL;
}

static const StoreFolder *
find_path (const char *path, gpointer data)
{
  Account *account = data;

  for (guint i = 0; i < account->folders->len; i++)
    if (g_str_equal (folder_get_row (account->folders->pdata[i])->path, path))
      return folder_get_row (account->folders->pdata[i]);
  return NULL;
}

static void
on_refused (const GError *refusal, gpointer data)
{
  Account *account = data;
  g_autoptr (GError) error = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED, "%s: %s",
                                          account_get_id (account), refusal->message);

  log_warning (NULL, NULL, OPERATION, "%s", error->message);
  account_set_last_error (account, error);
}

static void
clear_timer (Account *account)
{
  if (account->operations_timer)
    g_source_destroy (account->operations_timer);
  g_clear_pointer (&account->operations_timer, g_source_unref);
}

static gboolean
on_timer (gpointer data)
{
  Account *account = data;

  clear_timer (account);
  account_push_operations (account);
  return G_SOURCE_REMOVE;
}

static void
wait (Account *account)
{
  guint seconds = push_delay_seconds (account->operations_failures);
  gint64 due = boot_clock_now () + (gint64) seconds * G_USEC_PER_SEC;

  clear_timer (account);
  account->operations_timer = boot_clock_timer_new (due, NULL);
  if (!account->operations_timer)
    account->operations_timer = g_timeout_source_new_seconds (SPARE_TIMER_SECONDS);
  g_source_set_callback (account->operations_timer, on_timer, account, NULL);
  g_source_attach (account->operations_timer, NULL);
}

/* What only a person or the keyring can end is not tried again by the clock. */
static gboolean
may_pass (const GError *error)
{
  static const PosthornError lasting[]
      = { POSTHORN_ERROR_AUTH_FAILED, POSTHORN_ERROR_AUTH_NEEDED, POSTHORN_ERROR_KEYRING_LOCKED,
          POSTHORN_ERROR_KEYRING_UNAVAILABLE, POSTHORN_ERROR_CANCELLED };

  for (gsize i = 0; i < G_N_ELEMENTS (lasting); i++)
    if (g_error_matches (error, POSTHORN_ERROR, lasting[i]))
      return FALSE;
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
note_failure (Account *account, const GError *error)
{
  log_info (account_get_id (account), NULL, OPERATION, "they wait: %s", error->message);
  account->operations_failures++;
  if (may_pass (error) && !account->operations_wanted)
    wait (account);
}

/* Once, where nothing else happens: what stays behind then waits for the next check. */
static void
check_behind (Account *account, const OperationPushResult *pushed)
{
  gboolean stuck = pushed->again && pushed->n_told == 0;

  if (pushed->again && account->config->enabled && !(stuck && account->operations_stuck))
    account_check_again (account, NULL);
  account->operations_stuck = stuck;
}

static void
on_pushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Account) account = data;
  g_autoptr (GError) error = NULL;
  OperationPushResult pushed;
  gboolean wanted = account->operations_wanted;

  g_clear_object (&account->pushing);
  if (operation_push_finish (result, &pushed, &error))
    account->operations_failures = 0;
  else
    note_failure (account, error);
  if (!error)
    check_behind (account, &pushed);
  account->operations_wanted = FALSE;
  if (wanted)
    account_push_operations (account);
}

static gboolean
can_push (Account *account)
{
  guint blocking = CONDITION_SLEEPING | CONDITION_OFFLINE;

  return account->config->enabled && account->is_started
         && !conditions_hold (account->services->conditions, blocking);
}

void
account_push_operations (Account *account)
{
  OperationPushOptions options = {
    .services = account->services,
    .config = account->config,
    .find_folder = find_folder,
    .find_path = find_path,
    .changed = account_take_changes,
    .refused = on_refused,
    .data = account,
  };

  account->operations_wanted |= account->pushing != NULL;
  if (account->pushing || !can_push (account))
    return;
  clear_timer (account);
  account->pushing = g_cancellable_new ();
  operation_push_async (&options, account->pushing, on_pushed, g_object_ref (account));
}

void
account_hold_operations (Account *account)
{
  clear_timer (account);
  if (account->pushing)
    g_cancellable_cancel (account->pushing);
}
