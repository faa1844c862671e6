/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The idle monitor of a window manager, Mutter's or Cinnamon's: the exact moments at which a person
 * stopped and began again to touch the machine. It does not know whether the session is locked.
 */
#pragma once

#include "activity.h"

#include <gio/gio.h>

typedef enum
{
  IDLE_MONITOR_MUTTER,
  IDLE_MONITOR_MUFFIN, /* of Cinnamon */
} IdleMonitorKind;

typedef struct _IdleMonitor IdleMonitor;

IdleMonitor *idle_monitor_new (GDBusConnection *session, IdleMonitorKind kind, gint64 idle_after,
                               ActivityChanged changed, gpointer data);
void idle_monitor_free (IdleMonitor *monitor);
const Activity *idle_monitor_get (const IdleMonitor *monitor);
