/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operations.h"

#include "account-private.h"
#include "boot-clock.h"
#include "error.h"
#include "log.h"
#include "operation-push.h"
#include "push-delay.h"

#define OPERATION "operations"

/* In place of a timer that the system does not give. */
#define SPARE_TIMER_SECONDS 60

struct _Operations
{
  Account *account;
  GCancellable *pushing; /* NULL: nothing is being told to the server */
  gboolean is_wanted;    /* something was done meanwhile */
  gboolean is_stuck;     /* the last push told the server nothing, and a check did not help */
  guint failures;        /* in a row */
  GSource *timer;
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
  account_set_last_error (account, error);
}

static void
clear_timer (Operations *operations)
{
  if (operations->timer)
    g_source_destroy (operations->timer);
  g_clear_pointer (&operations->timer, g_source_unref);
}

static gboolean
on_timer (gpointer data)
{
  Operations *operations = data;

  clear_timer (operations);
  operations_push (operations);
  return G_SOURCE_REMOVE;
}

static void
wait (Operations *operations)
{
  guint seconds = push_delay_seconds (operations->failures);
  gint64 due = boot_clock_now () + (gint64) seconds * G_USEC_PER_SEC;

  clear_timer (operations);
  operations->timer = boot_clock_timer_new (due, NULL);
  if (!operations->timer)
    operations->timer = g_timeout_source_new_seconds (SPARE_TIMER_SECONDS);
  g_source_set_callback (operations->timer, on_timer, operations, NULL);
  g_source_attach (operations->timer, NULL);
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
note_failure (Operations *operations, const GError *error)
{
  log_info (account_get_id (operations->account), NULL, OPERATION, "they wait: %s", error->message);
  operations->failures++;
  if (may_pass (error) && !operations->is_wanted)
    wait (operations);
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
on_pushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Account) account = data;
  Operations *operations = account->operations;
  g_autoptr (GError) error = NULL;
  OperationPushResult pushed;
  gboolean wanted = operations->is_wanted;

  g_clear_object (&operations->pushing);
  if (operation_push_finish (result, &pushed, &error))
    operations->failures = 0;
  else
    note_failure (operations, error);
  if (!error)
    check_behind (operations, &pushed);
  if (pushed.n_told > 0)
    g_signal_emit_by_name (account, "told");
  operations->is_wanted = FALSE;
  if (wanted)
    operations_push (operations);
}

static gboolean
can_push (Operations *operations)
{
  Account *account = operations->account;
  guint blocking = CONDITION_SLEEPING | CONDITION_OFFLINE;

  return account->config->enabled && account->is_started
         && !conditions_hold (account->services->conditions, blocking);
}

void
operations_push (Operations *operations)
{
  Account *account = operations->account;
  OperationPushOptions options = {
    .services = account->services,
    .config = account->config,
    .find_folder = find_folder,
    .find_path = find_path,
    .changed = on_changed,
    .refused = on_refused,
    .data = account,
  };

  operations->is_wanted |= operations->pushing != NULL;
  if (operations->pushing || !can_push (operations))
    return;
  clear_timer (operations);
  operations->pushing = g_cancellable_new ();
  operation_push_async (&options, operations->pushing, on_pushed, g_object_ref (account));
}

void
operations_hold (Operations *operations)
{
  clear_timer (operations);
  if (operations->pushing)
    g_cancellable_cancel (operations->pushing);
}

Operations *
operations_new (Account *account)
{
  Operations *operations = g_new0 (Operations, 1);

  operations->account = account;
  return operations;
}

void
operations_free (Operations *operations)
{
  operations_hold (operations);
  g_clear_object (&operations->pushing);
  g_free (operations);
}
