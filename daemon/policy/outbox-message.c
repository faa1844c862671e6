/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-message.h"

static const char *const state_names[] = {
  [OUTBOX_QUEUED] = "queued",       [OUTBOX_SENDING] = "sending",   [OUTBOX_SENT] = "sent",
  [OUTBOX_DEFERRED] = "deferred",   [OUTBOX_REJECTED] = "rejected", [OUTBOX_UNKNOWN] = "unknown",
  [OUTBOX_CANCELLED] = "cancelled",
};

static void
recipient_free (gpointer data)
{
  OutboxRecipient *recipient = data;

  g_free (recipient->name);
  g_free (recipient->address);
  g_free (recipient->reason);
  g_free (recipient);
}

OutboxMessage *
outbox_message_new (void)
{
  OutboxMessage *message = g_new0 (OutboxMessage, 1);

  message->account = g_strdup ("");
  message->sender = g_strdup ("");
  message->subject = g_strdup ("");
  message->message_id = g_strdup ("");
  message->original_flag = g_strdup ("");
  message->error_name = g_strdup ("");
  message->error = g_strdup ("");
  message->copy_error_name = g_strdup ("");
  message->copy_error = g_strdup ("");
  message->recipients = g_ptr_array_new_with_free_func (recipient_free);
  return message;
}

OutboxRecipient *
outbox_message_add_recipient (OutboxMessage *message, const char *name, const char *address)
{
  OutboxRecipient *recipient = g_new0 (OutboxRecipient, 1);

  recipient->name = g_strdup (name);
  recipient->address = g_strdup (address);
  recipient->reason = g_strdup ("");
  g_ptr_array_add (message->recipients, recipient);
  return recipient;
}

static gpointer
copy_recipient (gconstpointer source, gpointer data)
{
  const OutboxRecipient *from = source;
  OutboxRecipient *to = g_new (OutboxRecipient, 1);

  *to = *from;
  to->name = g_strdup (from->name);
  to->address = g_strdup (from->address);
  to->reason = g_strdup (from->reason);
  return to;
}

OutboxMessage *
outbox_message_copy (const OutboxMessage *message)
{
  OutboxMessage *copy = g_new (OutboxMessage, 1);

  *copy = *message;
  copy->account = g_strdup (message->account);
  copy->sender = g_strdup (message->sender);
  copy->subject = g_strdup (message->subject);
  copy->message_id = g_strdup (message->message_id);
  copy->original_flag = g_strdup (message->original_flag);
  copy->error_name = g_strdup (message->error_name);
  copy->error = g_strdup (message->error);
  copy->copy_error_name = g_strdup (message->copy_error_name);
  copy->copy_error = g_strdup (message->copy_error);
  copy->recipients = g_ptr_array_copy (message->recipients, copy_recipient, NULL);
  return copy;
}

void
outbox_message_free (OutboxMessage *message)
{
  g_free (message->account);
  g_free (message->sender);
  g_free (message->subject);
  g_free (message->message_id);
  g_free (message->original_flag);
  g_free (message->error_name);
  g_free (message->error);
  g_free (message->copy_error_name);
  g_free (message->copy_error);
  g_ptr_array_unref (message->recipients);
  g_free (message);
}

const char *
outbox_state_name (OutboxState state)
{
  return state_names[state];
}

gboolean
outbox_state_parse (const char *name, OutboxState *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_str_equal (state_names[i], name))
      {
        *state = i;
        return TRUE;
      }
  return FALSE;
}

const char *
outbox_kind_name (OutboxKind kind)
{
  return kind == OUTBOX_ROUTED ? "routed" : "message";
}

const char *
outbox_copy_name (OutboxCopy copy)
{
  static const char *const names[] = {
    [OUTBOX_COPY_NONE] = "none",
    [OUTBOX_COPY_WANTED] = "wanted",
    [OUTBOX_COPY_FILED] = "filed",
  };

  return names[copy];
}
