/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-message.h"

static void
free_array (GPtrArray *array)
{
  g_clear_pointer (&array, g_ptr_array_unref);
}

void
store_message_free (StoreMessage *message)
{
  if (!message)
    return;
  g_free (message->account);
  g_free (message->subject);
  g_clear_pointer (&message->from, mail_address_free);
  free_array (message->to);
  free_array (message->cc);
  g_free (message->flags);
  free_array (message->attachments);
  g_free (message->snippet);
  g_free (message->message_id);
  g_free (message->list_id);
  g_strfreev (message->warnings);
  g_strfreev (message->pending);
  g_free (message->responsible);
  g_free (message);
}
