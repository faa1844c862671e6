/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The errand that puts into the outbox what came from customers and is to be sent on to the
 * employees who are responsible. That it is to be sent on was noted by the transaction that stored
 * it; it is in the outbox by the transaction that ends this note, so that it is once, whatever
 * crashes. It decides nothing (policy/crm-routing.h does) and sends nothing.
 */
#pragma once

#include "outbox.h"

/* From now on what is noted for ACCOUNT goes into the outbox. */
void outbox_routing_add_account (Outbox *outbox, Account *account);
