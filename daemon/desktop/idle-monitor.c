/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "idle-monitor.h"

#include "remote-service.h"

typedef struct
{
  const char *name;
  const char *path;
  RemoteMember add_idle_watch;
  RemoteMember add_active_watch;
  RemoteMember get_idle_time;
  RemoteMember watch_fired;
} Interface;

struct _IdleMonitor
{
  RemoteService *service;
  const Interface *interface;
  gint64 idle_after;
  guint32 idle_watch;   /* fires each time; 0 = not yet known */
  guint32 active_watch; /* fires once */
  Activity activity;
  ActivityChanged changed;
  gpointer data;
};

#define INTERFACE(name, path)                                                                      \
  {                                                                                                \
    name, path, { name, "AddIdleWatch", "(u)" }, { name, "AddUserActiveWatch", "(u)" },            \
        { name, "GetIdletime", "(t)" }, { name, "WatchFired", "(u)" },                             \
  }

static const Interface interfaces[] = {
  [IDLE_MONITOR_MUTTER]
  = INTERFACE ("org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core"),
  [IDLE_MONITOR_MUFFIN]
  = INTERFACE ("org.cinnamon.Muffin.IdleMonitor", "/org/cinnamon/Muffin/IdleMonitor/Core"),
};

static void
become (IdleMonitor *monitor, Activity activity)
{
  activity.settled = TRUE;
  monitor->activity = activity;
  monitor->changed (monitor->data);
}

/* A monitor that would not tell when somebody comes back is worse than none. */
static void
give_up (IdleMonitor *monitor)
{
  monitor->idle_watch = 0;
  monitor->active_watch = 0;
  become (monitor, (Activity){ 0 });
}

/* 0 when there is none: the contract of both monitors is that ids are above that. */
static guint32
watch_id (GVariant *answer)
{
  guint32 id = 0;

  if (answer)
    g_variant_get (answer, "(u)", &id);
  return id;
}

static void
on_active_watch (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  IdleMonitor *monitor = data;

  monitor->active_watch = watch_id (answer);
  if (monitor->active_watch == 0)
    give_up (monitor);
}

static void
become_idle (IdleMonitor *monitor, gint64 idle_for)
{
  if (monitor->active_watch == 0)
    remote_service_call (monitor->service, monitor->interface->path,
                         &monitor->interface->add_active_watch, NULL, on_active_watch);
  become (monitor, (Activity){ .present = TRUE, .idle = TRUE, .idle_for = idle_for });
}

static void
on_watch_fired (GVariant *arguments, gpointer data)
{
  IdleMonitor *monitor = data;
  guint32 id = watch_id (arguments);

  if (id == 0)
    return;
  if (id == monitor->idle_watch)
    become_idle (monitor, monitor->idle_after);
  else if (id == monitor->active_watch)
    {
      monitor->active_watch = 0;
      become (monitor, (Activity){ .present = TRUE });
    }
}

static void
on_idle_time (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  IdleMonitor *monitor = data;
  guint64 milliseconds;
  gint64 idle_for;

  if (!answer)
    {
      give_up (monitor);
      return;
    }
  g_variant_get (answer, "(t)", &milliseconds);
  idle_for = activity_idle_time (milliseconds);
  if (idle_for >= monitor->idle_after)
    become_idle (monitor, idle_for);
  else
    become (monitor, (Activity){ .present = TRUE });
}

static void
on_idle_watch (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  IdleMonitor *monitor = data;

  monitor->idle_watch = watch_id (answer);
  if (monitor->idle_watch == 0)
    give_up (monitor);
  else
    remote_service_call (monitor->service, monitor->interface->path,
                         &monitor->interface->get_idle_time, NULL, on_idle_time);
}

static void
on_appeared (gpointer data)
{
  IdleMonitor *monitor = data;
  const Interface *interface = monitor->interface;
  guint64 milliseconds = MAX (monitor->idle_after / 1000, 1);

  remote_service_subscribe (monitor->service, interface->path, &interface->watch_fired,
                            on_watch_fired);
  remote_service_call (monitor->service, interface->path, &interface->add_idle_watch,
                       g_variant_new ("(t)", milliseconds), on_idle_watch);
}

static void
on_vanished (gpointer data)
{
  give_up (data);
}

static const RemoteEvents events = { on_appeared, on_vanished };

IdleMonitor *
idle_monitor_new (GDBusConnection *session, IdleMonitorKind kind, gint64 idle_after,
                  ActivityChanged changed, gpointer data)
{
  IdleMonitor *monitor = g_new0 (IdleMonitor, 1);

  monitor->interface = &interfaces[kind];
  monitor->idle_after = idle_after;
  monitor->changed = changed;
  monitor->data = data;
  monitor->service = remote_service_new (session, monitor->interface->name, &events, monitor);
  return monitor;
}

void
idle_monitor_free (IdleMonitor *monitor)
{
  remote_service_free (monitor->service);
  g_free (monitor);
}

const Activity *
idle_monitor_get (const IdleMonitor *monitor)
{
  return &monitor->activity;
}
