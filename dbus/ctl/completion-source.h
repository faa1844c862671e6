/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What there is, for the completion of shells: names of accounts and folders, ids and the like,
 * asked of a daemon that runs. Nobody who presses a key is kept waiting, and no daemon is started
 * for that: where there is none, nothing is offered.
 */
#pragma once

#include "completion.h"

/* A CompletionAsk. */
void completion_source_ask (Offers *offers, const char *kind, const Command *command,
                            const char *const *arguments);
