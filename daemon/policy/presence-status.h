/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is there and who works, from signs of life: one session or the local desktop at one moment,
 * and when the answer will change by itself. Times in, answer out; it knows no clock, no bus and
 * no account. Times and windows are microseconds on the boot clock.
 */
#pragma once

#include <glib.h>

typedef enum
{
  PRESENCE_WEBMAIL,
  PRESENCE_DESKTOP_APP,
  PRESENCE_MOBILE_APP,
} PresenceClient;

/* What the local desktop counts as. */
typedef enum
{
  SEAT_ACTIVE, /* in use = active */
  SEAT_ONLINE, /* in use = logged in only */
  SEAT_IGNORE, /* as if it was not there */
} Seat;

typedef struct
{
  gint64 online_window;
  gint64 active_window;
  gboolean count_app_activity; /* work in an app counts as work in the webmail */
} PresenceOptions;

/* An open session. */
typedef struct
{
  PresenceClient client;
  gboolean visible;
  gint64 sign; /* the last sign of life */
} SessionSigns;

typedef struct
{
  Seat seat;
  gboolean present; /* there is a login session that tells of its use */
  gboolean in_use;  /* not locked, not idle, not switched away: this moment is its sign of life */
  gint64 sign;      /* the last one when it is not in use */
} SeatSigns;

typedef struct
{
  gboolean online;
  gboolean active;
  gint64 until; /* the first moment at which this is no longer so; G_MAXINT64 = by itself never */
} PresenceStatus;

PresenceStatus presence_status_of_session (const SessionSigns *signs,
                                           const PresenceOptions *options, gint64 now);
PresenceStatus presence_status_of_seat (const SeatSigns *signs, const PresenceOptions *options,
                                        gint64 now);

/* The words of the bus; FALSE for others. */
gboolean presence_client_parse (const char *word, PresenceClient *client);
const char *presence_client_name (PresenceClient client);
gboolean seat_parse (const char *word, Seat *seat);
const char *seat_name (Seat seat);
