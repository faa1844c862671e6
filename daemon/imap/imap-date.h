/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * INTERNALDATE (RFC 9051, date-time) as Unix seconds, and back. It reads no clock.
 */
#pragma once

#include <glib.h>

/* "17-Jul-1996 02:44:25 -0700"; 0 when TEXT is not such a date. */
gint64 imap_date_parse (const char *text, gsize length);
/* The same of WHEN, in UTC. */
char *imap_date_format (gint64 when);
/* "17-Jul-1996", the day of WHEN as searches have it. */
char *imap_date_format_day (gint64 when);
