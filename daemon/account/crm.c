/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm.h"

#include "crm-input.h"
#include "error.h"
#include "store-reader-crm.h"

struct _Crm
{
  GObject parent_instance;
  Store *store;
  CrmSync *sync;
  GStrv exceptions;
};

/* What a commit is for, and what came of it. */
typedef struct
{
  guint64 saved;     /* the message whose record is asked for; 0 = none */
  gboolean excepted; /* the exceptions may be others now */
  gint64 made;
  gboolean is_new;
} Change;

enum
{
  PROP_BACKEND = 1,
  PROP_STATE,
  PROP_LAST_ERROR,
  PROP_EXCEPTIONS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint changes_signal;

G_DEFINE_FINAL_TYPE (Crm, crm, G_TYPE_OBJECT)

/* How the backend stands is told by whoever speaks with it, under the same names. */
static void
crm_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  Crm *self = POSTHORN_CRM (object);

  if (id == PROP_EXCEPTIONS)
    g_value_set_boxed (value, self->exceptions);
  else
    g_object_get_property (G_OBJECT (self->sync), spec->name, value);
}

static void
on_sync_notify (Crm *self, GParamSpec *spec)
{
  g_object_notify (G_OBJECT (self), spec->name);
}

static void
on_sync_changes (Crm *self, gpointer changes)
{
  g_signal_emit (self, changes_signal, 0, changes);
}

static void
crm_finalize (GObject *object)
{
  Crm *self = POSTHORN_CRM (object);

  g_object_unref (self->store);
  g_object_unref (self->sync);
  g_strfreev (self->exceptions);
  G_OBJECT_CLASS (crm_parent_class)->finalize (object);
}

static void
crm_class_init (CrmClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE;

  object_class->get_property = crm_get_property;
  object_class->finalize = crm_finalize;
  properties[PROP_BACKEND] = g_param_spec_string ("backend", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, NULL, flags);
  properties[PROP_LAST_ERROR]
      = g_param_spec_variant ("last-error", NULL, NULL, G_VARIANT_TYPE ("(ss)"), NULL, flags);
  properties[PROP_EXCEPTIONS] = g_param_spec_boxed ("exceptions", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  changes_signal = g_signal_new ("changes", TYPE_CRM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
crm_init (Crm *self)
{
  self->exceptions = g_new0 (char *, 1);
}

Crm *
crm_new (Store *store, CrmSync *sync)
{
  Crm *self = g_object_new (TYPE_CRM, NULL);

  self->store = g_object_ref (store);
  self->sync = g_object_ref (sync);
  g_signal_connect_object (sync, "notify", G_CALLBACK (on_sync_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sync, "changes", G_CALLBACK (on_sync_changes), self, G_CONNECT_SWAPPED);
  return self;
}

CrmSync *
crm_get_sync (Crm *self)
{
  return self->sync;
}

Store *
crm_get_store (Crm *self)
{
  return self->store;
}

static void
take_exceptions (Crm *self, GStrv exceptions)
{
  gboolean is_same
      = g_strv_equal ((const char *const *) self->exceptions, (const char *const *) exceptions);

  g_strfreev (self->exceptions);
  self->exceptions = exceptions;
  if (!is_same)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXCEPTIONS]);
}

gboolean
crm_load (Crm *self, GError **error)
{
  GStrv exceptions = store_reader_exceptions (store_main_reader (self->store), error);

  if (exceptions)
    take_exceptions (self, exceptions);
  return exceptions && crm_sync_load (self->sync, error);
}

/* The answer: the record, where one is asked for. */
static void
on_record (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) records = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (records && records->len > 0)
    g_task_return_pointer (task, g_ptr_array_steal_index (records, 0),
                           (GDestroyNotify) store_record_free);
  else if (records)
    g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                             "The message was taken out of CRM again while it was being saved");
  else
    g_task_return_error (task, error);
}

static gpointer
read_records (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_records (reader, *(guint64 *) data, error);
}

static void
on_exceptions (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GStrv exceptions = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (!exceptions)
    {
      g_task_return_error (task, error);
      return;
    }
  take_exceptions (g_task_get_source_object (task), exceptions);
  g_task_return_boolean (task, TRUE);
}

static gpointer
read_exceptions (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_exceptions (reader, error);
}

