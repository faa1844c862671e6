/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-private.h"

#include "account-error.h"
#include "boot-clock.h"
#include "credentials.h"
#include "error.h"
#include "log.h"

const char *
account_resting_state (Account *account)
{
  const GError *trouble = account_get_trouble (account);

  if (!account->config->enabled)
    return "disabled";
  return trouble ? account_error_state (trouble) : "ok";
}

static void
note_success (Account *account)
{
  g_autoptr (GError) unwanted
      = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_NO_FOLDER,
                     "%s: mail from a sender on the blacklist stays in its folder, since none has "
                     "the role junk or trash; give one of these roles to a folder",
                     account_get_id (account));

  if (!account->is_refused)
    account_set_last_error (account, account->lacks_junk ? unwanted : account->unfiled);
  if (account->running_only != 0)
    return;
  account->config->last_sync = boot_clock_to_unix (boot_clock_now ());
  account_notify (account, PROP_LAST_SYNC);
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED);
}

static void
log_end (Account *account, const GError *error, const GError *cause)
{
  if (!error)
    log_info (account_get_id (account), NULL, "check", "check done");
  else if (!is_cancelled (error))
    log_event (account_error_event (error), account_get_id (account), NULL, "check", "%s",
               cause->message);
}

static void
note_end (Account *account, const GError *error)
{
  if (!error)
    note_success (account);
  else if (account->config->enabled && !is_cancelled (error))
    account_set_last_error (account, error);
  account->is_refused = FALSE;
  /* What a person asked for while the keyring was locked is still wanted when it is open. */
  if (!g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_LOCKED)
      && !g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_UNAVAILABLE))
    account->was_asked = FALSE;
  account_set_state (account, account_resting_state (account));
}

static void end_check (Account *account, const GError *cause);

static void
take_quota (Account *account)
{
  ImapQuota quota;

  if (!account->check || !check_get_quota (account->check, &quota)
      || (quota.used == account->quota.used && quota.limit == account->quota.limit))
    return;
  account->quota = quota;
  account_notify (account, PROP_QUOTA);
}

static void
take_capabilities (Account *account)
{
  ImapCapabilities capabilities = account->check ? check_get_capabilities (account->check) : 0;

  if (capabilities == 0 || capabilities == account->capabilities)
    return;
  account->capabilities = capabilities;
  account_notify (account, PROP_CAPABILITIES);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Account) account = data;
  g_autoptr (GError) error = NULL;

  check_run_finish (result, &error);
  end_check (account, error);
}

static GPtrArray *
folder_rows (Account *account)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < account->folders->len; i++)
    g_ptr_array_add (rows, (gpointer) folder_get_row (account->folders->pdata[i]));
  return rows;
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Account) account = data;
  g_autoptr (GError) error = NULL;
  char *password = credentials_lookup_finish (result, &error);
  g_autoptr (GPtrArray) rows = folder_rows (account);
  CheckOptions options = {
    .store = account->services->store,
    .parser = account->services->parser,
    .config = account->config,
    .password = password,
    .folders = rows,
    .only = account->running_only,
    .first = account->first,
    .job = account->running,
    .changed = account_take_changes,
    .divert = account_divert,
    .data = account,
  };

  if (password)
    account->check = check_run_async (&options, on_checked, g_object_ref (account));
  else
    end_check (account, error);
  credentials_free_secret (password);
}

static void
on_started_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    log_warning (NULL, NULL, "check", "the time of a check could not be saved: %s", error->message);
}

/* A daemon that is started anew goes on counting from here, never too early. */
static void
note_start (Account *account)
{
  StoreBatch *batch = store_batch_new ();

  account->config->last_start = boot_clock_to_unix (boot_clock_now ());
  store_batch_set_account_started (batch, account_get_id (account), account->config->last_start);
  store_commit_async (account->services->store, batch, on_started_saved, NULL);
  account_notify (account, PROP_LAST_START);
  scheduler_began (account->scheduler);
}

