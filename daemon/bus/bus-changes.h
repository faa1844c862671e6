/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The signal Messages.Changed: what the store's commits did to messages, gathered and paced by
 * policy/change-pacer.h. It has a timer only while there is something to tell.
 */
#pragma once

#include "store.h"

typedef struct _BusChanges BusChanges;

BusChanges *bus_changes_new (GDBusConnection *connection, Store *store);
void bus_changes_free (BusChanges *self);
