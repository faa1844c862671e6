/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stored-blacklist.h"

#include "error.h"

struct _StoredBlacklist
{
  GObject parent_instance;
  Store *store;
  Blacklist *entries;
  guint n_coming; /* that are being saved */
};

/* A change on its way to the disk. */
typedef struct
{
  GPtrArray *entries; /* char *, each once */
  gboolean is_addition;
  guint n_new; /* of an addition: that are not in force yet */
} Change;

enum
{
  PROP_ENTRIES = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (StoredBlacklist, stored_blacklist, G_TYPE_OBJECT)

static void
stored_blacklist_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_take_boxed (value, blacklist_list (POSTHORN_STORED_BLACKLIST (object)->entries));
}

static void
stored_blacklist_finalize (GObject *object)
{
  StoredBlacklist *self = POSTHORN_STORED_BLACKLIST (object);

  g_object_unref (self->store);
  blacklist_free (self->entries);
  G_OBJECT_CLASS (stored_blacklist_parent_class)->finalize (object);
}

static void
stored_blacklist_class_init (StoredBlacklistClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = stored_blacklist_get_property;
  object_class->finalize = stored_blacklist_finalize;
  properties[PROP_ENTRIES]
      = g_param_spec_boxed ("entries", NULL, NULL, G_TYPE_STRV, G_PARAM_READABLE);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  changed_signal = g_signal_new ("changed", TYPE_STORED_BLACKLIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
stored_blacklist_init (StoredBlacklist *self)
{
  self->entries = blacklist_new ();
}

StoredBlacklist *
stored_blacklist_new (Store *store)
{
  StoredBlacklist *self = g_object_new (TYPE_STORED_BLACKLIST, NULL);

  self->store = g_object_ref (store);
  return self;
}

gboolean
stored_blacklist_load (StoredBlacklist *self, GError **error)
{
  g_auto (GStrv) entries = store_reader_blacklist (store_main_reader (self->store), error);

  for (char **entry = entries; entry && *entry; entry++)
    blacklist_add (self->entries, *entry);
  return entries != NULL;
}

const Blacklist *
stored_blacklist_get (StoredBlacklist *self)
{
  return self->entries;
}

static void
change_free (Change *change)
{
  g_ptr_array_unref (change->entries);
  g_free (change);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static Change *
parse (StoredBlacklist *self, const char *const *texts, gboolean is_addition, GError **error)
{
  g_autoptr (Change) change = g_new0 (Change, 1);
  g_autoptr (Blacklist) seen = blacklist_new ();

  change->is_addition = is_addition;
  change->entries = g_ptr_array_new_with_free_func (g_free);
  for (; *texts; texts++)
    {
      g_autoptr (GError) cause = NULL;
      g_autofree char *entry = blacklist_entry_parse (*texts, &cause);
      if (!entry)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, cause->message);
          return NULL;
        }
      if (!blacklist_add (seen, entry))
        continue;
      change->n_new += is_addition && !blacklist_has (self->entries, entry);
      g_ptr_array_add (change->entries, g_steal_pointer (&entry));
    }
  return g_steal_pointer (&change);
}

static gboolean
are_few (const char *const *texts, GError **error)
{
  if (g_strv_length ((GStrv) texts) <= BLACKLIST_ENTRIES_MOST)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
               "One call to the blacklist takes at most %u entries; give fewer at a time",
               BLACKLIST_ENTRIES_MOST);
  return FALSE;
}

static gboolean
is_room (StoredBlacklist *self, guint n_new, GError **error)
{
  guint there = blacklist_count (self->entries) + self->n_coming;

  if (n_new == 0 || there + n_new <= BLACKLIST_ENTRIES_MOST)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
               "The blacklist takes %u entries and has %u; remove some, or block a whole domain "
               "with @domain.tld",
               BLACKLIST_ENTRIES_MOST, there);
  return FALSE;
}

static void
put_in_force (StoredBlacklist *self, const Change *change)
{
  gboolean is_changed = FALSE;

  for (guint i = 0; i < change->entries->len; i++)
    is_changed |= change->is_addition ? blacklist_add (self->entries, change->entries->pdata[i])
                                      : blacklist_remove (self->entries, change->entries->pdata[i]);
  if (!is_changed)
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENTRIES]);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  StoredBlacklist *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  self->n_coming -= change->n_new;
  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  put_in_force (self, change);
  g_task_return_boolean (task, TRUE);
}

/* Also what would change nothing: another call may just be saving the opposite, or the same, which
 * is not on disk before it is answered. */
static void
save (StoredBlacklist *self, GTask *task, Change *change)
{
  StoreBatch *batch = store_batch_new ();

  for (guint i = 0; i < change->entries->len; i++)
    if (change->is_addition)
      store_batch_add_to_blacklist (batch, change->entries->pdata[i]);
    else
      store_batch_remove_from_blacklist (batch, change->entries->pdata[i]);
  self->n_coming += change->n_new;
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  store_commit_async (self->store, batch, on_saved, task);
}

static void
change_async (StoredBlacklist *self, const char *const *texts, gboolean is_addition,
              GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (Change) change = NULL;
  GError *error = NULL;

  if (are_few (texts, &error))
    change = parse (self, texts, is_addition, &error);
  if (change && is_room (self, change->n_new, &error))
    save (self, g_steal_pointer (&task), g_steal_pointer (&change));
  else
    g_task_return_error (task, error);
}

void
stored_blacklist_add_async (StoredBlacklist *self, const char *const *entries,
                            GAsyncReadyCallback callback, gpointer data)
{
  change_async (self, entries, TRUE, callback, data);
}

void
stored_blacklist_remove_async (StoredBlacklist *self, const char *const *entries,
                               GAsyncReadyCallback callback, gpointer data)
{
  change_async (self, entries, FALSE, callback, data);
}

gboolean
stored_blacklist_change_finish (StoredBlacklist *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
