/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-intent.h"

void
store_intent_free (StoreIntent *intent)
{
  if (!intent)
    return;
  g_free (intent->remote);
  g_free (intent->version);
  g_free (intent->marker);
  store_task_free (intent->task);
  store_record_free (intent->record);
  store_customer_free (intent->customer);
  g_free (intent->customer_remote);
  g_free (intent->responsible_remote);
  g_strfreev (intent->responsible_addresses);
  g_free (intent->message_id);
  store_message_free (intent->message);
  g_clear_pointer (&intent->beginning, g_bytes_unref);
  g_free (intent->text);
  g_free (intent);
}
