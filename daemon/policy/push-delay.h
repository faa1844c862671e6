/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long a push connection stays away after it was lost, so that a server in trouble is left
 * alone and one that merely hung up is not; and how long it may stay without a word. Numbers in,
 * numbers out; it knows no clock.
 */
#pragma once

#include <glib.h>

/* How many failures in a row there have been when, after FAILURES of them, a connection is lost
 * that had been in use for LIVED microseconds (0 = it never was). */
guint push_delay_count (guint failures, gint64 lived);

/* Seconds to wait after FAILURES in a row, 1 or more. */
guint push_delay_seconds (guint failures);

/* When the server must be asked whether it is there: RENEWAL after it was HEARD last, and at most
 * 29 minutes after something was SAID to it, whatever it says itself (RFC 2177). Microseconds. */
gint64 push_delay_probe (gint64 heard, gint64 said, gint64 renewal);
