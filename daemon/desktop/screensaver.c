/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screensaver.h"

#include "remote-service.h"

#define NAME "org.freedesktop.ScreenSaver"
#define PATH "/org/freedesktop/ScreenSaver"

struct _ScreenSaver
{
  RemoteService *service;
  Activity activity;
  ActivityChanged changed;
  gpointer data;
};

static const RemoteMember get_active = { NAME, "GetActive", "(b)" };
static const RemoteMember get_idle_time = { NAME, "GetSessionIdleTime", "(u)" };
static const RemoteMember active_changed = { NAME, "ActiveChanged", "(b)" };

static void
become (ScreenSaver *screensaver, Activity activity)
{
  activity.settled = TRUE;
  screensaver->activity = activity;
  screensaver->changed (screensaver->data);
}

/* KDE answers in milliseconds, whatever its XML says, and others not at all. Were it seconds, the
 * pause would be taken for shorter than it was, which only lets a check happen too much. */
static void
on_idle_time (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  guint32 milliseconds = 0;

  if (answer)
    g_variant_get (answer, "(u)", &milliseconds);
  become (data, (Activity){
                    .present = TRUE, .idle = TRUE, .idle_for = activity_idle_time (milliseconds) });
}

static void
take_active (ScreenSaver *screensaver, GVariant *value)
{
  gboolean active;

  g_variant_get (value, "(b)", &active);
  remote_service_cancel (screensaver->service);
  if (active)
    remote_service_call (screensaver->service, PATH, &get_idle_time, NULL, on_idle_time);
  else
    become (screensaver, (Activity){ .present = TRUE });
}

static void
on_active (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  if (answer)
    take_active (data, answer);
  else
    become (data, (Activity){ 0 });
}

static void
on_active_changed (GVariant *arguments, gpointer data)
{
  take_active (data, arguments);
}

static void
on_appeared (gpointer data)
{
  ScreenSaver *screensaver = data;

  remote_service_subscribe (screensaver->service, PATH, &active_changed, on_active_changed);
  remote_service_call (screensaver->service, PATH, &get_active, NULL, on_active);
}

static void
on_vanished (gpointer data)
{
  become (data, (Activity){ 0 });
}

static const RemoteEvents events = { on_appeared, on_vanished };

ScreenSaver *
screensaver_new (GDBusConnection *session, ActivityChanged changed, gpointer data)
{
  ScreenSaver *screensaver = g_new0 (ScreenSaver, 1);

  screensaver->changed = changed;
  screensaver->data = data;
  screensaver->service = remote_service_new (session, NAME, &events, screensaver);
  return screensaver;
}

void
screensaver_free (ScreenSaver *screensaver)
{
  remote_service_free (screensaver->service);
  g_free (screensaver);
}

const Activity *
screensaver_get (const ScreenSaver *screensaver)
{
  return &screensaver->activity;
}
