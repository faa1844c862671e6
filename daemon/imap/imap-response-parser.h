/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One gathered response (imap-line.h) to a typed value. It decides only what a line says, not
 * whether it may be said now.
 */
#pragma once

#include "imap-response.h"

/* STREAM_SIZE: octets of the body that was streamed, if any. DEPTH: how deep parentheses may nest.
 * BODY is set to the octets of a message that came as a quoted string, else to NULL. NULL with
 * POSTHORN_ERROR_PROTOCOL or POSTHORN_ERROR_TOO_LARGE (nested too deep). */
ImapResponse *imap_response_parse (const char *data, gsize length, guint64 stream_size, guint depth,
                                   GBytes **body, GError **error);
