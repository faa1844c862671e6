/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-change.h"

StoreChange *
store_change_new (StoreChangeKind kind)
{
  StoreChange *change = g_new0 (StoreChange, 1);
  change->kind = kind;
  return change;
}

static void
free_message (StoreAddedMessage *message)
{
  g_variant_unref (message->summary);
  g_clear_pointer (&message->raw, g_bytes_unref);
  g_free (message);
}

void
store_change_free (StoreChange *change)
{
  g_free (change->account);
  g_free (change->path);
  g_free (change->role);
  g_free (change->name);
  g_free (change->value);
  g_free (change->flags);
  store_account_free (change->put_account);
  g_clear_pointer (&change->message, free_message);
  g_clear_pointer (&change->uids, uid_set_free);
  g_clear_pointer (&change->old_uids, g_array_unref);
  g_clear_pointer (&change->new_uids, g_array_unref);
  g_clear_pointer (&change->ids, g_array_unref);
  store_crm_change_free (change->crm);
  store_remote_change_free (change->remote);
  g_clear_pointer (&change->octets, g_bytes_unref);
  g_clear_pointer (&change->outbox, outbox_message_free);
  g_clear_pointer (&change->signature, store_signature_free);
  g_clear_pointer (&change->draft, store_draft_free);
  g_free (change);
}
