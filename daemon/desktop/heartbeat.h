/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the main loop turns, for a watchdog that must neither miss a loop that hangs nor wake one
 * that rests. Whatever wakes the loop starts the watchdog; while more wakes it, beats follow; the
 * first period in which nothing else does ends it. So a handler that never returns is always
 * noticed, as the loop had to wake to call it, and a loop at rest has no timer. It knows nobody who
 * might be listening.
 */
#pragma once

#include <glib.h>

typedef enum
{
  HEARTBEAT_STARTS, /* from now on beats come each period */
  HEARTBEAT_BEATS,
  HEARTBEAT_RESTS, /* no beat until it starts again */
} Heartbeat;

typedef void (*HeartbeatFunc) (Heartbeat heartbeat, gpointer data);

/* A source for the main loop, of highest priority. PERIOD in microseconds. */
GSource *heartbeat_source_new (gint64 period, HeartbeatFunc tell, gpointer data);
