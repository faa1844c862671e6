/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The clock that intervals are measured on: it never jumps and goes on while the machine sleeps.
 * Pure folders get its readings as numbers and never see this file.
 */
#pragma once

#include <glib.h>

/* Microseconds since the machine was started (CLOCK_BOOTTIME). */
gint64 boot_clock_now (void);

/* Fires (GSourceFunc) one time when DUE has come: never before it, and at once after a sleep in
 * which it passed. Not attached. NULL with an error when the system has no descriptor left. */
GSource *boot_clock_timer_new (gint64 due, GError **error);

/* Fires (GSourceFunc) each time somebody has set the wall clock, which moves every moment told in
 * Unix seconds; also when a sleep ends. Otherwise as above. */
GSource *boot_clock_set_watch_new (GError **error);

/* Wall time of MOMENT in Unix seconds, rounded up, and back. Only for moments near enough to be
 * told: not for G_MAXINT64. */
gint64 boot_clock_to_unix (gint64 moment);
gint64 boot_clock_from_unix (gint64 seconds);
