/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-batch.h"

#include "store-change.h"

struct _StoreBatch
{
  GPtrArray *changes;
  gsize octets;
};

StoreBatch *
store_batch_new (void)
{
  StoreBatch *batch = g_new0 (StoreBatch, 1);
  batch->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) store_change_free);
  return batch;
}

void
store_batch_free (StoreBatch *batch)
{
  if (!batch)
    return;
  g_ptr_array_unref (batch->changes);
  g_free (batch);
}

guint
store_batch_n_changes (const StoreBatch *batch)
{
  return batch->changes->len;
}

gsize
store_batch_octets (const StoreBatch *batch)
{
  return batch->octets;
}

GPtrArray *
store_batch_changes (StoreBatch *batch)
{
  return batch->changes;
}

StoreChange *
store_batch_append (StoreBatch *batch, StoreChangeKind kind)
{
  StoreChange *change = store_change_new (kind);
  g_ptr_array_add (batch->changes, change);
  return change;
}

static StoreChange *
append_for_folder (StoreBatch *batch, StoreChangeKind kind, gint64 folder)
{
  StoreChange *change = store_batch_append (batch, kind);
  change->folder = folder;
  return change;
}

void
store_batch_put_account (StoreBatch *batch, const StoreAccount *account)
{
  store_batch_append (batch, STORE_PUT_ACCOUNT)->put_account = store_account_copy (account);
}

void
store_batch_remove_account (StoreBatch *batch, const char *account)
{
  store_batch_append (batch, STORE_REMOVE_ACCOUNT)->account = g_strdup (account);
}

void
store_batch_set_account_synced (StoreBatch *batch, const char *account, gint64 when)
{
  StoreChange *change = store_batch_append (batch, STORE_SET_ACCOUNT_SYNCED);

  change->account = g_strdup (account);
  change->when = when;
}

void
store_batch_set_account_started (StoreBatch *batch, const char *account, gint64 when)
{
  StoreChange *change = store_batch_append (batch, STORE_SET_ACCOUNT_STARTED);

  change->account = g_strdup (account);
  change->when = when;
}

void
store_batch_put_folder (StoreBatch *batch, const char *account, const char *path, char delimiter,
                        gboolean selectable, const char *guessed_role)
{
  StoreChange *change = store_batch_append (batch, STORE_PUT_FOLDER);

  change->account = g_strdup (account);
  change->path = g_strdup (path);
  change->delimiter = delimiter;
  change->selectable = selectable != FALSE;
  change->role = g_strdup (guessed_role ? guessed_role : "none");
}

void
store_batch_rename_folder (StoreBatch *batch, gint64 folder, const char *path)
{
  append_for_folder (batch, STORE_RENAME_FOLDER, folder)->path = g_strdup (path);
}

void
store_batch_remove_folder (StoreBatch *batch, gint64 folder)
{
  append_for_folder (batch, STORE_REMOVE_FOLDER, folder);
}

void
store_batch_choose_folder (StoreBatch *batch, const char *account, const char *path,
                           const char *role, int selected)
{
  StoreChange *change = store_batch_append (batch, STORE_CHOOSE_FOLDER);

  change->account = g_strdup (account);
  change->path = g_strdup (path);
  change->role = g_strdup (role);
  change->selected = selected;
}

void
store_batch_set_folder_audited (StoreBatch *batch, gint64 folder, gint64 when)
{
  append_for_folder (batch, STORE_SET_FOLDER_AUDITED, folder)->when = when;
}

void
store_batch_add_message (StoreBatch *batch, gint64 folder, const StoreNewMessage *message)
{
  StoreChange *change = append_for_folder (batch, STORE_ADD_MESSAGE, folder);
  StoreAddedMessage *added = g_new0 (StoreAddedMessage, 1);

  added->received = message->received;
  added->size = message->size;
  added->summary = g_variant_ref_sink (message->summary);
  added->raw = message->raw ? g_bytes_ref (message->raw) : NULL;
  added->partial = message->partial;
  added->arrived = message->arrived;
  added->diverted = message->diverted;
  change->uid = message->uid;
  change->flags = g_strdup (message->flags);
  change->message = added;
  batch->octets += message->raw ? g_bytes_get_size (message->raw) : 0;
}

void
store_batch_set_flags (StoreBatch *batch, gint64 folder, guint32 uid, const char *flags)
{
  StoreChange *change = append_for_folder (batch, STORE_SET_FLAGS, folder);

  change->uid = uid;
  change->flags = g_strdup (flags);
}

void
store_batch_remove_messages (StoreBatch *batch, gint64 folder, const UidSet *uids)
{
  append_for_folder (batch, STORE_REMOVE_MESSAGES, folder)->uids = uid_set_copy (uids);
}

void
store_batch_set_cursor (StoreBatch *batch, gint64 folder, guint32 uidvalidity, guint32 uidnext,
                        guint64 highestmodseq, gint64 synced)
{
  StoreChange *change = append_for_folder (batch, STORE_SET_CURSOR, folder);

  change->cursor = (StoreCursor){ uidvalidity, uidnext, highestmodseq };
  change->when = synced;
}

void
store_batch_rebind_folder (StoreBatch *batch, gint64 folder, guint32 uidvalidity, GArray *old_uids,
                           GArray *new_uids)
{
  StoreChange *change = append_for_folder (batch, STORE_REBIND_FOLDER, folder);

  g_return_if_fail (old_uids->len == new_uids->len);
  change->cursor = (StoreCursor){ uidvalidity, 0, 0 };
  change->old_uids = g_array_copy (old_uids);
  change->new_uids = g_array_copy (new_uids);
}

void
store_batch_set_indexed (StoreBatch *batch, guint64 id, gint64 received, gboolean gone)
{
  StoreChange *change = store_batch_append (batch, STORE_SET_INDEXED);

  change->id = id;
  change->when = received;
  change->gone = gone != FALSE;
}

void
store_batch_set_setting (StoreBatch *batch, const char *name, const char *value)
{
  StoreChange *change = store_batch_append (batch, STORE_SET_SETTING);

  change->name = g_strdup (name);
  change->value = g_strdup (value);
}

void
store_batch_add_to_blacklist (StoreBatch *batch, const char *entry)
{
  store_batch_append (batch, STORE_ADD_TO_BLACKLIST)->name = g_strdup (entry);
}

void
store_batch_remove_from_blacklist (StoreBatch *batch, const char *entry)
{
  store_batch_append (batch, STORE_REMOVE_FROM_BLACKLIST)->name = g_strdup (entry);
}
