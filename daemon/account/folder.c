/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder.h"

#include "account.h"
#include "folder-role.h"
#include "id.h"

#include <string.h>

struct _Folder
{
  GObject parent_instance;
  Account *account; /* weak: the account owns its folders */
  StoreFolder *row;
  char *slug;
  gboolean muted;
};

enum
{
  PROP_NAME = 1,
  PROP_PATH,
  PROP_ROLE,
  PROP_SELECTED,
  PROP_TOTAL,
  PROP_UNREAD,
  PROP_UNPROCESSED,
  PROP_LAST_SYNC,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (Folder, folder, G_TYPE_OBJECT)

static gboolean
is_synchronised (const StoreFolder *row)
{
  return row->selected && row->selectable;
}

/* What is shown of a counter: a disabled account and a folder not synchronised count nothing. */
static guint
shown (Folder *folder, guint counter)
{
  return folder->muted || !is_synchronised (folder->row) ? 0 : counter;
}

static void
folder_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  Folder *folder = POSTHORN_FOLDER (object);
  const StoreFolder *row = folder->row;

  switch (id)
    {
    case PROP_NAME:
      g_value_take_string (value, folder_get_name (folder));
      break;
    case PROP_PATH:
      g_value_set_string (value, row->path);
      break;
    case PROP_ROLE:
      g_value_set_string (value, row->role);
      break;
    case PROP_SELECTED:
      g_value_set_boolean (value, is_synchronised (row));
      break;
    case PROP_TOTAL:
      g_value_set_uint (value, shown (folder, row->total));
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, shown (folder, row->unread));
      break;
    case PROP_UNPROCESSED:
      g_value_set_uint (value,
                        folder_role_counts (row->role) ? shown (folder, row->unprocessed) : 0);
      break;
    case PROP_LAST_SYNC:
      g_value_set_int64 (value, row->last_sync);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
folder_finalize (GObject *object)
{
  Folder *folder = POSTHORN_FOLDER (object);

  g_clear_weak_pointer (&folder->account);
  store_folder_free (folder->row);
  g_free (folder->slug);
  G_OBJECT_CLASS (folder_parent_class)->finalize (object);
}

static void
folder_class_init (FolderClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE;

  object_class->get_property = folder_get_property;
  object_class->finalize = folder_finalize;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_ROLE] = g_param_spec_string ("role", NULL, NULL, NULL, flags);
  properties[PROP_SELECTED] = g_param_spec_boolean ("selected", NULL, NULL, TRUE, flags);
  properties[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNPROCESSED]
      = g_param_spec_uint ("unprocessed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LAST_SYNC]
      = g_param_spec_int64 ("last-sync", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
folder_init (Folder *folder)
{
}

/* A folder without a role whose path spells one must not take that role's place on the bus: its
 * first letter is escaped although it need not be. */
char *
folder_make_slug (const StoreFolder *row)
{
  if (!g_str_equal (row->role, "none"))
    return g_strdup (row->role);
  if (folder_role_is_known (row->path))
    return g_strdup_printf ("_%02x%s", (guchar) row->path[0], row->path + 1);
  return id_escape (row->path);
}

Folder *
folder_new (Account *account, const StoreFolder *row)
{
  Folder *folder = g_object_new (TYPE_FOLDER, NULL);

  g_set_weak_pointer (&folder->account, account);
  folder->row = store_folder_copy (row);
  folder->slug = folder_make_slug (row);
  return folder;
}

const StoreFolder *
folder_get_row (Folder *folder)
{
  return folder->row;
}

Account *
folder_get_account (Folder *folder)
{
  return folder->account;
}

const char *
folder_get_slug (Folder *folder)
{
  return folder->slug;
}

char *
folder_get_id (Folder *folder)
{
  return g_strdup_printf ("%s/%s", folder->row->account, folder->slug);
}

char *
folder_get_name (Folder *folder)
{
  const StoreFolder *row = folder->row;
  const char *last = row->delimiter ? strrchr (row->path, row->delimiter) : NULL;

  return g_strdup (last && last[1] ? last + 1 : row->path);
}

gboolean
folder_is_synchronised (Folder *folder)
{
  return is_synchronised (folder->row);
}

gboolean
folder_counts (Folder *folder)
{
  return is_synchronised (folder->row) && folder_role_counts (folder->row->role);
}

static void
notify (Folder *folder, guint property, gboolean changed)
{
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (folder), properties[property]);
}

void
folder_update (Folder *folder, const StoreFolder *row)
{
  StoreFolder *old = g_steal_pointer (&folder->row);
  gboolean path_changed = !g_str_equal (old->path, row->path);
  gboolean role_changed = !g_str_equal (old->role, row->role);
  gboolean shown_changed = is_synchronised (old) != is_synchronised (row);

  folder->row = store_folder_copy (row);
  g_free (folder->slug);
  folder->slug = folder_make_slug (row);
  g_object_freeze_notify (G_OBJECT (folder));
  notify (folder, PROP_NAME, path_changed);
  notify (folder, PROP_PATH, path_changed);
  notify (folder, PROP_ROLE, role_changed);
  notify (folder, PROP_SELECTED, shown_changed);
  notify (folder, PROP_TOTAL, shown_changed || old->total != row->total);
  notify (folder, PROP_UNREAD, shown_changed || old->unread != row->unread);
  notify (folder, PROP_UNPROCESSED,
          shown_changed || role_changed || old->unprocessed != row->unprocessed);
  notify (folder, PROP_LAST_SYNC, old->last_sync != row->last_sync);
  g_object_thaw_notify (G_OBJECT (folder));
  store_folder_free (old);
}

void
folder_set_muted (Folder *folder, gboolean muted)
{
  gboolean changed = folder->muted != muted;

  folder->muted = muted;
  notify (folder, PROP_TOTAL, changed);
  notify (folder, PROP_UNREAD, changed);
  notify (folder, PROP_UNPROCESSED, changed);
}
