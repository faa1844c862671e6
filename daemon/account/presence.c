/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "presence.h"

#include "error.h"
#include "presence-private.h"

/* Of people who keep no session: far more than work in one place, and still few to look through. */
#define MOST_REPORTED 1000

enum
{
  PROP_ONLINE = 1,
  PROP_ACTIVE,
  PROP_SEAT,
  PROP_SEAT_EMPLOYEE,
  PROP_ACTIVITY_SOURCE,
  N_PROPERTIES
};

enum
{
  SESSION_ADDED,
  SESSION_REMOVED,
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (Presence, presence, G_TYPE_OBJECT)

static void
presence_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  Presence *presence = POSTHORN_PRESENCE (object);

  switch (id)
    {
    case PROP_ONLINE:
      g_value_take_boxed (value, presence_people_list_online (presence->people));
      break;
    case PROP_ACTIVE:
      g_value_take_boxed (value, presence_people_list_active (presence->people));
      break;
    case PROP_SEAT:
      g_value_set_static_string (value, seat_name (presence->seat.seat));
      break;
    case PROP_SEAT_EMPLOYEE:
      g_value_set_string (value, presence->seat_employee);
      break;
    case PROP_ACTIVITY_SOURCE:
      g_value_set_static_string (value, presence_activity_source (presence));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
detach_all (Presence *presence)
{
  for (guint i = 0; i < presence->sessions->len; i++)
    presence_session_detach (presence->sessions->pdata[i]);
  g_hash_table_remove_all (presence->reported);
  g_ptr_array_set_size (presence->sessions, 0);
  g_queue_clear_full (&presence->removed, g_object_unref);
  presence_clear_timer (presence);
}

static void
presence_finalize (GObject *object)
{
  Presence *presence = POSTHORN_PRESENCE (object);

  detach_all (presence);
  g_hash_table_unref (presence->reported);
  g_ptr_array_unref (presence->sessions);
  g_ptr_array_unref (presence->elsewhere);
  g_ref_string_release (presence->seat_employee);
  presence_people_free (presence->people);
  g_clear_pointer (&presence->announced, presence_people_free);
  g_object_unref (presence->store);
  G_OBJECT_CLASS (presence_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, guint n_arguments)
{
  return g_signal_new (name, TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n_arguments, TYPE_PRESENCE_SESSION);
}

static void
presence_class_init (PresenceClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = presence_get_property;
  object_class->finalize = presence_finalize;
  properties[PROP_ONLINE] = g_param_spec_boxed ("online", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_ACTIVE] = g_param_spec_boxed ("active", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_SEAT] = g_param_spec_string ("seat", NULL, NULL, "active", flags);
  properties[PROP_SEAT_EMPLOYEE] = g_param_spec_string ("seat-employee", NULL, NULL, "", flags);
  properties[PROP_ACTIVITY_SOURCE]
      = g_param_spec_string ("activity-source", NULL, NULL, "none", flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SESSION_ADDED] = new_signal ("session-added", 1);
  signals[SESSION_REMOVED] = new_signal ("session-removed", 1);
  signals[CHANGED] = new_signal ("changed", 0);
}

static void
presence_init (Presence *presence)
{
  g_autofree char *login = g_utf8_make_valid (g_get_user_name (), -1);

  presence->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  presence->reported = g_hash_table_new (g_str_hash, g_str_equal);
  presence->seat_employee = g_ref_string_new_intern (login);
  presence->elsewhere = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  presence->people = presence_people_new ();
  presence->announced_source = "none";
  g_queue_init (&presence->removed);
}

Presence *
presence_new (Store *store, const PresenceOptions *options)
{
  Presence *presence = g_object_new (TYPE_PRESENCE, NULL);

  presence->store = g_object_ref (store);
  presence->options = *options;
  return presence;
}

void
presence_load (Presence *presence)
{
  presence_load_seat (presence);
}

void
presence_stop (Presence *presence)
{
  presence->stopped = TRUE;
  presence->seat.present = FALSE;
  detach_all (presence);
  presence_people_free (presence->people);
  presence->people = presence_people_new ();
}

static const char *
resolve (Presence *presence, const char *employee)
{
  return *employee ? employee : presence->seat_employee;
}

gboolean
presence_is_active (Presence *presence, const char *employee)
{
  return presence_people_is_active (presence->people, resolve (presence, employee));
}

gboolean
presence_is_online (Presence *presence, const char *employee)
{
  return presence_people_is_online (presence->people, resolve (presence, employee));
}

gboolean
presence_is_anyone_online (Presence *presence)
{
  return presence_people_count (presence->people) > 0;
}

GPtrArray *
presence_get_sessions (Presence *presence)
{
  return presence->sessions;
}

static PresenceSession *
add_session (Presence *presence, const char *employee, PresenceClient client)
{
  PresenceSession *session = presence_session_new (presence, ++presence->last_id, employee, client);

  g_ptr_array_add (presence->sessions, session);
  return session;
}

/* FALSE: whoever was told of SESSION has closed it or let go of PRESENCE, and it may be gone. */
static gboolean
publish (Presence *presence, PresenceSession *session, GError **error)
{
  g_autoptr (PresenceSession) opened = g_object_ref (session);

  g_object_ref (presence);
  presence_compute (presence);
  g_signal_emit (presence, signals[SESSION_ADDED], 0, opened);
  presence_announce (presence);
  g_object_unref (presence);
  if (presence_session_is_open (opened))
    return TRUE;
  g_set_error_literal (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED,
                       "The session was closed as soon as it was open; open another one");
  return FALSE;
}

static gboolean
is_running (Presence *presence, GError **error)
{
  if (presence->stopped)
    g_set_error_literal (error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED,
                         "Posthorn is stopping; try again once it runs");
  return !presence->stopped;
}

PresenceSession *
presence_open_session (Presence *presence, const char *employee, const char *client, GError **error)
{
  PresenceSession *session = NULL;
  PresenceClient kind;

  if (!is_running (presence, error) || !presence_check_employee (employee, error))
    return NULL;
  if (!presence_client_parse (client, &kind))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "client: use webmail, desktop-app or mobile-app");
      return NULL;
    }
  session = add_session (presence, employee, kind);
  return publish (presence, session, error) ? session : NULL;
}

gboolean
presence_report_activity (Presence *presence, const char *employee, GError **error)
{
  const char *login = resolve (presence, employee);
  PresenceSession *session = g_hash_table_lookup (presence->reported, login);

  if (session)
    {
      presence_session_report_activity (session);
      return TRUE;
    }
  if (!is_running (presence, error) || !presence_check_employee (login, error))
    return FALSE;
  if (g_hash_table_size (presence->reported) >= MOST_REPORTED)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_BUSY,
                   "Activity of %d employees without a session is being kept; open a session for "
                   "this one, or try again when some of them are no longer online",
                   MOST_REPORTED);
      return FALSE;
    }
  session = add_session (presence, login, PRESENCE_WEBMAIL);
  g_hash_table_insert (presence->reported, presence_session_get_login (session), session);
  return publish (presence, session, error);
}

void
presence_set_elsewhere (Presence *presence, const char *const *employees, gint64 until)
{
  g_ptr_array_set_size (presence->elsewhere, 0);
  for (; employees && *employees; employees++)
    g_ptr_array_add (presence->elsewhere, g_ref_string_new (*employees));
  presence->elsewhere_until = until;
  presence_compute (presence);
  presence_announce (presence);
}

void
presence_retire (Presence *presence, PresenceSession *session)
{
  const char *employee = presence_session_get_employee (session);

  if (g_hash_table_lookup (presence->reported, employee) == session)
    g_hash_table_remove (presence->reported, employee);
  presence_session_detach (session);
  g_queue_push_tail (&presence->removed, session);
}

void
presence_remove_session (Presence *presence, PresenceSession *session)
{
  guint place;

  if (!g_ptr_array_find (presence->sessions, session, &place))
    return;
  presence_retire (presence, g_ptr_array_steal_index (presence->sessions, place));
  presence_compute (presence);
  presence_announce (presence);
}
