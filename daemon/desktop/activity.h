/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one source can tell about the use of the desktop, so that all of them are asked alike. It
 * must not know which source it came from, nor which of them counts.
 */
#pragma once

#include <glib.h>

typedef struct
{
  gboolean settled; /* the first answer has come, or there will be none */
  gboolean present; /* the source is there and makes sense */
  gboolean away;    /* locked, or another session is in front */
  gboolean idle;
  gint64 idle_for; /* microseconds without input when it became idle */
} Activity;

/* Called when something has changed; the source may be freed in it. */
typedef void (*ActivityChanged) (gpointer data);

/* MILLISECONDS as microseconds; 0 for a time in which the machine was not even running. */
gint64 activity_idle_time (guint64 milliseconds);
