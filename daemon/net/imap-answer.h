/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server's refusal means to the user: status and response code in, error out.
 */
#pragma once

#include "endpoint.h"
#include "imap-response.h"

/* NULL for OK. COMMAND is the name of the command that was answered. */
GError *imap_answer_error (const ImapResponse *response, const char *command,
                           const Endpoint *endpoint);

/* SERVER_UNAVAILABLE, or better, for a BYE. */
GError *imap_answer_farewell (const ImapResponse *response, const Endpoint *endpoint);
