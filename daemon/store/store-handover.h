/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A mail that is to be sent on to the responsible employee: the intent, from the transaction that
 * hands the mail over to the one that puts it into the outbox. A value; it knows no SQL.
 */
#pragma once

#include <glib.h>

typedef struct
{
  guint64 message; /* id of the bus */
  char *recipient; /* address */
  char *subject;
  char *message_id; /* without angle brackets, "" = it has none */
  guint64 size;     /* octets of it that are here */
  gboolean is_whole;
} StoreHandover;

void store_handover_free (StoreHandover *handover);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreHandover, store_handover_free)
