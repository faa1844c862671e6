/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the parsers of answers complain of what a server has sent.
 */
#pragma once

#include <glib.h>

/* POSTHORN_ERROR_PROTOCOL: PROBLEM ("a malformed response") and an excerpt of what was sent. */
void imap_text_set_error (GError **error, const char *problem, const char *data, gsize length);
