/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-pull.h"

#include "boot-clock.h"
#include "crm-bitrix24-private.h"
#include "error.h"
#include "normal-address.h"
#include "store-reader-crm.h"
#include "store-reader-remote.h"

#define BACKEND   "bitrix24"
#define COMPLETED " done" /* in the version of a task, behind the user */

/* What is known here before anything is asked there. */
typedef struct
{
  GHashTable *versions;  /* of tasks, by their ids */
  GPtrArray *employees;  /* StoreEmployee */
  GPtrArray *tasks;      /* ids, sorted; borrowed from the versions */
  GPtrArray *open_tasks; /* likewise, of those not completed */
} Known;

typedef struct
{
  char *cursor;
  Known *known;
  Bitrix24Pull *pull;
} Job;

static void
known_free (gpointer data)
{
  Known *known = data;

  g_clear_pointer (&known->versions, g_hash_table_unref);
  g_clear_pointer (&known->employees, g_ptr_array_unref);
  g_ptr_array_unref (known->tasks);
  g_ptr_array_unref (known->open_tasks);
  g_free (known);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  bitrix24_pull_free (job->pull);
  g_clear_pointer (&job->known, known_free);
  g_free (job->cursor);
  g_free (job);
}

char *
crm_bitrix24_task_version (CrmBitrix24 *self, gboolean is_completed)
{
  return g_strconcat (self->user, is_completed ? COMPLETED : "", NULL);
}

static void
sort_tasks (Known *known)
{
  GHashTableIter iter;
  gpointer id, version;

  g_hash_table_iter_init (&iter, known->versions);
  while (g_hash_table_iter_next (&iter, &id, &version))
    {
      g_ptr_array_add (known->tasks, id);
      if (!g_str_has_suffix (version, COMPLETED))
        g_ptr_array_add (known->open_tasks, id);
    }
  bitrix24_pull_sort (known->tasks);
  bitrix24_pull_sort (known->open_tasks);
}

static gpointer
read_known (StoreReader *reader, gpointer data, GError **error)
{
  Known *known = g_new0 (Known, 1);

  known->tasks = g_ptr_array_new ();
  known->open_tasks = g_ptr_array_new ();
  known->versions = store_reader_remote_versions (reader, BACKEND, STORE_REMOTE_TASK, error);
  known->employees = known->versions ? store_reader_employees (reader, error) : NULL;
  if (!known->employees)
    {
      known_free (known);
      return NULL;
    }
  sort_tasks (known);
  return known;
}

/* Who is logged in there. */

static gboolean
has_address (const StoreEmployee *employee, const char *address)
{
  return g_strv_contains ((const char *const *) employee->addresses, address);
}

/* As an employee told is found or made here. */
static const char *
login_of (const Known *known, const char *address)
{
  for (guint i = 0; i < known->employees->len; i++)
    if (has_address (known->employees->pdata[i], address))
      return ((const StoreEmployee *) known->employees->pdata[i])->login;
  return address;
}

static void
collect_online (CrmBitrix24 *self, const Job *job)
{
  GPtrArray *users = bitrix24_pull_rows (job->pull, BITRIX24_USER_GET);

  if (!self->online)
    self->online = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < users->len; i++)
    {
      const Bitrix24Row *user = users->pdata[i];
      g_autofree char *address = user->addresses[0] ? normal_address_of (user->addresses[0]) : NULL;

      if (user->online && address)
        g_ptr_array_add (self->online, g_strdup (login_of (job->known, address)));
    }
}

/* It holds until it should have been told twice again. */
static void
tell_presence (CrmBitrix24 *self)
{
  gint64 interval = self->services->configuration.polling.interval;
  gint64 until = boot_clock_now () + 2 * interval * (gint64) G_USEC_PER_SEC;

  g_ptr_array_add (self->online, NULL);
  presence_set_elsewhere (self->services->presence, (const char *const *) self->online->pdata,
                          until);
  g_ptr_array_set_size (self->online, 0);
}

/* The page. */

static void
add_employees (StoreRemotePage *page, GPtrArray *users)
{
  for (guint i = 0; i < users->len; i++)
    {
      const Bitrix24Row *user = users->pdata[i];
      StoreRemoteEmployee *told = NULL;

      if (!user->addresses[0])
        continue;
      told = g_new0 (StoreRemoteEmployee, 1);
      told->remote = g_strdup (user->id);
      told->employee = g_new0 (StoreEmployee, 1);
      told->employee->login = normal_address_of (user->addresses[0]);
      told->employee->name = g_strdup (user->name);
      told->employee->addresses = g_strdupv (user->addresses);
      g_ptr_array_add (page->employees, told);
    }
}

