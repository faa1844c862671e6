/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * INTERNALDATE (RFC 9051, date-time) as Unix seconds. It reads no clock.
 */
#pragma once

#include <glib.h>

/* "17-Jul-1996 02:44:25 -0700"; 0 when TEXT is not such a date. */
gint64 imap_date_parse (const char *text, gsize length);
