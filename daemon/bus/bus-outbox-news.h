/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the outbox tells, as signals on the bus. It answers no calls.
 */
#pragma once

#include "outbox.h"

/* From now on until CONNECTION goes. */
void bus_outbox_news_watch (Outbox *outbox, GDBusConnection *connection);
