/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A time as the header of a message has it (RFC 5322, 3.3), in English wherever it is written. It
 * knows no clock and no zone of its own.
 */
#pragma once

#include <glib.h>

/* "Thu, 26 Nov 2026 17:14:02 +0100" of the Unix seconds WHEN, OFFSET minutes east of UTC; NULL when
 * no calendar has it. */
char *mail_date_format (gint64 when, gint offset);
