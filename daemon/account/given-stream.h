/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A descriptor that somebody else has given, as a stream that does not wait for ever: whoever holds
 * its other end may have forgotten it. What goes through the composer is watched there; this is for
 * what is stored as it is. It knows nothing of what the octets mean, nor how many may come.
 */
#pragma once

#include <gio/gio.h>

#define GIVEN_STREAM_PATIENCE 60

/* An asynchronous read of which nothing comes for PATIENCE seconds ends with TIMEOUT, any other
 * error of BASE with G_IO_ERROR_INVALID_ARGUMENT; both name KEY and, unless it is NULL, NAME. */
GInputStream *given_stream_new (GInputStream *base, guint patience, const char *key,
                                const char *name);
