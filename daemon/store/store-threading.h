/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which thread a message belongs to: that of the ids it names, in the same account, whether the
 * messages behind them are here or not, else a new one, which has the id of the message. A message
 * that names two threads makes them one, the larger. A reply that names nothing goes by its subject
 * to the message before it, or waits for that (policy/thread-clues.h). What each message costs is a
 * few look-ups by index for each id it names. It knows nothing of who shows threads.
 */
#pragma once

#include "store-transaction.h"

typedef struct
{
  gint64 id; /* of the message */
  const char *account;
  const char *message_id;
  const char *in_reply_to;
  const char *references;
  const char *subject;
  gint64 received;
  gint64 date; /* 0 = none */
} StoreThreaded;

gboolean store_threading_place (StoreTransaction *transaction, const StoreThreaded *message,
                                GError **error);

/* Places a slice of the mail that is older than threads. FALSE without error: there is none left.
 */
gboolean store_threading_catch_up (StoreTransaction *transaction, GError **error);

/* Forgets a slice of the threads that have been empty for long. FALSE without error: none was. */
gboolean store_threading_prune (StoreTransaction *transaction, GError **error);