static void
go_on (Crm *self, GTask *task, const Change *change)
{
  if (change->saved)
    store_read_async (self->store, read_records, g_memdup2 (&change->saved, sizeof change->saved),
                      g_free, (GDestroyNotify) g_ptr_array_unref, NULL, on_record,
                      g_object_ref (task));
  else if (change->excepted)
    store_read_async (self->store, read_exceptions, NULL, NULL, (GDestroyNotify) g_strfreev, NULL,
                      on_exceptions, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Crm *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  change->made = changes->made;
  change->is_new = changes->is_new;
  if (changes->changed->len > 0)
    g_signal_emit (self, changes_signal, 0, changes);
  go_on (self, task, change);
}

/* Takes BATCH, and ERROR, which wins. */
static void
commit (Crm *self, StoreBatch *batch, Change change, GError *error, GAsyncReadyCallback callback,
        gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_set_task_data (task, g_memdup2 (&change, sizeof change), g_free);
  if (!error)
    {
      store_commit_async (self->store, batch, on_committed, g_steal_pointer (&task));
      return;
    }
  store_batch_free (batch);
  g_task_return_error (task, error);
}

gboolean
crm_change_finish (Crm *self, GAsyncResult *result, gint64 *made, GError **error)
{
  const Change *change = g_task_get_task_data (G_TASK (result));

  if (made)
    *made = change->made;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
crm_add_employee_async (Crm *self, StoreEmployee *employee, GAsyncReadyCallback callback,
                        gpointer data)
{
  StoreBatch *batch = store_batch_new ();
  GError *error = NULL;

  crm_input_complete_employee (employee, &error);
  store_batch_add_employee (batch, employee);
  commit (self, batch, (Change){ 0 }, error, callback, data);
}

void
crm_update_employee_async (Crm *self, StoreEmployee *employee, GAsyncReadyCallback callback,
                           gpointer data)
{
  StoreBatch *batch = store_batch_new ();
  GError *error = NULL;

  crm_input_complete_employee (employee, &error);
  store_batch_update_employee (batch, employee);
  commit (self, batch, (Change){ 0 }, error, callback, data);
}

void
crm_remove_employee_async (Crm *self, const char *login, GAsyncReadyCallback callback,
                           gpointer data)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_remove_employee (batch, login);
  commit (self, batch, (Change){ 0 }, NULL, callback, data);
}

void
crm_add_customer_async (Crm *self, StoreCustomer *customer, GAsyncReadyCallback callback,
                        gpointer data)
{
  StoreBatch *batch = store_batch_new ();
  GError *error = NULL;

  crm_input_complete_customer (customer, &error);
  store_batch_add_customer (batch, customer);
  commit (self, batch, (Change){ 0 }, error, callback, data);
}

void
crm_update_customer_async (Crm *self, StoreCustomer *customer, gboolean has_kind,
                           GAsyncReadyCallback callback, gpointer data)
{
  StoreBatch *batch = store_batch_new ();
  GError *error = NULL;

  crm_input_complete_customer (customer, &error);
  store_batch_update_customer (batch, customer, has_kind);
  commit (self, batch, (Change){ 0 }, error, callback, data);
}

void
crm_remove_customer_async (Crm *self, gint64 customer, GAsyncReadyCallback callback, gpointer data)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_remove_customer (batch, customer);
  commit (self, batch, (Change){ 0 }, NULL, callback, data);
}

void
crm_change_exceptions_async (Crm *self, const char *const *entries, gboolean is_addition,
                             GAsyncReadyCallback callback, gpointer data)
{
  StoreBatch *batch = store_batch_new ();
  GError *error = NULL;
  g_auto (GStrv) addresses = crm_input_exceptions (entries, &error);

  for (char **address = addresses; address && *address; address++)
    if (is_addition)
      store_batch_add_exception (batch, *address);
    else
      store_batch_remove_exception (batch, *address);
  commit (self, batch, (Change){ .excepted = TRUE }, error, callback, data);
}

void
crm_save_async (Crm *self, guint64 message, GAsyncReadyCallback callback, gpointer data)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_save_message (batch, message);
  commit (self, batch, (Change){ .saved = message }, NULL, callback, data);
}

StoreRecord *
crm_save_finish (Crm *self, GAsyncResult *result, gboolean *is_new, GError **error)
{
  const Change *change = g_task_get_task_data (G_TASK (result));

  *is_new = change->is_new;
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
crm_exclude_async (Crm *self, guint64 message, gboolean add_exception, GAsyncReadyCallback callback,
                   gpointer data)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_exclude_message (batch, message, add_exception);
  commit (self, batch, (Change){ .excepted = add_exception }, NULL, callback, data);
}

void
crm_add_task_async (Crm *self, guint64 message, StoreTask *new_task, GAsyncReadyCallback callback,
                    gpointer data)
{
  StoreBatch *batch = store_batch_new ();
  GError *error = NULL;

  crm_input_check_task (new_task, &error);
  store_batch_add_task (batch, message, new_task);
  commit (self, batch, (Change){ 0 }, error, callback, data);
}

void
crm_complete_task_async (Crm *self, gint64 task, GAsyncReadyCallback callback, gpointer data)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_complete_task (batch, task);
  commit (self, batch, (Change){ 0 }, NULL, callback, data);
}

void
crm_remove_task_async (Crm *self, gint64 task, GAsyncReadyCallback callback, gpointer data)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_remove_task (batch, task);
  commit (self, batch, (Change){ 0 }, NULL, callback, data);
}