static void
start_check (Account *account)
{
  job_start (account->running);
  account->lacks_junk = FALSE;
  if (!account->config->enabled)
    {
      g_autoptr (GError) error
          = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
                         "the account is disabled and not checked; set its Enabled to true first");
      end_check (account, error);
      return;
    }
  if (account->running_only == 0)
    note_start (account);
  account_set_state (account, "syncing");
  credentials_lookup_async (secret_place_of_account (account->config, "password"),
                            job_get_cancellable (account->running), on_password,
                            g_object_ref (account));
}

/* From the main loop, so that whoever asked for the job has it before it can end. */
static gboolean
start_later (gpointer data)
{
  Account *account = data;

  if (account->running && job_get_state (account->running) == JOB_QUEUED)
    start_check (account);
  return G_SOURCE_REMOVE;
}

static void
enqueue (Account *account, Job *job, gint64 only)
{
  account->running = job;
  account->running_only = only;
  if (only == 0)
    scheduler_asked (account->scheduler);
  g_idle_add_full (G_PRIORITY_DEFAULT, start_later, g_object_ref (account), g_object_unref);
}

static void
start_next (Account *account)
{
  if (account->pending)
    enqueue (account, g_steal_pointer (&account->pending), account->pending_only);
}

/* The end of a check, or of what has to come before it. CAUSE NULL = it succeeded. The next one is
 * queued before the rules are asked again, so that they never begin a second beside it. */
static void
end_check (Account *account, const GError *cause)
{
  g_autoptr (Job) job = g_steal_pointer (&account->running);
  g_autoptr (GError) error = cause ? account_error (account_get_id (account), cause) : NULL;
  gboolean whole = account->running_only == 0;

  log_end (account, error, cause);
  take_quota (account);
  take_capabilities (account);
  g_clear_pointer (&account->check, check_unref);
  if (whole)
    account->first = 0;
  note_end (account, error);
  start_next (account);
  if (whole)
    scheduler_ended (account->scheduler, error, account->running && account->running_only == 0);
  else
    scheduler_heard (account->scheduler, error);
  job_end (job, error);
  /* Where a check got through, what waits does as well. */
  if (!error)
    account_tell (account);
}

static Job *
new_job (Account *account, Folder *only)
{
  Job *job = job_new ("sync", only ? G_OBJECT (only) : G_OBJECT (account));

  g_signal_emit_by_name (account, "job-added", job);
  return job;
}

static gboolean
covers (gint64 checked, gint64 wanted)
{
  return checked == 0 || checked == wanted;
}

/* The check that begins after the one that runs. */
static Job *
enqueue_behind (Account *account, Folder *only)
{
  gint64 wanted = only ? folder_get_row (only)->id : 0;

  if (!account->pending)
    {
      account->pending = new_job (account, only);
      account->pending_only = wanted;
    }
  else if (!covers (account->pending_only, wanted))
    account->pending_only = 0;
  if (account->pending_only == 0)
    scheduler_asked (account->scheduler);
  return account->pending;
}

static Job *
request (Account *account, Folder *only)
{
  gint64 wanted = only ? folder_get_row (only)->id : 0;

  if (!account->running)
    {
      enqueue (account, new_job (account, only), wanted);
      return account->running;
    }
  if (covers (account->running_only, wanted))
    return account->running;
  return enqueue_behind (account, only);
}

Job *
account_check (Account *account, Folder *only)
{
  account->was_asked = TRUE;
  return request (account, only);
}

Job *
account_check_first (Account *account, Folder *folder)
{
  Job *job = account_check (account, NULL);

  crm_sync_pull (crm_get_sync (account->services->crm), TRUE);
  if (folder)
    account->first = folder_get_row (folder)->id;
  if (folder && account->check)
    check_prefer (account->check, account->first);
  return job;
}

void
account_check_by_itself (Account *account)
{
  request (account, NULL);
}

void
account_check_again (Account *account, Folder *only)
{
  if (account->running && job_get_state (account->running) != JOB_QUEUED)
    enqueue_behind (account, only);
  else
    request (account, only);
}

void
account_interrupt (Account *account)
{
  if (account->pending)
    job_cancel (account->pending);
  if (account->running)
    job_cancel (account->running);
  account_cancel_creations (account);
}
