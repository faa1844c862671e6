/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager-private.h"

#include "error.h"

/* One job over the checks of all accounts: as far as they are on average, ended when the last one
 * has, failed when one has, with that one's error. Held by its signal handlers; what it holds
 * itself is let go at the end. */
typedef struct
{
  Job *job;
  GPtrArray *checks; /* Job, one an account */
  guint n_ended;
  GError *error;
} CheckAll;

static void
check_all_clear (gpointer data)
{
  CheckAll *all = data;

  g_clear_object (&all->job);
  g_ptr_array_unref (all->checks);
  g_clear_error (&all->error);
}

static void
check_all_release (gpointer data, GClosure *closure)
{
  g_rc_box_release_full (data, check_all_clear);
}

static void
connect (gpointer object, const char *signal, GCallback handler, CheckAll *all)
{
  g_signal_connect_data (object, signal, handler, g_rc_box_acquire (all), check_all_release, 0);
}

static double
progress_of (Job *check)
{
  JobState state = job_get_state (check);

  return state == JOB_QUEUED || state == JOB_RUNNING ? MAX (job_get_progress (check), 0) : 1;
}

static void
report (CheckAll *all)
{
  g_autofree char *detail = g_strdup_printf ("%u of %u accounts", all->n_ended, all->checks->len);
  double progress = 0;

  for (guint i = 0; i < all->checks->len; i++)
    progress += progress_of (all->checks->pdata[i]);
  job_set_progress (all->job, progress / all->checks->len, detail);
}

static void
on_progress (Job *check, GParamSpec *spec, gpointer data)
{
  CheckAll *all = data;

  if (all->job)
    report (all);
}

static void
on_ended (Job *check, gpointer data)
{
  CheckAll *all = data;

  if (job_get_error (check) && !all->error)
    all->error = g_error_copy (job_get_error (check));
  all->n_ended++;
  report (all);
  if (all->n_ended < all->checks->len)
    return;
  job_end (all->job, all->error);
  g_clear_object (&all->job);
  g_ptr_array_set_size (all->checks, 0);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  CheckAll *all = data;

  for (guint i = 0; i < all->checks->len; i++)
    job_cancel (all->checks->pdata[i]);
}

static GPtrArray *
start_checks (AccountManager *manager)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);
  GPtrArray *checks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < accounts->len; i++)
    if (account_get_config (accounts->pdata[i])->enabled)
      g_ptr_array_add (checks, g_object_ref (account_check (accounts->pdata[i], NULL)));
  return checks;
}

static void
follow (Job *job, GPtrArray *checks)
{
  CheckAll *all = g_rc_box_new0 (CheckAll);

  all->job = g_object_ref (job);
  all->checks = checks;
  for (guint i = 0; i < checks->len; i++)
    {
      connect (checks->pdata[i], "notify::progress", G_CALLBACK (on_progress), all);
      connect (checks->pdata[i], "ended", G_CALLBACK (on_ended), all);
    }
  connect (job_get_cancellable (job), "cancelled", G_CALLBACK (on_cancelled), all);
  g_rc_box_release_full (all, check_all_clear);
}

Job *
account_manager_check_all (AccountManager *manager, GError **error)
{
  g_autoptr (Job) job = NULL;
  g_autoptr (GPtrArray) checks = start_checks (manager);

  if (checks->len == 0)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                   "There is no account to check; connect one with «posthornctl add ADDRESS»");
      return NULL;
    }
  job = job_new ("sync", G_OBJECT (manager));
  account_manager_track_job (manager, job);
  job_start (job);
  follow (job, g_steal_pointer (&checks));
  crm_sync_pull (crm_get_sync (account_manager_get_crm (manager)), TRUE);
  return job;
}
