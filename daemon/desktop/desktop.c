/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop.h"

#include "idle-monitor.h"
#include "log.h"
#include "login-session.h"
#include "screensaver.h"
#include "sleep.h"

struct _Desktop
{
  GObject parent_instance;
  GDBusConnection *session;
  gint64 idle_after;
  GCancellable *cancellable;
  IdleMonitor *mutter;
  IdleMonitor *muffin;
  ScreenSaver *screensaver;
  gboolean system_settled; /* there is a system bus, or there will be none */
  LoginSession *login;     /* these two are NULL without a system bus */
  Sleep *sleep;
  GNetworkMonitor *network;
  GPowerProfileMonitor *power;
  const char *source;
  gboolean in_use;
  gint64 idle;
  gboolean offline;
  gboolean no_route;
  gboolean portal;
  gboolean metered;
  gboolean power_saver;
  gboolean sleeping;
};

G_DEFINE_FINAL_TYPE (Desktop, desktop, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACTIVITY_SOURCE,
  PROP_IN_USE,
  PROP_IDLE,
  PROP_OFFLINE,
  PROP_NO_ROUTE,
  PROP_PORTAL,
  PROP_METERED,
  PROP_POWER_SAVER,
  PROP_SLEEPING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

typedef struct
{
  const char *name;
  Activity activity;
} Source;

static const Activity *
login_activity (Desktop *self)
{
  static const Activity none = { .settled = TRUE };
  static const Activity unknown = { 0 };

  if (self->login)
    return login_session_get (self->login);
  return self->system_settled ? &none : &unknown;
}

/* The first in order that is there; FALSE as long as one of those before it has not answered, so
 * that the state at the start is announced once and not guessed first. */
static gboolean
choose_source (Desktop *self, Source *chosen)
{
  const Source sources[] = {
    { "mutter", *idle_monitor_get (self->mutter) },
    { "mutter", *idle_monitor_get (self->muffin) },
    { "screensaver", *screensaver_get (self->screensaver) },
    { "logind", *login_activity (self) },
  };

  *chosen = (Source){ "none", { 0 } };
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      if (!sources[i].activity.settled)
        return FALSE;
      if (!sources[i].activity.present)
        continue;
      *chosen = sources[i];
      break;
    }
  return login_activity (self)->settled;
}

/* A screen saver knows nothing of shorter pauses: where logind was told of one, it is believed. A
 * missing hint proves nothing, since few shells give any. */
static void
add_idle_hint (Desktop *self, Activity *activity)
{
  const Activity *login = login_activity (self);

  if (activity->idle || !login->idle)
    return;
  activity->idle = TRUE;
  activity->idle_for = login->idle_for;
}

static void
set_flag (Desktop *self, gboolean *flag, gboolean value, guint property)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_idle (Desktop *self, gint64 idle)
{
  if (self->idle == idle)
    return;
  self->idle = idle;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IDLE]);
}

static void
set_source (Desktop *self, const char *source)
{
  if (g_str_equal (self->source, source))
    return;
  log_debug (NULL, NULL, "desktop", "the use of the desktop is told by: %s", source);
  self->source = source;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVITY_SOURCE]);
}

/* All values are as they are now before the first of them is announced. */
static void
update_activity (gpointer data)
{
  g_autoptr (Desktop) self = g_object_ref (data);
  Source chosen;
  gboolean in_use;

  if (!choose_source (self, &chosen))
    return;
  if (g_str_equal (chosen.name, "screensaver"))
    add_idle_hint (self, &chosen.activity);
  in_use = chosen.activity.present && !chosen.activity.idle && !login_activity (self)->away;
  g_object_freeze_notify (G_OBJECT (self));
  set_source (self, chosen.name);
  if (!in_use && self->in_use)
    set_idle (self, chosen.activity.idle ? chosen.activity.idle_for : 0);
  set_flag (self, &self->in_use, in_use, PROP_IN_USE);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
update_sleep (gpointer data)
{
  g_autoptr (Desktop) self = g_object_ref (data);

  set_flag (self, &self->sleeping, sleep_is_announced (self->sleep), PROP_SLEEPING);
}

/* GLib looks at the routes alone where it finds nobody who manages the network. */
static gboolean
is_network_managed (Desktop *self)
{
  const char *monitor = G_OBJECT_TYPE_NAME (self->network);

  return !g_str_equal (monitor, "GNetworkMonitorNetlink")
         && !g_str_equal (monitor, "GNetworkMonitorBase");
}

static void
update_network (Desktop *self)
{
  g_autoptr (Desktop) kept G_GNUC_UNUSED = g_object_ref (self);
  gboolean available = g_network_monitor_get_network_available (self->network);
  gboolean managed = is_network_managed (self);

  set_flag (self, &self->offline, !available && managed, PROP_OFFLINE);
  set_flag (self, &self->no_route, !available && !managed, PROP_NO_ROUTE);
  set_flag (self, &self->portal,
            g_network_monitor_get_connectivity (self->network) == G_NETWORK_CONNECTIVITY_PORTAL,
            PROP_PORTAL);
  set_flag (self, &self->metered, g_network_monitor_get_network_metered (self->network),
            PROP_METERED);
}

static void
update_power (Desktop *self)
{
  g_autoptr (Desktop) kept G_GNUC_UNUSED = g_object_ref (self);

  set_flag (self, &self->power_saver, g_power_profile_monitor_get_power_saver_enabled (self->power),
            PROP_POWER_SAVER);
}

static void
on_system_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  Desktop *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) system = g_bus_get_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->system_settled = TRUE;
  if (!system)
    {
      log_debug (NULL, NULL, "desktop", "there is no system bus: %s", error->message);
      update_activity (self);
      return;
    }
  g_dbus_connection_set_exit_on_close (system, FALSE);
  self->login = login_session_new (system, update_activity, self);
  self->sleep = sleep_new (system, update_sleep, self);
}

