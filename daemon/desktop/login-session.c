/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "login-session.h"

#include "remote-service.h"

#include <unistd.h>

#define NAME       "org.freedesktop.login1"
#define PATH       "/org/freedesktop/login1"
#define MANAGER    "org.freedesktop.login1.Manager"
#define USER       "org.freedesktop.login1.User"
#define SESSION    "org.freedesktop.login1.Session"
#define PROPERTIES "org.freedesktop.DBus.Properties"

struct _LoginSession
{
  RemoteService *service;
  guint user_subscription;
  guint session_subscription;
  char *path; /* of the session, NULL while none is known */
  gboolean active;
  gboolean locked;
  gboolean idle_hint;
  guint64 idle_since; /* microseconds of the wall clock */
  Activity activity;
  ActivityChanged changed;
  gpointer data;
};

static const RemoteMember get_user = { MANAGER, "GetUser", "(o)" };
static const RemoteMember get_session = { MANAGER, "GetSession", "(o)" };
static const RemoteMember get_session_by_pid = { MANAGER, "GetSessionByPID", "(o)" };
static const RemoteMember session_new = { MANAGER, "SessionNew", "(so)" };
static const RemoteMember session_removed = { MANAGER, "SessionRemoved", "(so)" };
static const RemoteMember get = { PROPERTIES, "Get", "(v)" };
static const RemoteMember get_all = { PROPERTIES, "GetAll", "(a{sv})" };
static const RemoteMember properties_changed = { PROPERTIES, "PropertiesChanged", "(sa{sv}as)" };

static void
become (LoginSession *session, Activity activity)
{
  activity.settled = TRUE;
  session->activity = activity;
  session->changed (session->data);
}

static void
lose_session (LoginSession *session)
{
  remote_service_unsubscribe (session->service, session->session_subscription);
  g_clear_pointer (&session->path, g_free);
  become (session, (Activity){ 0 });
}

static gint64
idle_time (const LoginSession *session)
{
  gint64 now = g_get_real_time ();

  if (session->idle_since > (guint64) now)
    return 0;
  return activity_idle_time ((now - session->idle_since) / 1000);
}

static void
judge (LoginSession *session)
{
  become (session, (Activity){
                       .present = TRUE,
                       .away = session->locked || !session->active,
                       .idle = session->idle_hint,
                       .idle_for = session->idle_hint ? idle_time (session) : 0,
                   });
}

/* What is missing or of another type stays as it was. */
static void
take_properties (LoginSession *session, GVariant *properties)
{
  g_variant_lookup (properties, "Active", "b", &session->active);
  g_variant_lookup (properties, "LockedHint", "b", &session->locked);
  g_variant_lookup (properties, "IdleHint", "b", &session->idle_hint);
  g_variant_lookup (properties, "IdleSinceHint", "t", &session->idle_since);
}

static void
on_all_properties (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  LoginSession *session = data;
  g_autoptr (GVariant) properties = NULL;
  gboolean active;

  if (!answer)
    {
      lose_session (session);
      return;
    }
  properties = g_variant_get_child_value (answer, 0);
  if (!g_variant_lookup (properties, "Active", "b", &active))
    {
      lose_session (session);
      return;
    }
  session->locked = FALSE;
  session->idle_hint = FALSE;
  session->idle_since = 0;
  take_properties (session, properties);
  judge (session);
}

static void
ask_properties (LoginSession *session)
{
  remote_service_call (session->service, session->path, &get_all, g_variant_new ("(s)", SESSION),
                       on_all_properties);
}

static void
on_session_changed (GVariant *arguments, gpointer data)
{
  LoginSession *session = data;
  const char *interface;
  g_autoptr (GVariant) changed = NULL;
  g_autofree const char **invalidated = NULL;

  g_variant_get (arguments, "(&s@a{sv}^a&s)", &interface, &changed, &invalidated);
  if (!g_str_equal (interface, SESSION))
    return;
  if (invalidated[0] || !session->activity.present)
    {
      ask_properties (session);
      return;
    }
  take_properties (session, changed);
  judge (session);
}

static void
follow (LoginSession *session, const char *path)
{
  remote_service_unsubscribe (session->service, session->session_subscription);
  g_free (session->path);
  session->path = g_strdup (path);
  session->session_subscription
      = remote_service_subscribe (session->service, path, &properties_changed, on_session_changed);
  ask_properties (session);
}

static void
follow_answer (LoginSession *session, GVariant *answer)
{
  const char *path;

  g_variant_get (answer, "(&o)", &path);
  follow (session, path);
}

static void
on_session_by_pid (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  if (answer)
    follow_answer (data, answer);
  else
    lose_session (data);
}

static void
ask_session_by_pid (LoginSession *session)
{
  remote_service_call (session->service, PATH, &get_session_by_pid,
                       g_variant_new ("(u)", (guint32) getpid ()), on_session_by_pid);
}

static void
on_session (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  if (answer)
    follow_answer (data, answer);
  else
    ask_session_by_pid (data);
}

static void
find_without_display (LoginSession *session)
{
  const char *id = g_getenv ("XDG_SESSION_ID");

  if (id && g_utf8_validate (id, -1, NULL))
    remote_service_call (session->service, PATH, &get_session, g_variant_new ("(s)", id),
                         on_session);
  else
    ask_session_by_pid (session);
}

static void
on_display (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  LoginSession *session = data;
  g_autoptr (GVariant) value = NULL;
  const char *id = "";
  const char *path = "/";

  if (answer)
    g_variant_get (answer, "(v)", &value);
  if (value && g_variant_is_of_type (value, G_VARIANT_TYPE ("(so)")))
    g_variant_get (value, "(&s&o)", &id, &path);
  if (id[0] && !g_str_equal (path, "/"))
    follow (session, path);
  else
    find_without_display (session);
}

static void find (LoginSession *session);

static void
on_user_changed (GVariant *arguments, gpointer data)
{
  find (data);
}

static void
on_user (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  LoginSession *session = data;
  const char *path;

  if (!answer)
    {
      find_without_display (session);
      return;
    }
  g_variant_get (answer, "(&o)", &path);
  session->user_subscription
      = remote_service_subscribe (session->service, path, &properties_changed, on_user_changed);
  remote_service_call (session->service, path, &get, g_variant_new ("(ss)", USER, "Display"),
                       on_display);
}

/* What was found before stays in force until this has an answer. */
static void
find (LoginSession *session)
{
  remote_service_cancel (session->service);
  remote_service_unsubscribe (session->service, session->user_subscription);
  remote_service_call (session->service, PATH, &get_user,
                       g_variant_new ("(u)", (guint32) getuid ()), on_user);
}

static void
on_sessions_changed (GVariant *arguments, gpointer data)
{
  find (data);
}

static void
on_appeared (gpointer data)
{
  LoginSession *session = data;

  remote_service_subscribe (session->service, PATH, &session_new, on_sessions_changed);
  remote_service_subscribe (session->service, PATH, &session_removed, on_sessions_changed);
  find (session);
}

static void
on_vanished (gpointer data)
{
  lose_session (data);
}

static const RemoteEvents events = { on_appeared, on_vanished };

LoginSession *
login_session_new (GDBusConnection *system, ActivityChanged changed, gpointer data)
{
  LoginSession *session = g_new0 (LoginSession, 1);

  session->changed = changed;
  session->data = data;
  session->service = remote_service_new (system, NAME, &events, session);
  return session;
}

void
login_session_free (LoginSession *session)
{
  remote_service_free (session->service);
  g_free (session->path);
  g_free (session);
}

const Activity *
login_session_get (const LoginSession *session)
{
  return &session->activity;
}
