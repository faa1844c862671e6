/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "presence-status.h"

static const char *const client_names[] = { "webmail", "desktop-app", "mobile-app" };
static const char *const seat_names[] = { "active", "online", "ignore" };

static const PresenceStatus absent = { .until = G_MAXINT64 };

/* The first moment at which SIGN is longer ago than WINDOW. */
static gint64
end_of (gint64 sign, gint64 window)
{
  return sign + window + 1;
}

/* WORKING: whether the sign is one of work and not only of being there. */
static PresenceStatus
status_of_sign (gint64 sign, gboolean working, const PresenceOptions *options, gint64 now)
{
  gint64 seen = MIN (sign, now);
  PresenceStatus status = { .online = TRUE, .until = end_of (seen, options->online_window) };

  if (now >= status.until)
    return absent;
  status.active = working && now < end_of (seen, options->active_window);
  if (status.active)
    status.until = MIN (status.until, end_of (seen, options->active_window));
  return status;
}

PresenceStatus
presence_status_of_session (const SessionSigns *signs, const PresenceOptions *options, gint64 now)
{
  gboolean in_app = signs->client != PRESENCE_WEBMAIL;
  gboolean working = in_app ? options->count_app_activity : signs->visible;

  return status_of_sign (signs->sign, working, options, now);
}

PresenceStatus
presence_status_of_seat (const SeatSigns *signs, const PresenceOptions *options, gint64 now)
{
  if (signs->seat == SEAT_IGNORE || !signs->present)
    return absent;
  if (signs->in_use)
    return (PresenceStatus){ TRUE, signs->seat == SEAT_ACTIVE, G_MAXINT64 };
  return status_of_sign (signs->sign, FALSE, options, now);
}

static gboolean
find_word (const char *const *words, guint n_words, const char *word, guint *place)
{
  for (guint i = 0; i < n_words; i++)
    if (g_str_equal (words[i], word))
      {
        *place = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
presence_client_parse (const char *word, PresenceClient *client)
{
  guint place;

  if (!find_word (client_names, G_N_ELEMENTS (client_names), word, &place))
    return FALSE;
  *client = (PresenceClient) place;
  return TRUE;
}

const char *
presence_client_name (PresenceClient client)
{
  return client_names[client];
}

gboolean
seat_parse (const char *word, Seat *seat)
{
  guint place;

  if (!find_word (seat_names, G_N_ELEMENTS (seat_names), word, &place))
    return FALSE;
  *seat = (Seat) place;
  return TRUE;
}

const char *
seat_name (Seat seat)
{
  return seat_names[seat];
}
