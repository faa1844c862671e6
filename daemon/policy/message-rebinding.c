/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "message-rebinding.h"

static guint
identity_hash (gconstpointer key)
{
  const MessageIdentity *identity = key;
  gint64 size = (gint64) identity->size;

  return g_str_hash (identity->message_id) ^ g_int64_hash (&identity->received)
         ^ (g_int64_hash (&size) << 1);
}

static gboolean
identity_equal (gconstpointer a, gconstpointer b)
{
  const MessageIdentity *left = a;
  const MessageIdentity *right = b;

  return left->received == right->received && left->size == right->size
         && g_str_equal (left->message_id, right->message_id);
}

/* Identity → queue of the local UIDs that have it. */
static GHashTable *
index_identities (GArray *local)
{
  GHashTable *index
      = g_hash_table_new_full (identity_hash, identity_equal, NULL, (GDestroyNotify) g_queue_free);

  for (guint i = 0; i < local->len; i++)
    {
      MessageIdentity *identity = &g_array_index (local, MessageIdentity, i);
      GQueue *uids = g_hash_table_lookup (index, identity);
      if (!uids)
        {
          uids = g_queue_new ();
          g_hash_table_insert (index, identity, uids);
        }
      g_queue_push_tail (uids, GUINT_TO_POINTER (identity->uid));
    }
  return index;
}

void
message_rebinding_match (GArray *local, GArray *remote, GArray *old_uids, GArray *new_uids)
{
  g_autoptr (GHashTable) index = index_identities (local);

  for (guint i = 0; i < remote->len; i++)
    {
      MessageIdentity *identity = &g_array_index (remote, MessageIdentity, i);
      GQueue *uids = g_hash_table_lookup (index, identity);
      guint32 old_uid = uids ? GPOINTER_TO_UINT (g_queue_pop_head (uids)) : 0;
      if (old_uid == 0)
        continue;
      g_array_append_val (old_uids, old_uid);
      g_array_append_val (new_uids, identity->uid);
    }
}
