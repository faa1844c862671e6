/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main loop's sources as a session uses them: attached when made, gone when removed. It knows
 * nothing of what they are for.
 */
#pragma once

#include <gio/gio.h>

/* Destroys *SOURCE and clears it; nothing when it is NULL. */
void source_remove (GSource **source);

/* NULL when CANCELLABLE is. */
GSource *source_watch_cancellable (GCancellable *cancellable, GCancellableSourceFunc function,
                                   gpointer data);

GSource *source_after_seconds (guint seconds, GSourceFunc function, gpointer data);

/* One time, behind everything that waits in the main loop already; OBJECT is kept until then. */
void source_call_soon (GSourceFunc function, GObject *object);
