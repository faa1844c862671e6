/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The flag that the original of a reply or forward gets once that is sent, as an ordinary
 * operation. That it was done is noted afterwards, so that a crash in between only makes it be done
 * again.
 */
#pragma once

#include "outbox.h"

void outbox_marking_begin (Outbox *outbox, const OutboxMessage *message);
/* All that are not marked yet. */
void outbox_marking_resume (Outbox *outbox);
