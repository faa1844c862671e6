/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server's part in the dialogue of an ImapProtocol, as text: what it says, what it is sent, and
 * what the protocol makes of it (imap-dump.h).
 */
#pragma once

#include "imap-protocol.h"

void feed (ImapProtocol *protocol, const char *text);
guint send_simple (ImapProtocol *protocol, const char *name);

/* Since it was asked last; NULL = nothing. */
void assert_output (ImapProtocol *protocol, const char *expected);
void assert_events (ImapProtocol *protocol, const char *input, const char *expected);