static void
desktop_dispose (GObject *object)
{
  Desktop *self = POSTHORN_DESKTOP (object);

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->mutter, idle_monitor_free);
  g_clear_pointer (&self->muffin, idle_monitor_free);
  g_clear_pointer (&self->screensaver, screensaver_free);
  g_clear_pointer (&self->login, login_session_free);
  g_clear_pointer (&self->sleep, sleep_free);
  g_clear_object (&self->network);
  g_clear_object (&self->power);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (desktop_parent_class)->dispose (object);
}

static void
desktop_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  Desktop *self = POSTHORN_DESKTOP (object);
  const gboolean flags[] = {
    [PROP_IN_USE] = self->in_use,     [PROP_OFFLINE] = self->offline,
    [PROP_NO_ROUTE] = self->no_route, [PROP_PORTAL] = self->portal,
    [PROP_METERED] = self->metered,   [PROP_POWER_SAVER] = self->power_saver,
    [PROP_SLEEPING] = self->sleeping,
  };

  if (id == PROP_ACTIVITY_SOURCE)
    g_value_set_static_string (value, self->source);
  else if (id == PROP_IDLE)
    g_value_set_int64 (value, self->idle);
  else
    g_value_set_boolean (value, flags[id]);
}

static GParamSpec *
flag_new (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE,
                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
desktop_class_init (DesktopClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = desktop_dispose;
  object_class->get_property = desktop_get_property;
  properties[PROP_ACTIVITY_SOURCE]
      = g_param_spec_string ("activity-source", NULL, NULL, "none",
                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_IN_USE] = flag_new ("in-use");
  properties[PROP_IDLE]
      = g_param_spec_int64 ("idle", NULL, NULL, 0, G_MAXINT64, 0,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_OFFLINE] = flag_new ("offline");
  properties[PROP_NO_ROUTE] = flag_new ("no-route");
  properties[PROP_PORTAL] = flag_new ("portal");
  properties[PROP_METERED] = flag_new ("metered");
  properties[PROP_POWER_SAVER] = flag_new ("power-saver");
  properties[PROP_SLEEPING] = flag_new ("sleeping");
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desktop_init (Desktop *self)
{
  self->source = "none";
  self->cancellable = g_cancellable_new ();
}

static void
watch_network_and_power (Desktop *self)
{
  self->network = g_object_ref (g_network_monitor_get_default ());
  self->power = g_power_profile_monitor_dup_default ();
  g_signal_connect_object (self->network, "notify::network-available", G_CALLBACK (update_network),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "notify::connectivity", G_CALLBACK (update_network), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "notify::network-metered", G_CALLBACK (update_network),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->power, "notify::power-saver-enabled", G_CALLBACK (update_power),
                           self, G_CONNECT_SWAPPED);
  update_network (self);
  update_power (self);
}

static void
watch_idle_monitors (Desktop *self)
{
  g_clear_pointer (&self->mutter, idle_monitor_free);
  g_clear_pointer (&self->muffin, idle_monitor_free);
  self->mutter = idle_monitor_new (self->session, IDLE_MONITOR_MUTTER, self->idle_after,
                                   update_activity, self);
  self->muffin = idle_monitor_new (self->session, IDLE_MONITOR_MUFFIN, self->idle_after,
                                   update_activity, self);
}

Desktop *
desktop_new (GDBusConnection *session, gint64 idle_after)
{
  Desktop *self = g_object_new (TYPE_DESKTOP, NULL);

  self->session = g_object_ref (session);
  self->idle_after = idle_after;
  watch_idle_monitors (self);
  self->screensaver = screensaver_new (session, update_activity, self);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_system_bus, self);
  watch_network_and_power (self);
  return self;
}

/* Until the monitors have answered anew, what was known before counts. */
void
desktop_set_idle_after (Desktop *desktop, gint64 idle_after)
{
  if (desktop->idle_after == idle_after)
    return;
  desktop->idle_after = idle_after;
  watch_idle_monitors (desktop);
}

void
desktop_allow_sleep (Desktop *desktop)
{
  if (desktop->sleep)
    sleep_allow (desktop->sleep);
}
