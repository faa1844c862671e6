/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-rows.h"

#include "bus-path.h"
#include "flags.h"

/* Everything was made valid before it was stored; but GVariant has no mercy for a damaged file. */
static GVariant *
text (const char *value)
{
  if (!value)
    return g_variant_new_string ("");
  if (g_utf8_validate (value, -1, NULL))
    return g_variant_new_string (value);
  return g_variant_new_take_string (g_utf8_make_valid (value, -1));
}

static GVariant *
mail_address (const MailAddress *address)
{
  return g_variant_new ("(@s@s)", text (address ? address->name : NULL),
                        text (address ? address->address : NULL));
}

static GVariant *
mail_addresses (GPtrArray *addresses)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));

  for (guint i = 0; addresses && i < addresses->len; i++)
    g_variant_builder_add_value (&builder, mail_address (addresses->pdata[i]));
  return g_variant_builder_end (&builder);
}

static gboolean
has_flag (const StoreMessage *message, const char *flag)
{
  return message->flags && flags_contain (message->flags, flag);
}

static GVariant *
path (char *taken)
{
  g_autofree char *owned = taken;
  return g_variant_new_object_path (owned);
}

static GVariant *
row_id (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_uint64 (message->id);
}

static GVariant *
row_account (const StoreMessage *message, Folder *folder)
{
  return path (bus_path_of_account_id (message->account));
}

static GVariant *
row_folder (const StoreMessage *message, Folder *folder)
{
  return path (bus_path_of (folder));
}

static GVariant *
row_subject (const StoreMessage *message, Folder *folder)
{
  return text (message->subject);
}

static GVariant *
row_from (const StoreMessage *message, Folder *folder)
{
  return mail_address (message->from);
}

static GVariant *
row_to (const StoreMessage *message, Folder *folder)
{
  return mail_addresses (message->to);
}

static GVariant *
row_cc (const StoreMessage *message, Folder *folder)
{
  return mail_addresses (message->cc);
}

static GVariant *
row_date (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_int64 (message->date);
}

static GVariant *
row_received (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_int64 (message->received);
}

static GVariant *
row_size (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_uint64 (message->size);
}

static GVariant *
row_flags (const StoreMessage *message, Folder *folder)
{
  g_auto (GStrv) flags = flags_split (message->flags ? message->flags : "");
  return g_variant_new_strv ((const char *const *) flags, -1);
}

static GVariant *
row_unread (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_boolean (!has_flag (message, FLAG_SEEN));
}

static GVariant *
row_flagged (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_boolean (has_flag (message, FLAG_FLAGGED));
}

