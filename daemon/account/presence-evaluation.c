/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "boot-clock.h"
#include "log.h"
#include "presence-private.h"

/* How often to look when the system has no timer left. */
#define SPARE_TIMER_SECONDS 30

void
presence_clear_timer (Presence *presence)
{
  if (presence->timer)
    g_source_destroy (presence->timer);
  g_clear_pointer (&presence->timer, g_source_unref);
}

static gboolean
on_timer (gpointer data)
{
  Presence *presence = data;

  presence_clear_timer (presence);
  presence_compute (presence);
  presence_announce (presence);
  return G_SOURCE_REMOVE;
}

static void
set_timer (Presence *presence, gint64 due)
{
  g_autoptr (GError) error = NULL;

  if (presence->timer && presence->timer_due == due)
    return;
  presence_clear_timer (presence);
  if (due == G_MAXINT64)
    return;
  presence->timer = boot_clock_timer_new (due, &error);
  presence->timer_due = due;
  if (!presence->timer)
    {
      log_warning (NULL, NULL, "presence", "%s", error->message);
      presence->timer = g_timeout_source_new_seconds (SPARE_TIMER_SECONDS);
    }
  g_source_set_callback (presence->timer, on_timer, presence, NULL);
  g_source_attach (presence->timer, NULL);
}

static gint64
evaluate_seat (Presence *presence, PresencePeople *people, gint64 now)
{
  PresenceStatus status = presence_status_of_seat (&presence->seat, &presence->options, now);

  if (status.online)
    presence_people_add (people, presence->seat_employee, status.active);
  return status.until;
}

static gint64
evaluate_elsewhere (Presence *presence, PresencePeople *people, gint64 now)
{
  if (now >= presence->elsewhere_until)
    g_ptr_array_set_size (presence->elsewhere, 0);
  for (guint i = 0; i < presence->elsewhere->len; i++)
    presence_people_add (people, presence->elsewhere->pdata[i], FALSE);
  return presence->elsewhere->len > 0 ? presence->elsewhere_until : G_MAXINT64;
}

/* Nobody closes a session that nobody has opened. */
static gboolean
is_over (Presence *presence, PresenceSession *session)
{
  const char *employee = presence_session_get_employee (session);

  return !presence_session_is_online (session)
         && g_hash_table_lookup (presence->reported, employee) == session;
}

static gint64
evaluate_sessions (Presence *presence, PresencePeople *people, gint64 now)
{
  gint64 until = G_MAXINT64;

  for (guint i = 0; i < presence->sessions->len; i++)
    {
      PresenceSession *session = presence->sessions->pdata[i];
      gint64 end = presence_session_evaluate (session, &presence->options, now);

      until = MIN (until, end);
      presence->is_stirred |= presence_session_is_stirred (session);
      if (presence_session_is_online (session))
        presence_people_add (people, presence_session_get_login (session),
                             presence_session_is_active (session));
    }
  return until;
}

static void
retire_what_is_over (Presence *presence)
{
  gsize count = 0;
  g_autofree gpointer *all = NULL;

  if (g_hash_table_size (presence->reported) == 0)
    return;
  all = g_ptr_array_steal (presence->sessions, &count);
  for (gsize i = 0; i < count; i++)
    if (is_over (presence, all[i]))
      presence_retire (presence, all[i]);
    else
      g_ptr_array_add (presence->sessions, all[i]);
}

static void
take_over (Presence *presence, PresencePeople *people)
{
  if (!presence->announced)
    presence->announced = g_steal_pointer (&presence->people);
  g_clear_pointer (&presence->people, presence_people_free);
  presence->people = people;
}

void
presence_compute (Presence *presence)
{
  PresencePeople *people = NULL;
  gint64 now = boot_clock_now ();
  gint64 until;

  if (presence->stopped)
    return;
  people = presence_people_new ();
  until = evaluate_seat (presence, people, now);
  until = MIN (until, evaluate_elsewhere (presence, people, now));
  until = MIN (until, evaluate_sessions (presence, people, now));
  retire_what_is_over (presence);
  take_over (presence, people);
  set_timer (presence, until);
  presence->is_dirty = TRUE;
}

const char *
presence_activity_source (Presence *presence)
{
  if (presence->seat.present && presence->seat.seat != SEAT_IGNORE)
    return presence->desktop;
  return presence->sessions->len > 0 ? "clients" : "none";
}

void
presence_notify (Presence *presence, const char *property)
{
  if (!presence->stopped)
    g_object_notify (G_OBJECT (presence), property);
}

static void
announce_removed (Presence *presence)
{
  PresenceSession *session;

  while ((session = g_queue_pop_head (&presence->removed)))
    {
      presence_session_announce (session);
      if (!presence->stopped)
        g_signal_emit_by_name (presence, "session-removed", session);
      g_object_unref (session);
    }
}

/* A handler may close sessions and so shift those behind: they are stirred again then. */
static void
announce_sessions (Presence *presence)
{
  if (!presence->is_stirred)
    return;
  presence->is_stirred = FALSE;
  for (guint i = 0; i < presence->sessions->len; i++)
    presence_session_announce (presence->sessions->pdata[i]);
}

static void
announce_source (Presence *presence)
{
  const char *source = presence_activity_source (presence);

  if (g_str_equal (source, presence->announced_source))
    return;
  presence->announced_source = source;
  presence_notify (presence, "activity-source");
}

static void
announce_people (Presence *presence)
{
  g_autoptr (PresencePeople) before = g_steal_pointer (&presence->announced);
  gboolean came = before && !presence_people_same_online (before, presence->people);
  gboolean worked = before && !presence_people_same_active (before, presence->people);

  if (came)
    presence_notify (presence, "online");
  if (worked)
    presence_notify (presence, "active");
  if ((came || worked) && !presence->stopped)
    g_signal_emit_by_name (presence, "changed");
}

void
presence_announce (Presence *presence)
{
  g_autoptr (Presence) kept G_GNUC_UNUSED = g_object_ref (presence);

  if (presence->is_announcing)
    return;
  presence->is_announcing = TRUE;
  while (presence->is_dirty && !presence->stopped)
    {
      presence->is_dirty = FALSE;
      announce_removed (presence);
      announce_sessions (presence);
      announce_source (presence);
      announce_people (presence);
    }
  presence->is_announcing = FALSE;
}
