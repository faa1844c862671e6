/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-message-verbs.h"

#include "bus-options.h"
#include "bus-path.h"
#include "error.h"
#include "flags.h"
#include "message-verbs.h"

#include <string.h>

#define IDS_MOST     100000
#define FLAGS_MOST   50
#define LONGEST_FLAG 100

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  message_verbs_finish ((AccountManager *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

/* Each once, in the order given; NULL with an error when there are too many. */
static GArray *
take_ids (GVariant *arguments, GError **error)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (arguments, 0);
  gsize n;
  const guint64 *ids = g_variant_get_fixed_array (value, &n, sizeof *ids);
  g_autoptr (GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *array;

  if (n > IDS_MOST)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                   "ids: at most %d messages can be named in one call, not %" G_GSIZE_FORMAT
                   "; call several times",
                   IDS_MOST, n);
      return NULL;
    }
  array = g_array_sized_new (FALSE, FALSE, sizeof *ids, (guint) n);
  for (gsize i = 0; i < n; i++)
    if (g_hash_table_add (known, (gpointer) &ids[i]))
      g_array_append_val (array, ids[i]);
  return array;
}

/* A keyword is an atom (RFC 9051, 2.3.2); of the system flags only those a person may set. */
static gboolean
is_flag (const char *flag)
{
  static const char *const system[] = { FLAG_SEEN, FLAG_ANSWERED, FLAG_FLAGGED, FLAG_DRAFT, NULL };

  if (*flag == '\\')
    return g_strv_contains (system, flag);
  if (!*flag || strlen (flag) > LONGEST_FLAG)
    return FALSE;
  for (; *flag; flag++)
    if (!g_ascii_isgraph (*flag) || strchr ("(){%*\"\\]", *flag))
      return FALSE;
  return TRUE;
}

static char *
take_flags (GVariant *arguments, gsize place, const char *name, GError **error)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (arguments, place);
  g_autofree const char **flags = g_variant_get_strv (value, NULL);

  for (guint i = 0; flags[i]; i++)
    if (i >= FLAGS_MOST || !is_flag (flags[i]))
      {
        g_autofree char *shown = g_utf8_make_valid (flags[i], MIN (strlen (flags[i]), 64));
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "%s: \"%s\" cannot be used: name \\Seen, \\Answered, \\Flagged, \\Draft or "
                     "keywords of plain letters and digits, at most %d",
                     name, shown, FLAGS_MOST);
        return NULL;
      }
  return flags_canonical (flags);
}

static GVariant *
flag (AccountManager *manager, GVariant *arguments, const char *added, const char *removed,
      BusCall *call, GError **error)
{
  g_autoptr (GArray) ids = take_ids (arguments, error);

  if (ids)
    message_verbs_flag_async (manager, ids, added, removed, on_done, bus_call_take (call));
  return NULL;
}

BUS_VERB (flag)
{
  g_autofree char *added = take_flags (arguments, 1, "add", error);
  g_autofree char *removed = added ? take_flags (arguments, 2, "remove", error) : NULL;

  if (!removed)
    return NULL;
  if (!*added && !*removed)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "add, remove: both are empty; name a flag in one of them");
      return NULL;
    }
  return flag (object, arguments, added, removed, call, error);
}

BUS_VERB (mark_read) { return flag (object, arguments, FLAG_SEEN, "", call, error); }

BUS_VERB (mark_unread) { return flag (object, arguments, "", FLAG_SEEN, call, error); }

static Folder *
take_target (AccountManager *manager, GVariant *arguments, GError **error)
{
  g_autofree char *id = NULL;
  const char *path;
  Folder *folder;

  g_variant_get_child (arguments, 1, "&o", &path);
  folder = bus_path_find_folder (manager, path, error);
  if (!folder || folder_get_row (folder)->selectable)
    return folder;
  id = folder_get_id (folder);
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
               "Folder %s holds only other folders; choose one that can hold mail", id);
  return NULL;
}

BUS_VERB (move)
{
  Folder *target = take_target (object, arguments, error);
  g_autoptr (GArray) ids = target ? take_ids (arguments, error) : NULL;

  if (ids)
    message_verbs_move_async (object, ids, target, on_done, bus_call_take (call));
  return NULL;
}

BUS_VERB (copy)
{
  Folder *target = take_target (object, arguments, error);
  g_autoptr (GArray) ids = target ? take_ids (arguments, error) : NULL;

  if (ids)
    message_verbs_copy_async (object, ids, target, on_done, bus_call_take (call));
  return NULL;
}

static GVariant *
file (AccountManager *manager, GVariant *arguments, MessageVerb verb, gboolean block, BusCall *call,
      GError **error)
{
  g_autoptr (GArray) ids = take_ids (arguments, error);

  if (ids)
    message_verbs_file_async (manager, ids, verb, block, on_done, bus_call_take (call));
  return NULL;
}

BUS_VERB (archive) { return file (object, arguments, MESSAGE_VERB_ARCHIVE, FALSE, call, error); }

BUS_VERB (not_spam) { return file (object, arguments, MESSAGE_VERB_NOT_SPAM, FALSE, call, error); }

BUS_VERB (spam)
{
  static const BusOption known[] = { { "block", "b" }, { NULL, NULL } };
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 1);
  gboolean block = FALSE;

  if (!bus_options_check (options, known, error))
    return NULL;
  g_variant_lookup (options, "block", "b", &block);
  return file (object, arguments, MESSAGE_VERB_SPAM, block, call, error);
}

BUS_VERB (delete)
{
  static const BusOption known[] = { { "permanently", "b" }, { NULL, NULL } };
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 1);
  gboolean permanently = FALSE;
  g_autoptr (GArray) ids = NULL;

  if (!bus_options_check (options, known, error))
    return NULL;
  g_variant_lookup (options, "permanently", "b", &permanently);
  if (!permanently)
    return file (object, arguments, MESSAGE_VERB_DELETE, FALSE, call, error);
  ids = take_ids (arguments, error);
  if (ids)
    message_verbs_delete_for_good_async (object, ids, on_done, bus_call_take (call));
  return NULL;
}
