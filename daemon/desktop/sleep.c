/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sleep.h"

#include "remote-service.h"

#include <glib/gstdio.h>

#define NAME    "org.freedesktop.login1"
#define PATH    "/org/freedesktop/login1"
#define MANAGER "org.freedesktop.login1.Manager"

struct _Sleep
{
  RemoteService *service;
  int inhibitor; /* closing it lets the machine sleep; -1 = none */
  gboolean announced;
  void (*changed) (gpointer data);
  gpointer data;
};

static const RemoteMember inhibit = { MANAGER, "Inhibit", "(h)" };
static const RemoteMember prepare_for_sleep = { MANAGER, "PrepareForSleep", "(b)" };

static void
drop_inhibitor (Sleep *sleep)
{
  if (sleep->inhibitor >= 0)
    g_close (sleep->inhibitor, NULL);
  sleep->inhibitor = -1;
}

static void
on_inhibitor (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  Sleep *sleep = data;
  gint32 handle;

  if (!answer || !fds)
    return;
  g_variant_get (answer, "(h)", &handle);
  if (handle < 0 || handle >= g_unix_fd_list_get_length (fds))
    return;
  drop_inhibitor (sleep);
  sleep->inhibitor = g_unix_fd_list_get (fds, handle, NULL);
}

static void
take_inhibitor (Sleep *sleep)
{
  if (sleep->inhibitor < 0)
    remote_service_call (sleep->service, PATH, &inhibit,
                         g_variant_new ("(ssss)", "sleep", "Posthorn",
                                        "closing connections to mail servers", "delay"),
                         on_inhibitor);
}

static void
set_announced (Sleep *sleep, gboolean announced)
{
  if (sleep->announced == announced)
    return;
  sleep->announced = announced;
  sleep->changed (sleep->data);
}

static void
on_prepare_for_sleep (GVariant *arguments, gpointer data)
{
  Sleep *sleep = data;
  gboolean announced;

  g_variant_get (arguments, "(b)", &announced);
  if (!announced)
    take_inhibitor (sleep);
  set_announced (sleep, announced);
}

static void
on_appeared (gpointer data)
{
  Sleep *sleep = data;

  remote_service_subscribe (sleep->service, PATH, &prepare_for_sleep, on_prepare_for_sleep);
  take_inhibitor (sleep);
}

/* Nobody is left to announce the resume. */
static void
on_vanished (gpointer data)
{
  Sleep *sleep = data;

  drop_inhibitor (sleep);
  set_announced (sleep, FALSE);
}

static const RemoteEvents events = { on_appeared, on_vanished };

Sleep *
sleep_new (GDBusConnection *system, void (*changed) (gpointer data), gpointer data)
{
  Sleep *sleep = g_new0 (Sleep, 1);

  sleep->inhibitor = -1;
  sleep->changed = changed;
  sleep->data = data;
  sleep->service = remote_service_new (system, NAME, &events, sleep);
  return sleep;
}

void
sleep_free (Sleep *sleep)
{
  remote_service_free (sleep->service);
  drop_inhibitor (sleep);
  g_free (sleep);
}

gboolean
sleep_is_announced (const Sleep *sleep)
{
  return sleep->announced;
}

/* An inhibitor still on its way would come too late to be of use, and hold the machine up. */
void
sleep_allow (Sleep *sleep)
{
  if (!sleep->announced)
    return;
  remote_service_cancel (sleep->service);
  drop_inhibitor (sleep);
}
