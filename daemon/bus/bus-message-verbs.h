/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The members of Messages that do something to messages, as handlers for its table: what is
 * refused at the edge, and which verb of account/ it is. Their object is the AccountManager.
 */
#pragma once

#include "bus-interface.h"

#define BUS_VERB(name)                                                                             \
  GVariant *bus_message_verb_##name (gpointer object, GVariant *arguments, BusCall *call,          \
                                     GError **error)

BUS_VERB (flag);
BUS_VERB (mark_read);
BUS_VERB (mark_unread);
BUS_VERB (move);
BUS_VERB (copy);
BUS_VERB (archive);
BUS_VERB (spam);
BUS_VERB (not_spam);
BUS_VERB (delete);
