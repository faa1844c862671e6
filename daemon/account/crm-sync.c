/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "boot-clock.h"
#include "crm-round.h"
#include "crm-sync-private.h"
#include "error.h"
#include "log.h"

#define OPERATION "crm"

enum
{
  PROP_BACKEND = 1,
  PROP_STATE,
  PROP_LAST_ERROR,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint changes_signal;

G_DEFINE_FINAL_TYPE (CrmSync, crm_sync, G_TYPE_OBJECT)

static void
crm_sync_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  CrmSync *self = POSTHORN_CRM_SYNC (object);

  switch (id)
    {
    case PROP_BACKEND:
      g_value_set_static_string (value, self->backend ? self->backend->name : CRM_LOCAL);
      break;
    case PROP_STATE:
      g_value_set_static_string (value, crm_sync_state (self));
      break;
    case PROP_LAST_ERROR:
      g_value_set_variant (value, crm_sync_last_error (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
clear_timer (CrmSync *self)
{
  if (self->timer)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
crm_sync_finalize (GObject *object)
{
  CrmSync *self = POSTHORN_CRM_SYNC (object);

  clear_timer (self);
  errand_free (self->errand);
  g_clear_object (&self->remote);
  g_variant_unref (self->settings);
  g_clear_error (&self->lack);
  g_clear_error (&self->failure);
  g_free (self->problem);
  G_OBJECT_CLASS (crm_sync_parent_class)->finalize (object);
}

static void
crm_sync_class_init (CrmSyncClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE;

  object_class->get_property = crm_sync_get_property;
  object_class->finalize = crm_sync_finalize;
  properties[PROP_BACKEND] = g_param_spec_string ("backend", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, NULL, flags);
  properties[PROP_LAST_ERROR]
      = g_param_spec_variant ("last-error", NULL, NULL, G_VARIANT_TYPE ("(ss)"), NULL, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  changes_signal = g_signal_new ("changes", TYPE_CRM_SYNC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
crm_sync_init (CrmSync *self)
{
  self->settings = g_variant_ref_sink (crm_sync_parse_settings (""));
}

void
crm_sync_notify (CrmSync *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  for (guint id = 1; id < N_PROPERTIES; id++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[id]);
  g_object_thaw_notify (G_OBJECT (self));
}

const CrmBackend *
crm_sync_get_backend (CrmSync *self)
{
  return self->backend;
}

void
crm_sync_take_sums (CrmSync *self, const StoreRemoteSums *sums)
{
  self->n_waiting = sums ? sums->n_waiting : 0;
  self->n_refused = sums ? sums->n_refused : 0;
  g_free (self->problem);
  self->problem = g_strdup (sums ? sums->problem : NULL);
}

/* A round. */

static void
on_opened (gpointer data)
{
  CrmSync *self = data;

  self->is_talking = TRUE;
  crm_sync_notify (self);
}

static void
on_changed (const StoreChanges *changes, gpointer data)
{
  g_signal_emit (data, changes_signal, 0, changes);
}

static gboolean
on_time (gpointer data)
{
  CrmSync *self = data;

  clear_timer (self);
  crm_sync_pull (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
ask_again (CrmSync *self, guint seconds)
{
  gint64 due = boot_clock_now () + (gint64) seconds * G_USEC_PER_SEC;

  clear_timer (self);
  self->timer = boot_clock_timer_new (due, NULL);
  if (!self->timer)
    return;
  g_source_set_callback (self->timer, on_time, self, NULL);
  g_source_attach (self->timer, NULL);
}

/* The round of a backend that is not chosen any more says nothing about the one that is. */
typedef struct
{
  const CrmBackend *backend;
  gboolean wants_pull;
  GError *error;
} End;

static void
end_free (gpointer data)
{
  End *end = data;

  g_clear_error (&end->error);
  g_free (end);
}

static void
take_end (CrmSync *self, const End *end, const CrmRoundResult *result)
{
  self->wants_pull |= end->wants_pull && !result->has_pulled;
  g_clear_error (&self->failure);
  self->failure = end->error ? g_error_copy (end->error) : NULL;
  self->was_refused
      = g_error_matches (end->error, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED) != FALSE;
  if (!result->has_pulled)
    return;
  self->left_out = result->left_out;
  if (result->again > 0)
    ask_again (self, result->again);
}

static void
on_sums (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmSync *self = g_task_get_source_object (task);
  End *end = g_task_get_task_data (task);
  g_autoptr (StoreRemoteSums) sums = store_read_finish (POSTHORN_STORE (source), result, NULL);

  if (sums && end->backend == self->backend)
    crm_sync_take_sums (self, sums);
  self->is_talking = FALSE;
  crm_sync_notify (self);
  if (end->error)
    g_task_return_error (task, g_steal_pointer (&end->error));
  else
    g_task_return_boolean (task, TRUE);
}

static gpointer
read_sums (StoreReader *reader, gpointer backend, GError **error)
{
  return store_reader_remote_sums (reader, backend, error);
}

static void
on_round (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CrmSync *self = g_task_get_source_object (task);
  End *end = g_task_get_task_data (task);
  CrmRoundResult round;

  crm_round_finish (result, &round, &end->error);
  if (g_error_matches (end->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->wants_pull |= end->wants_pull;
  else if (end->backend == self->backend)
    take_end (self, end, &round);
  store_read_async (self->services->store, read_sums, (gpointer) end->backend->name, NULL,
                    (GDestroyNotify) store_remote_sums_free, NULL, on_sums, g_object_ref (task));
}

static void
run_async (gpointer owner, gpointer data, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer callback_data)
{
  CrmSync *self = owner;
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, callback_data);
  End *end = g_new0 (End, 1);
  const CrmRoundOptions options = {
    .services = self->services,
    .backend = self->backend,
    .remote = self->remote,
    .wants_pull = self->wants_pull,
    .opened = on_opened,
    .changed = on_changed,
    .data = self,
  };

  g_task_set_check_cancellable (task, FALSE);
  end->backend = self->backend;
  end->wants_pull = self->wants_pull;
  self->wants_pull = FALSE;
  g_task_set_task_data (task, end, end_free);
  crm_round_async (&options, cancellable, on_round, g_steal_pointer (&task));
}

static gboolean
run_finish (gpointer owner, gpointer data, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* When. */

static const char *
no_id (gpointer owner)
{
  return NULL;
}

static gboolean
may_run (gpointer owner)
{
  CrmSync *self = owner;

  return self->is_started && self->remote && !self->is_changing && !self->was_refused
         && !conditions_hold (self->services->conditions, CONDITION_SLEEPING | CONDITION_OFFLINE);
}

void
crm_sync_try_anew (CrmSync *self)
{
  errand_hold (self->errand);
  self->was_refused = FALSE;
  g_clear_error (&self->failure);
  crm_sync_notify (self);
  crm_sync_pull (self, TRUE);
}

void
crm_sync_pull (CrmSync *self, gboolean is_asking)
{
  gint64 now = boot_clock_now ();
  gint64 interval = (gint64) self->services->configuration.polling.interval * G_USEC_PER_SEC;

  if (!self->backend || (!is_asking && self->last_pull != 0 && now - self->last_pull < interval))
    return;
  self->last_pull = now;
  self->wants_pull = TRUE;
  errand_want (self->errand);
}

void
crm_sync_retry_secret (CrmSync *self)
{
  if (self->failure && g_str_equal (crm_sync_state (self), "auth-needed"))
    errand_want (self->errand);
}

static void
on_conditions (CrmSync *self)
{
  if (conditions_hold (self->services->conditions, CONDITION_SLEEPING))
    errand_hold (self->errand);
  else
    errand_want (self->errand);
  crm_sync_notify (self);
}

static void
on_intended (CrmSync *self)
{
  errand_want (self->errand);
}

gboolean
crm_sync_load (CrmSync *self, GError **error)
{
  StoreReader *reader = store_main_reader (self->services->store);
  g_autoptr (GPtrArray) remotes = store_reader_remotes (reader, error);

  for (guint i = 0; remotes && i < remotes->len; i++)
    {
      const StoreRemote *remote = remotes->pdata[i];
      const CrmBackend *backend = crm_sync_find (self, remote->backend);
      g_autoptr (StoreRemoteSums) sums = NULL;

      if (!remote->is_chosen || !backend)
        continue;
      crm_sync_take (self, backend, crm_sync_parse_settings (remote->settings));
      sums = store_reader_remote_sums (reader, remote->backend, error);
      if (!sums)
        return FALSE;
      crm_sync_take_sums (self, sums);
    }
  return remotes != NULL;
}

void
crm_sync_start (CrmSync *self)
{
  self->is_started = TRUE;
  errand_want (self->errand);
}

void
crm_sync_stop (CrmSync *self)
{
  self->is_started = FALSE;
  clear_timer (self);
  errand_hold (self->errand);
}

CrmSync *
crm_sync_new (AccountServices *services, const CrmBackend *const *backends)
{
  static const ErrandOwner owner = { no_id, may_run };
  static const ErrandKind kind = { OPERATION, run_async, run_finish };
  CrmSync *self = g_object_new (TYPE_CRM_SYNC, NULL);

  self->services = services;
  self->backends = backends;
  self->errand = errand_new (G_OBJECT (self), &owner, &kind, NULL);
  g_signal_connect_object (services->store, "intended", G_CALLBACK (on_intended), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (services->conditions, "changed", G_CALLBACK (on_conditions), self,
                           G_CONNECT_SWAPPED);
  return self;
}