static void
add_customers (StoreRemotePage *page, GPtrArray *rows, Bitrix24Kind kind)
{
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (page->customers, crm_bitrix24_customer_new (kind, rows->pdata[i]));
}

static void
add_tasks (CrmBitrix24 *self, StoreRemotePage *page, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (page->tasks, crm_bitrix24_task_new (self, rows->pdata[i]));
}

/* Whoever made the webhook may not see what the one before could: that is not gone. */
static void
add_missing (CrmBitrix24 *self, StoreRemotePage *page, const Job *job)
{
  GPtrArray *missing = bitrix24_pull_missing_tasks (job->pull);
  g_autofree char *open = crm_bitrix24_task_version (self, FALSE);
  g_autofree char *completed = crm_bitrix24_task_version (self, TRUE);

  for (guint i = 0; i < missing->len; i++)
    {
      const char *version = g_hash_table_lookup (job->known->versions, missing->pdata[i]);
      gboolean is_gone = g_str_equal (version, open) || g_str_equal (version, completed);

      g_ptr_array_add (is_gone ? page->gone : page->unchanged,
                       store_remote_name_new (STORE_REMOTE_TASK, missing->pdata[i]));
    }
}

static guint
whole_kinds (const Bitrix24Pull *pull)
{
  gboolean customers = bitrix24_pull_is_whole (pull, BITRIX24_CONTACT_LIST)
                       && bitrix24_pull_is_whole (pull, BITRIX24_COMPANY_LIST)
                       && bitrix24_pull_is_whole (pull, BITRIX24_LEAD_LIST);

  return (customers ? 1u << STORE_REMOTE_CUSTOMER : 0)
         | (bitrix24_pull_is_whole (pull, BITRIX24_USER_GET) ? 1u << STORE_REMOTE_EMPLOYEE : 0);
}

static StoreRemotePage *
make_page (CrmBitrix24 *self, const Job *job)
{
  const Bitrix24Pull *pull = job->pull;
  StoreRemotePage *page = store_remote_page_new ();

  add_employees (page, bitrix24_pull_rows (pull, BITRIX24_USER_GET));
  add_customers (page, bitrix24_pull_rows (pull, BITRIX24_CONTACT_LIST), BITRIX24_CONTACT);
  add_customers (page, bitrix24_pull_rows (pull, BITRIX24_COMPANY_LIST), BITRIX24_COMPANY);
  add_customers (page, bitrix24_pull_rows (pull, BITRIX24_LEAD_LIST), BITRIX24_LEAD);
  add_tasks (self, page, bitrix24_pull_rows (pull, BITRIX24_TASK_LIST));
  add_missing (self, page, job);
  page->has_more = bitrix24_pull_has_more (pull);
  page->whole = whole_kinds (pull);
  page->place = g_strdup (self->place);
  page->again = self->tells_presence ? self->services->configuration.polling.interval : 0;
  g_free (page->cursor);
  page->cursor = bitrix24_pull_cursor (pull);
  return page;
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmBitrix24 *self = g_task_get_source_object (task);
  const Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!bitrix24_portal_run_finish (BITRIX24_PORTAL (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->tells_presence)
    collect_online (self, job);
  if (self->tells_presence && !bitrix24_pull_has_more (job->pull))
    tell_presence (self);
  g_task_return_pointer (task, make_page (self, job), (GDestroyNotify) store_remote_page_free);
}

static void
on_known (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmBitrix24 *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->known = store_read_finish (POSTHORN_STORE (source), result, &error);
  if (!job->known)
    {
      g_task_return_error (task, error);
      return;
    }
  job->pull = bitrix24_pull_new (job->cursor, g_get_real_time () / G_USEC_PER_SEC,
                                 job->known->tasks, job->known->open_tasks);
  bitrix24_portal_run_async (self->portal, &bitrix24_pull_kind, job->pull,
                             g_task_get_cancellable (task), on_run, g_object_ref (task));
}

void
crm_bitrix24_pull_async (CrmRemote *remote, const char *cursor, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  CrmBitrix24 *self = CRM_BITRIX24 (remote);
  g_autoptr (GTask) task = g_task_new (remote, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  job->cursor = g_strdup (cursor);
  g_task_set_task_data (task, job, job_free);
  if (crm_bitrix24_is_open (self, task))
    store_read_async (self->services->store, read_known, NULL, NULL, known_free, cancellable,
                      on_known, g_steal_pointer (&task));
}

StoreRemotePage *
crm_bitrix24_pull_finish (CrmRemote *remote, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
