/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service-manager.h"

#include "heartbeat.h"

#include <systemd/sd-daemon.h>

struct _ServiceManager
{
  GSource *heartbeat; /* NULL: nobody watches */
  guint64 patience;   /* of the watchdog, in microseconds */
  char *status;
};

/* A watchdog that is always on would have the daemon wake for ever to say that it sleeps: systemd
 * takes another patience at any time, and 0 as none. */
static void
on_heartbeat (Heartbeat heartbeat, gpointer data)
{
  ServiceManager *service = data;

  switch (heartbeat)
    {
    case HEARTBEAT_STARTS:
      sd_notifyf (0, "WATCHDOG=1\nWATCHDOG_USEC=%" G_GUINT64_FORMAT, service->patience);
      break;
    case HEARTBEAT_BEATS:
      sd_notify (0, "WATCHDOG=1");
      break;
    case HEARTBEAT_RESTS:
      sd_notify (0, "WATCHDOG_USEC=0");
      break;
    }
}

ServiceManager *
service_manager_new (void)
{
  ServiceManager *service = g_new0 (ServiceManager, 1);

  if (sd_watchdog_enabled (0, &service->patience) <= 0)
    return service;
  service->heartbeat
      = heartbeat_source_new ((gint64) (service->patience / 2), on_heartbeat, service);
  g_source_attach (service->heartbeat, NULL);
  return service;
}

void
service_manager_free (ServiceManager *service)
{
  if (service->heartbeat)
    g_source_destroy (service->heartbeat);
  g_clear_pointer (&service->heartbeat, g_source_unref);
  g_free (service->status);
  g_free (service);
}

void
service_manager_ready (ServiceManager *service)
{
  sd_notify (0, "READY=1");
}

/* The moment lets systemd tell this reload from an earlier one; since version 253 it insists. */
void
service_manager_reloading (ServiceManager *service)
{
  sd_notifyf (0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time ());
}

void
service_manager_stopping (ServiceManager *service)
{
  sd_notify (0, "STOPPING=1");
}

void
service_manager_set_status (ServiceManager *service, const char *text)
{
  if (g_strcmp0 (service->status, text) == 0)
    return;
  g_free (service->status);
  service->status = g_strdup (text);
  sd_notifyf (0, "STATUS=%s", text);
}
