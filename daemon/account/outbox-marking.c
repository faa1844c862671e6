/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-marking.h"

#include "error.h"
#include "message-verbs.h"
#include "outbox-private.h"

typedef struct
{
  Outbox *outbox;
  gint64 message;
} Marking;

static void
on_marked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Marking *marking = data;
  g_autoptr (Outbox) outbox = marking->outbox;
  const OutboxMessage *message = outbox_find (outbox, marking->message);
  g_autoptr (OutboxMessage) next = NULL;
  g_autoptr (GError) error = NULL;

  if (!message_verbs_finish ((AccountManager *) source, result, &error)
      && !g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND))
    return;
  if (!message || outbox_is_writing (outbox, message->id))
    return;
  next = outbox_message_copy (message);
  next->original = 0;
  outbox_put_async (outbox, next, NULL, NULL, NULL);
}

void
outbox_marking_begin (Outbox *outbox, const OutboxMessage *message)
{
  Marking marking = { g_object_ref (outbox), message->id };
  AccountManager *manager = outbox_get_manager (outbox);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  g_array_append_val (ids, message->original);
  message_verbs_flag_async (manager, ids, message->original_flag, "", on_marked,
                            g_memdup2 (&marking, sizeof marking));
}

void
outbox_marking_resume (Outbox *outbox)
{
  GPtrArray *messages = outbox_get_messages (outbox);

  for (guint i = 0; i < messages->len; i++)
    {
      const OutboxMessage *message = messages->pdata[i];
      if (message->state == OUTBOX_SENT && message->original != 0)
        outbox_marking_begin (outbox, message);
    }
}
