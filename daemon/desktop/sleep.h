/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The announcement that the machine is about to sleep, and the delay logind grants until it is
 * allowed. It does not know what has to be done in that time.
 */
#pragma once

#include <gio/gio.h>

typedef struct _Sleep Sleep;

/* CHANGED when sleep_is_announced() has; the Sleep may be freed in it. */
Sleep *sleep_new (GDBusConnection *system, void (*changed) (gpointer data), gpointer data);
void sleep_free (Sleep *sleep);
gboolean sleep_is_announced (const Sleep *sleep);
void sleep_allow (Sleep *sleep);
