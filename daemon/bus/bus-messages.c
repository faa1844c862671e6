/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager.h"
#include "bus-memory-file.h"
#include "bus-message-verbs.h"
#include "bus-options.h"
#include "bus-query.h"
#include "bus-rows.h"
#include "bus-tables.h"
#include "error.h"

#define IDS_MOST     1000
#define CHANGES_MOST 10000

static GVariant *
rows_new (GPtrArray *messages, AccountManager *manager, BusKeys keys)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < messages->len; i++)
    {
      const StoreMessage *message = messages->pdata[i];
      Folder *folder = account_manager_folder_by_row (manager, message->folder);

      g_variant_builder_add_value (&builder, bus_row_new (message, folder, keys));
    }
  return g_variant_new ("(aa{sv})", &builder);
}

/* The keys lie in the call; List and Get end here. */
static void
on_messages (GObject *source, GAsyncResult *result, gpointer data)
{
  BusCall *call = data;
  BusKeys keys = GPOINTER_TO_UINT (bus_call_get_data (call));
  GError *error = NULL;
  g_autoptr (GPtrArray) messages = store_read_finish ((Store *) source, result, &error);
  GVariant *rows = messages ? rows_new (messages, bus_call_get_context (call), keys) : NULL;

  bus_call_answer (call, rows, error);
}

static gpointer
read_list (StoreReader *reader, gpointer data, GError **error)
{
  const BusQuery *query = data;

  return store_reader_list (reader, &query->filter, query->offset, query->limit, query->sort,
                            bus_keys_columns (query->keys), error);
}

static GVariant *
list_messages (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  BusQuery *query = bus_query_new (options, FALSE, object, error);

  if (!query)
    return NULL;
  bus_call_set_data (call, GUINT_TO_POINTER (query->keys), NULL);
  store_read_async (account_manager_get_store (object), read_list, query,
                    (GDestroyNotify) bus_query_free, (GDestroyNotify) g_ptr_array_unref, NULL,
                    on_messages, bus_call_take (call));
  return NULL;
}

static gpointer
read_count (StoreReader *reader, gpointer data, GError **error)
{
  const BusQuery *query = data;
  guint count;

  if (!store_reader_count (reader, &query->filter, &count, error))
    return NULL;
  return g_memdup2 (&count, sizeof count);
}

static void
on_count (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autofree guint *count = store_read_finish ((Store *) source, result, &error);

  bus_call_answer (data, count ? g_variant_new ("(u)", *count) : NULL, error);
}

static GVariant *
count_messages (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  BusQuery *query = bus_query_new (options, TRUE, object, error);

  if (query)
    store_read_async (account_manager_get_store (object), read_count, query,
                      (GDestroyNotify) bus_query_free, g_free, NULL, on_count,
                      bus_call_take (call));
  return NULL;
}

typedef struct
{
  GVariant *ids;
  StoreColumns columns;
} Selection;

static void
selection_free (gpointer data)
{
  Selection *selection = data;

  g_variant_unref (selection->ids);
  g_free (selection);
}

static gpointer
read_get (StoreReader *reader, gpointer data, GError **error)
{
  const Selection *selection = data;
  gsize n;
  const guint64 *ids = g_variant_get_fixed_array (selection->ids, &n, sizeof *ids);

  return store_reader_get (reader, ids, n, selection->columns, error);
}

static GVariant *
get_messages (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) ids = g_variant_get_child_value (arguments, 0);
  g_autoptr (GVariant) names = g_variant_get_child_value (arguments, 1);
  Selection *selection;
  BusKeys keys;

  if (g_variant_n_children (ids) > IDS_MOST)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                 "ids: at most %d messages can be asked for at once, not %" G_GSIZE_FORMAT,
                 IDS_MOST, g_variant_n_children (ids));
  else if (bus_keys_parse (names, &keys, error))
    {
      selection = g_new0 (Selection, 1);
      selection->ids = g_steal_pointer (&ids);
      selection->columns = bus_keys_columns (keys);
      bus_call_set_data (call, GUINT_TO_POINTER (keys), NULL);
      store_read_async (account_manager_get_store (object), read_get, selection, selection_free,
                        (GDestroyNotify) g_ptr_array_unref, NULL, on_messages,
                        bus_call_take (call));
    }
  return NULL;
}

typedef struct
{
  guint64 since;
  guint limit;
} Resumption;