static GVariant *
row_attachments (const StoreMessage *message, Folder *folder)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; message->attachments && i < message->attachments->len; i++)
    {
      const Attachment *attachment = message->attachments->pdata[i];

      g_variant_builder_open (&builder, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&builder, "{sv}", "part", text (attachment->part));
      g_variant_builder_add (&builder, "{sv}", "name", text (attachment->name));
      g_variant_builder_add (&builder, "{sv}", "type", text (attachment->type));
      g_variant_builder_add (&builder, "{sv}", "size", g_variant_new_uint64 (attachment->size));
      g_variant_builder_add (&builder, "{sv}", "inline",
                             g_variant_new_boolean (attachment->is_inline));
      g_variant_builder_close (&builder);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
row_has_attachments (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_boolean (message->has_attachments);
}

static GVariant *
row_snippet (const StoreMessage *message, Folder *folder)
{
  return text (message->snippet);
}

static GVariant *
row_message_id (const StoreMessage *message, Folder *folder)
{
  return text (message->message_id);
}

static GVariant *
row_list_id (const StoreMessage *message, Folder *folder)
{
  return text (message->list_id);
}

static GVariant *
row_thread (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_uint64 (message->thread);
}

static GVariant *
row_responsible (const StoreMessage *message, Folder *folder)
{
  return text (message->responsible);
}

static GVariant *
row_crm (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_boolean ((message->links & STORE_LINKS_CRM) != 0);
}

static GVariant *
row_task (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_boolean ((message->links & STORE_LINKS_TASK) != 0);
}

static GVariant *
row_unprocessed (const StoreMessage *message, Folder *folder)
{
  return g_variant_new_boolean (message->links == STORE_LINKS_NONE && folder
                                && folder_counts (folder));
}

static GVariant *
words (GStrv value)
{
  static const char *const none[] = { NULL };
  return g_variant_new_strv (value ? (const char *const *) value : none, -1);
}

static GVariant *
row_warnings (const StoreMessage *message, Folder *folder)
{
  return words (message->warnings);
}

static GVariant *
row_pending (const StoreMessage *message, Folder *folder)
{
  return words (message->pending);
}

typedef struct
{
  const char *name;
  GVariant *(*value) (const StoreMessage *message, Folder *folder);
  gboolean by_default;
  StoreColumns columns; /* what has to be read for it */
} RowKey;

static const RowKey row_keys[] = {
  { "id", row_id, TRUE, STORE_COLUMNS_HEAD },
  { "account", row_account, FALSE, STORE_COLUMNS_HEAD },
  { "folder", row_folder, TRUE, STORE_COLUMNS_HEAD },
  { "subject", row_subject, TRUE, STORE_COLUMNS_HEAD },
  { "from", row_from, TRUE, STORE_COLUMNS_HEAD },
  { "to", row_to, FALSE, STORE_COLUMNS_DETAILS },
  { "cc", row_cc, FALSE, STORE_COLUMNS_DETAILS },
  { "date", row_date, TRUE, STORE_COLUMNS_HEAD },
  { "received", row_received, FALSE, STORE_COLUMNS_HEAD },
  { "size", row_size, FALSE, STORE_COLUMNS_HEAD },
  { "flags", row_flags, FALSE, STORE_COLUMNS_HEAD },
  { "unread", row_unread, TRUE, STORE_COLUMNS_HEAD },
  { "flagged", row_flagged, TRUE, STORE_COLUMNS_HEAD },
  { "attachments", row_attachments, FALSE, STORE_COLUMNS_DETAILS },
  { "has-attachments", row_has_attachments, TRUE, STORE_COLUMNS_HEAD },
  { "snippet", row_snippet, TRUE, STORE_COLUMNS_HEAD },
  { "message-id", row_message_id, FALSE, STORE_COLUMNS_HEAD },
  { "thread", row_thread, FALSE, STORE_COLUMNS_HEAD },
  { "list-id", row_list_id, FALSE, STORE_COLUMNS_HEAD },
  { "responsible", row_responsible, FALSE, STORE_COLUMNS_RESPONSIBLE },
  { "crm", row_crm, FALSE, STORE_COLUMNS_HEAD },
  { "task", row_task, FALSE, STORE_COLUMNS_HEAD },
  { "unprocessed", row_unprocessed, FALSE, STORE_COLUMNS_HEAD },
  { "warnings", row_warnings, FALSE, STORE_COLUMNS_DETAILS },
  { "pending", row_pending, FALSE, STORE_COLUMNS_PENDING },
};

G_STATIC_ASSERT (G_N_ELEMENTS (row_keys) <= sizeof (BusKeys) * 8);

static gboolean
is_picked (BusKeys keys, gsize index)
{
  return keys == BUS_KEYS_DEFAULT ? row_keys[index].by_default : (keys & (1u << index)) != 0;
}

static BusKeys
find_key (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (row_keys); i++)
    if (g_str_equal (row_keys[i].name, name))
      return 1u << i;
  return 0;
}

static void
set_unknown (const char *name, GError **error)
{
  g_autoptr (GString) good = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (row_keys); i++)
    g_string_append_printf (good, "%s%s", i ? ", " : "", row_keys[i].name);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "keys: a message has no \"%.64s\"; the keys are %s", name, good->str);
}

gboolean
bus_keys_parse (GVariant *names, BusKeys *keys, GError **error)
{
  gsize n = g_variant_n_children (names);

  *keys = BUS_KEYS_DEFAULT;
  if (n > BUS_KEYS_MOST)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "keys: at most %d can be picked, not %" G_GSIZE_FORMAT, BUS_KEYS_MOST, n);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      const char *name;
      BusKeys key;

      g_variant_get_child (names, i, "&s", &name);
      key = find_key (name);
      if (!key)
        {
          set_unknown (name, error);
          return FALSE;
        }
      *keys |= key;
    }
  return TRUE;
}

StoreColumns
bus_keys_columns (BusKeys keys)
{
  StoreColumns columns = STORE_COLUMNS_HEAD;

  for (gsize i = 0; i < G_N_ELEMENTS (row_keys); i++)
    if (is_picked (keys, i))
      columns |= row_keys[i].columns;
  return columns;
}

GVariant *
bus_row_new (const StoreMessage *message, Folder *folder, BusKeys keys)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  for (gsize i = 0; i < G_N_ELEMENTS (row_keys); i++)
    if (is_picked (keys, i))
      g_variant_builder_add (&builder, "{sv}", row_keys[i].name,
                             row_keys[i].value (message, folder));
  return g_variant_builder_end (&builder);
}

GVariant *
bus_ids_new (GArray *ids)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, ids->data, ids->len, sizeof (guint64));
}
