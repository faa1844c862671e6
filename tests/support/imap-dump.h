/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an ImapProtocol says, as text: one line an event, however the octets were cut. Unit tests
 * compare it with what they expect, the fuzzer compares one cutting with another.
 */
#pragma once

#include "imap-protocol.h"

void dump_response (GString *out, const ImapResponse *response);
/* Everything that PROTOCOL has to say; FALSE when it ended in an error. */
gboolean dump_events (GString *out, ImapProtocol *protocol);
