/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "presence-session.h"

#include "boot-clock.h"
#include "presence-private.h"

struct _PresenceSession
{
  GObject parent_instance;
  Presence *presence; /* not owned; NULL once it is closed */
  guint id;
  GRefString *employee;
  SessionSigns signs;
  gint64 last_activity; /* signs.sign as wall time, as it was then */
  gboolean online;
  gboolean active;
  gboolean announced_active;
};

enum
{
  PROP_VISIBLE = 1,
  PROP_LAST_ACTIVITY,
  PROP_ACTIVE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (PresenceSession, presence_session, G_TYPE_OBJECT)

static void
presence_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  PresenceSession *session = POSTHORN_PRESENCE_SESSION (object);

  switch (id)
    {
    case PROP_VISIBLE:
      g_value_set_boolean (value, session->signs.visible);
      break;
    case PROP_LAST_ACTIVITY:
      g_value_set_int64 (value, session->last_activity);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, session->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
presence_session_finalize (GObject *object)
{
  g_ref_string_release (POSTHORN_PRESENCE_SESSION (object)->employee);
  G_OBJECT_CLASS (presence_session_parent_class)->finalize (object);
}

static void
presence_session_class_init (PresenceSessionClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = presence_session_get_property;
  object_class->finalize = presence_session_finalize;
  properties[PROP_VISIBLE] = g_param_spec_boolean ("visible", NULL, NULL, FALSE, flags);
  properties[PROP_LAST_ACTIVITY]
      = g_param_spec_int64 ("last-activity", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
presence_session_init (PresenceSession *session)
{
}

static void
give_sign (PresenceSession *session)
{
  session->signs.sign = boot_clock_now ();
  session->last_activity = boot_clock_to_unix (session->signs.sign);
}

PresenceSession *
presence_session_new (Presence *presence, guint id, const char *employee, PresenceClient client)
{
  PresenceSession *session = g_object_new (TYPE_PRESENCE_SESSION, NULL);

  session->presence = presence;
  session->id = id;
  session->employee = g_ref_string_new_intern (employee);
  session->signs.client = client;
  session->signs.visible = client == PRESENCE_WEBMAIL;
  give_sign (session);
  return session;
}

guint
presence_session_get_id (PresenceSession *session)
{
  return session->id;
}

const char *
presence_session_get_employee (PresenceSession *session)
{
  return session->employee;
}

GRefString *
presence_session_get_login (PresenceSession *session)
{
  return session->employee;
}

PresenceClient
presence_session_get_client (PresenceSession *session)
{
  return session->signs.client;
}

gboolean
presence_session_is_online (PresenceSession *session)
{
  return session->online;
}

gboolean
presence_session_is_active (PresenceSession *session)
{
  return session->active;
}

gboolean
presence_session_is_open (PresenceSession *session)
{
  return session->presence != NULL;
}

gint64
presence_session_evaluate (PresenceSession *session, const PresenceOptions *options, gint64 now)
{
  PresenceStatus status = presence_status_of_session (&session->signs, options, now);

  session->online = status.online;
  session->active = status.active;
  return status.until;
}

gboolean
presence_session_is_stirred (PresenceSession *session)
{
  return session->active != session->announced_active;
}

void
presence_session_announce (PresenceSession *session)
{
  if (!presence_session_is_stirred (session))
    return;
  session->announced_active = session->active;
  g_object_notify_by_pspec (G_OBJECT (session), properties[PROP_ACTIVE]);
}

void
presence_session_detach (PresenceSession *session)
{
  session->presence = NULL;
  session->online = FALSE;
  session->active = FALSE;
}

/* What follows is known to everybody before PROPERTY (none when 0) is told. */
static void
tell (PresenceSession *session, guint property)
{
  g_autoptr (PresenceSession) kept G_GNUC_UNUSED = g_object_ref (session);
  g_autoptr (Presence) presence = g_object_ref (session->presence);

  presence_compute (presence);
  if (property)
    g_object_notify_by_pspec (G_OBJECT (session), properties[property]);
  presence_announce (presence);
}

void
presence_session_report_activity (PresenceSession *session)
{
  gint64 before = session->last_activity;

  if (!session->presence)
    return;
  give_sign (session);
  tell (session, session->last_activity != before ? PROP_LAST_ACTIVITY : 0);
}

gboolean
presence_session_set_visible (PresenceSession *session, gboolean visible, GError **error)
{
  if (session->signs.client != PRESENCE_WEBMAIL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "visible: a %s has no page to be seen; only a session of the client webmail "
                   "can be shown and hidden",
                   presence_client_name (session->signs.client));
      return FALSE;
    }
  if (!session->presence || session->signs.visible == !!visible)
    return TRUE;
  session->signs.visible = !!visible;
  tell (session, PROP_VISIBLE);
  return TRUE;
}

void
presence_session_close (PresenceSession *session)
{
  if (session->presence)
    presence_remove_session (session->presence, session);
}