static gpointer
read_changes (StoreReader *reader, gpointer data, GError **error)
{
  const Resumption *resumption = data;

  return store_reader_changes (reader, resumption->since, resumption->limit, error);
}

static void
on_changes (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autoptr (StoreChangeList) list = store_read_finish ((Store *) source, result, &error);
  GVariant *value = NULL;

  if (list)
    value
        = g_variant_new ("(t@at@at@atb)", list->revision, bus_ids_new (list->added),
                         bus_ids_new (list->changed), bus_ids_new (list->removed), list->complete);
  bus_call_answer (data, value, error);
}

static GVariant *
get_changes (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const BusOption known[] = { { "limit", "u" }, { NULL, NULL } };
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 1);
  g_autofree Resumption *resumption = g_new0 (Resumption, 1);

  resumption->limit = CHANGES_MOST;
  g_variant_get_child (arguments, 0, "t", &resumption->since);
  if (bus_options_check (options, known, error)
      && bus_options_number (options, "limit", 1, CHANGES_MOST, &resumption->limit, error))
    store_read_async (
        account_manager_get_store (object), read_changes, g_steal_pointer (&resumption), g_free,
        (GDestroyNotify) store_change_list_free, NULL, on_changes, bus_call_take (call));
  return NULL;
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  char *text = account_manager_text_finish ((AccountManager *) source, result, &error);

  bus_call_answer (data, text ? g_variant_new ("(@s)", g_variant_new_take_string (text)) : NULL,
                   error);
}

static GVariant *
get_text (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  guint64 id;

  g_variant_get (arguments, "(t)", &id);
  account_manager_text_async (object, id, on_text, bus_call_take (call));
  return NULL;
}

static void
on_html (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  char *html = account_manager_html_finish ((AccountManager *) source, result, &error);

  bus_call_answer (data, html ? g_variant_new ("(@s)", g_variant_new_take_string (html)) : NULL,
                   error);
}

static GVariant *
get_html (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  static const BusOption known[] = { { "remote", "b" }, { NULL, NULL } };
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 1);
  gboolean remote = FALSE;
  guint64 id;

  if (!bus_options_check (options, known, error))
    return NULL;
  g_variant_get_child (arguments, 0, "t", &id);
  g_variant_lookup (options, "remote", "b", &remote);
  account_manager_html_async (object, id, remote, on_html, bus_call_take (call));
  return NULL;
}

static GVariant *
describe (gsize size, const char *type, const char *name)
{
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&values, "size", "t", (guint64) size);
  if (type)
    g_variant_dict_insert (&values, "type", "s", type);
  if (name)
    g_variant_dict_insert (&values, "name", "s", name);
  return g_variant_dict_end (&values);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *type = NULL;
  g_autofree char *name = NULL;
  GError *error = NULL;
  g_autoptr (GBytes) content
      = account_manager_open_finish ((AccountManager *) source, result, &type, &name, &error);
  int descriptor = content ? bus_memory_file_new (content, &error) : -1;
  GVariant *value = NULL;

  if (descriptor >= 0)
    value = g_variant_new ("(h@a{sv})", bus_call_add_descriptor (data, descriptor),
                           describe (g_bytes_get_size (content), type, name));
  bus_call_answer (data, value, error);
}

static GVariant *
open_part (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  const char *part;
  guint64 id;

  g_variant_get (arguments, "(t&s)", &id, &part);
  account_manager_open_async (object, id, part, on_open, bus_call_take (call));
  return NULL;
}

static const BusMethod methods[] = {
  { "List", list_messages },
  { "Count", count_messages },
  { "Get", get_messages },
  { "Changes", get_changes },
  { "GetText", get_text },
  { "GetHtml", get_html },
  { "Open", open_part },
  { "Flag", bus_message_verb_flag },
  { "MarkRead", bus_message_verb_mark_read },
  { "MarkUnread", bus_message_verb_mark_unread },
  { "Move", bus_message_verb_move },
  { "Copy", bus_message_verb_copy },
  { "Archive", bus_message_verb_archive },
  { "Spam", bus_message_verb_spam },
  { "NotSpam", bus_message_verb_not_spam },
  { "Delete", bus_message_verb_delete },
  { NULL },
};

const BusTable bus_messages_table = { "org.posthorn.Posthorn1.Messages", methods, NULL };
