/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of Presence and its sessions share, and nobody else: presence.c keeps the
 * sessions, presence-seat.c the local desktop, presence-evaluation.c finds out and announces what
 * follows from both. None of them knows an account.
 */
#pragma once

#include "presence-people.h"
#include "presence.h"

struct _Presence
{
  GObject parent_instance;
  Store *store;
  PresenceOptions options;
  gboolean stopped;

  GPtrArray *sessions;  /* PresenceSession */
  GHashTable *reported; /* login → the session of who keeps none of his own; borrowed */
  guint last_id;

  SeatSigns seat;
  GRefString *seat_employee;
  const char *desktop; /* the source of what is known of the seat */

  GPtrArray *elsewhere;   /* GRefString: logins of who is logged in at another system */
  gint64 elsewhere_until; /* that holds */

  PresencePeople *people;       /* as it is now */
  PresencePeople *announced;    /* as it was told last; NULL when that is the same */
  const char *announced_source; /* activity-source as it was told last */
  GQueue removed;               /* sessions whose end is not told yet */
  gboolean is_stirred;          /* the "active" of a session is not told yet */
  gboolean is_dirty;
  gboolean is_announcing;

  GSource *timer;
  gint64 timer_due;
};

/* Brings everything up to date without a signal; _announce() must follow. */
void presence_compute (Presence *presence);

/* Tells what differs from what was told last. Inside a handler the outer call goes on with it, so
 * that news come in one order. */
void presence_announce (Presence *presence);

void presence_clear_timer (Presence *presence);
const char *presence_activity_source (Presence *presence);
void presence_notify (Presence *presence, const char *property); /* not once it was stopped */

void presence_load_seat (Presence *presence);

/* Takes SESSION, which is in the list no more, and keeps it only until its end is told. */
void presence_retire (Presence *presence, PresenceSession *session);
void presence_remove_session (Presence *presence, PresenceSession *session);

/* G_IO_ERROR_INVALID_ARGUMENT says what is wrong with the login. */
gboolean presence_check_employee (const char *employee, GError **error);

PresenceSession *presence_session_new (Presence *presence, guint id, const char *employee,
                                       PresenceClient client);
GRefString *presence_session_get_login (PresenceSession *session); /* borrowed */
/* Returns until when that holds. */
gint64 presence_session_evaluate (PresenceSession *session, const PresenceOptions *options,
                                  gint64 now);
gboolean presence_session_is_stirred (PresenceSession *session); /* "active" is not told yet */
void presence_session_announce (PresenceSession *session);
gboolean presence_session_is_open (PresenceSession *session);
void presence_session_detach (PresenceSession *session);
