/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Octets of a server made fit to be shown: valid UTF-8 without control characters. It knows
 * nothing of what the octets mean.
 */
#pragma once

#include <glib.h>

/* Invalid octets and NUL become U+FFFD, control characters a space. */
char *server_text_valid (const char *data, gsize length);

/* The beginning of it for an error message: printable, at most 80 characters. */
char *server_text_excerpt (const char *data, gsize length);
