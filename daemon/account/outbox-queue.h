/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mail of one account on its way out: one message after the other over one connection, which is
 * opened when there is something to send and closed a few seconds after the last. It keeps one
 * timer for the next attempt, and none when nothing is due. The messages themselves are the
 * outbox's.
 */
#pragma once

#include "outbox.h"

typedef struct _OutboxQueue OutboxQueue;

OutboxQueue *outbox_queue_new (Outbox *outbox, Account *account);
/* Runs the main loop until the message that is being sent, if one is, has been answered for, until
 * DEADLINE (monotonic) at the longest. */
void outbox_queue_finish (OutboxQueue *queue, gint64 deadline);
void outbox_queue_close (OutboxQueue *queue); /* nothing is sent or written from here on */

Account *outbox_queue_get_account (OutboxQueue *queue);
/* There is something to be put into the account's folders. */
void outbox_queue_tell (OutboxQueue *queue); /* borrowed */

/* Something may be due, or may be possible that was not. */
void outbox_queue_wake (OutboxQueue *queue);
/* A message is about to come: connects already, if nothing stands in the way. */
void outbox_queue_expect (OutboxQueue *queue);
/* Another account waits for the server: a connection that is not in use is closed. */
void outbox_queue_yield (OutboxQueue *queue);

/* Whether nothing in the network or the account's settings keeps it from sending. */
gboolean outbox_queue_can_send (OutboxQueue *queue);
