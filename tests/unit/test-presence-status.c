/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "presence-status.h"

#define SECOND  ((gint64) 1000000)
#define MINUTE  (60 * SECOND)
#define SIGN    (1000 * SECOND)
#define FOREVER G_MAXINT64

/* posthorn.conf as it comes. */
static const PresenceOptions usual = { .online_window = 24 * MINUTE, .active_window = 10 * MINUTE };
static const PresenceOptions apps_count
    = { .online_window = 24 * MINUTE, .active_window = 10 * MINUTE, .count_app_activity = TRUE };
static const PresenceOptions reversed
    = { .online_window = 10 * MINUTE, .active_window = 24 * MINUTE };
static const PresenceOptions none = { 0 };

typedef struct
{
  const char *name;
  const PresenceOptions *options;
  PresenceClient client;
  gboolean visible;
  gint64 ago; /* how long before now the sign of life was */
  gboolean online;
  gboolean active;
  gint64 until; /* after the sign of life */
} SessionRow;

#define ACTIVE_END (10 * MINUTE + 1)
#define ONLINE_END (24 * MINUTE + 1)

static const SessionRow session_rows[] = {
  { "R7/page-open-visible-and-used", &usual, PRESENCE_WEBMAIL, TRUE, 0, TRUE, TRUE, ACTIVE_END },
  { "R7/used-a-minute-ago", &usual, PRESENCE_WEBMAIL, TRUE, MINUTE, TRUE, TRUE, ACTIVE_END },
  { "R7/minimised-page", &usual, PRESENCE_WEBMAIL, FALSE, 0, TRUE, FALSE, ONLINE_END },
  { "R7/desktop-app", &usual, PRESENCE_DESKTOP_APP, FALSE, 0, TRUE, FALSE, ONLINE_END },
  { "R7/mobile-app", &usual, PRESENCE_MOBILE_APP, FALSE, 0, TRUE, FALSE, ONLINE_END },
  { "R7/app-said-to-be-visible", &usual, PRESENCE_MOBILE_APP, TRUE, 0, TRUE, FALSE, ONLINE_END },
  { "active-window/at-its-end", &usual, PRESENCE_WEBMAIL, TRUE, 10 * MINUTE, TRUE, TRUE,
    ACTIVE_END },
  { "active-window/a-microsecond-later", &usual, PRESENCE_WEBMAIL, TRUE, 10 * MINUTE + 1, TRUE,
    FALSE, ONLINE_END },
  { "online-window/at-its-end", &usual, PRESENCE_WEBMAIL, TRUE, 24 * MINUTE, TRUE, FALSE,
    ONLINE_END },
  { "online-window/a-microsecond-later", &usual, PRESENCE_WEBMAIL, TRUE, 24 * MINUTE + 1, FALSE,
    FALSE, FOREVER },
  { "online-window/app-at-its-end", &usual, PRESENCE_DESKTOP_APP, FALSE, 24 * MINUTE, TRUE, FALSE,
    ONLINE_END },
  { "online-window/app-a-microsecond-later", &usual, PRESENCE_DESKTOP_APP, FALSE, 24 * MINUTE + 1,
    FALSE, FALSE, FOREVER },
  { "online-window/minimised-a-microsecond-later", &usual, PRESENCE_WEBMAIL, FALSE, 24 * MINUTE + 1,
    FALSE, FALSE, FOREVER },
  { "count-app-activity/desktop-app", &apps_count, PRESENCE_DESKTOP_APP, FALSE, 0, TRUE, TRUE,
    ACTIVE_END },
  { "count-app-activity/mobile-app-at-the-end", &apps_count, PRESENCE_MOBILE_APP, FALSE,
    10 * MINUTE, TRUE, TRUE, ACTIVE_END },
  { "count-app-activity/mobile-app-later", &apps_count, PRESENCE_MOBILE_APP, FALSE, 10 * MINUTE + 1,
    TRUE, FALSE, ONLINE_END },
  { "count-app-activity/minimised-page", &apps_count, PRESENCE_WEBMAIL, FALSE, 0, TRUE, FALSE,
    ONLINE_END },
  { "active-is-online/at-the-shorter-end", &reversed, PRESENCE_WEBMAIL, TRUE, 10 * MINUTE, TRUE,
    TRUE, ACTIVE_END },
  { "active-is-online/a-microsecond-later", &reversed, PRESENCE_WEBMAIL, TRUE, 10 * MINUTE + 1,
    FALSE, FALSE, FOREVER },
  { "no-window/this-moment", &none, PRESENCE_WEBMAIL, TRUE, 0, TRUE, TRUE, 1 },
  { "no-window/a-microsecond-later", &none, PRESENCE_WEBMAIL, TRUE, 1, FALSE, FALSE, FOREVER },
};

static void
assert_status (PresenceStatus status, gboolean online, gboolean active, gint64 until)
{
  g_assert_true (status.online == online);
  g_assert_true (status.active == active);
  g_assert_cmpint (status.until, ==, until);
}

static void
test_session (gconstpointer data)
{
  const SessionRow *row = data;
  SessionSigns signs = { row->client, row->visible, SIGN };

  assert_status (presence_status_of_session (&signs, row->options, SIGN + row->ago), row->online,
                 row->active, row->until == FOREVER ? FOREVER : SIGN + row->until);
}

typedef struct
{
  const char *name;
  SeatSigns signs;
  gint64 ago;
  gboolean online;
  gboolean active;
  gint64 until;
} SeatRow;

static const SeatRow seat_rows[] = {
  { "active/in-use", { SEAT_ACTIVE, TRUE, TRUE, 0 }, 0, TRUE, TRUE, FOREVER },
  { "active/in-use-for-days", { SEAT_ACTIVE, TRUE, TRUE, 0 }, 5000 * MINUTE, TRUE, TRUE, FOREVER },
  { "online/in-use", { SEAT_ONLINE, TRUE, TRUE, 0 }, 0, TRUE, FALSE, FOREVER },
  { "ignore/in-use", { SEAT_IGNORE, TRUE, TRUE, SIGN }, 0, FALSE, FALSE, FOREVER },
  { "absent/in-use", { SEAT_ACTIVE, FALSE, TRUE, SIGN }, 0, FALSE, FALSE, FOREVER },
  { "active/just-left", { SEAT_ACTIVE, TRUE, FALSE, SIGN }, 0, TRUE, FALSE, ONLINE_END },
  { "active/left-at-the-end",
    { SEAT_ACTIVE, TRUE, FALSE, SIGN },
    24 * MINUTE,
    TRUE,
    FALSE,
    ONLINE_END },
  { "active/left-a-microsecond-later",
    { SEAT_ACTIVE, TRUE, FALSE, SIGN },
    24 * MINUTE + 1,
    FALSE,
    FALSE,
    FOREVER },
  { "online/left", { SEAT_ONLINE, TRUE, FALSE, SIGN }, MINUTE, TRUE, FALSE, ONLINE_END },
  { "ignore/left", { SEAT_IGNORE, TRUE, FALSE, SIGN }, 0, FALSE, FALSE, FOREVER },
  { "absent/left", { SEAT_ONLINE, FALSE, FALSE, SIGN }, 0, FALSE, FALSE, FOREVER },
};

static void
test_seat (gconstpointer data)
{
  const SeatRow *row = data;

  assert_status (presence_status_of_seat (&row->signs, &usual, SIGN + row->ago), row->online,
                 row->active, row->until == FOREVER ? FOREVER : SIGN + row->until);
  /* The seat is not an app. */
  assert_status (presence_status_of_seat (&row->signs, &apps_count, SIGN + row->ago), row->online,
                 row->active, row->until == FOREVER ? FOREVER : SIGN + row->until);
}

static void
test_future_sign (void)
{
  SessionSigns signs = { PRESENCE_WEBMAIL, TRUE, SIGN + 90 * MINUTE };
  SeatSigns seat = { SEAT_ACTIVE, TRUE, FALSE, SIGN + 90 * MINUTE };

  assert_status (presence_status_of_session (&signs, &usual, SIGN), TRUE, TRUE, SIGN + ACTIVE_END);
  assert_status (presence_status_of_seat (&seat, &usual, SIGN), TRUE, FALSE, SIGN + ONLINE_END);
}

static gint64
random_moment (GRand *random, gint64 end)
{
  return (gint64) (g_rand_double (random) * end);
}

static PresenceStatus
status_at (const SessionSigns *session, const SeatSigns *seat, const PresenceOptions *options,
           gint64 now)
{
  return session ? presence_status_of_session (session, options, now)
                 : presence_status_of_seat (seat, options, now);
}

/* Nothing changes before «until», something does then, and active is always online, too. */
static void
assert_until (GRand *random, const SessionSigns *session, const SeatSigns *seat,
              const PresenceOptions *options, gint64 now)
{
  PresenceStatus status = status_at (session, seat, options, now);
  gint64 end = MIN (status.until, now + 100 * MINUTE);
  PresenceStatus between
      = status_at (session, seat, options, now + random_moment (random, end - now));
  PresenceStatus last = status_at (session, seat, options, end - 1);
  PresenceStatus then = status_at (session, seat, options, end);

  g_assert_cmpint (status.until, >, now);
  g_assert_true (status.online || !status.active);
  assert_status (between, status.online, status.active, status.until);
  assert_status (last, status.online, status.active, status.until);
  if (status.until == FOREVER)
    assert_status (then, status.online, status.active, FOREVER);
  else
    g_assert_true (then.online != status.online || then.active != status.active);
}

static void
test_until_is_exact (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20);

  for (guint i = 0; i < 50000; i++)
    {
      PresenceOptions options = { random_moment (random, 30 * MINUTE),
                                  random_moment (random, 30 * MINUTE), g_rand_boolean (random) };
      gint64 now = SIGN + random_moment (random, 40 * MINUTE);
      SessionSigns session
          = { (PresenceClient) g_rand_int_range (random, 0, 3), g_rand_boolean (random), SIGN };
      SeatSigns seat = { (Seat) g_rand_int_range (random, 0, 3), g_rand_boolean (random),
                         g_rand_boolean (random), SIGN };

      assert_until (random, &session, NULL, &options, now);
      assert_until (random, NULL, &seat, &options, now);
    }
}

/* A thousand sessions, one look at each: where the windows end, exactly so many are there. */
static void
test_thousand_sessions (void)
{
  guint online = 0;
  guint active = 0;
  gint64 until = FOREVER;

  for (guint i = 0; i < 1000; i++)
    {
      SessionSigns signs = { PRESENCE_WEBMAIL, TRUE, i * 3 * SECOND };
      PresenceStatus status = presence_status_of_session (&signs, &usual, 2997 * SECOND);

      online += status.online;
      active += status.active;
      until = MIN (until, status.until);
    }
  g_assert_cmpuint (online, ==, 24 * 60 / 3 + 1);
  g_assert_cmpuint (active, ==, 10 * 60 / 3 + 1);
  g_assert_cmpint (until, ==, 2997 * SECOND + 1);
}

static void
test_client_words (void)
{
  static const char *const words[] = { "webmail", "desktop-app", "mobile-app" };
  PresenceClient client = PRESENCE_MOBILE_APP;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_assert_true (presence_client_parse (words[i], &client));
      g_assert_cmpint (client, ==, (PresenceClient) i);
      g_assert_cmpstr (presence_client_name (client), ==, words[i]);
    }
  g_assert_false (presence_client_parse ("", &client));
  g_assert_false (presence_client_parse ("Webmail", &client));
  g_assert_false (presence_client_parse ("webmail ", &client));
}

static void
test_seat_words (void)
{
  static const char *const words[] = { "active", "online", "ignore" };
  Seat seat = SEAT_IGNORE;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_assert_true (seat_parse (words[i], &seat));
      g_assert_cmpint (seat, ==, (Seat) i);
      g_assert_cmpstr (seat_name (seat), ==, words[i]);
    }
  g_assert_false (seat_parse ("", &seat));
  g_assert_false (seat_parse ("webmail", &seat));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (session_rows); i++)
    {
      g_autofree char *path = g_strconcat ("/presence-status/session/", session_rows[i].name, NULL);
      g_test_add_data_func (path, &session_rows[i], test_session);
    }
  for (guint i = 0; i < G_N_ELEMENTS (seat_rows); i++)
    {
      g_autofree char *path = g_strconcat ("/presence-status/seat/", seat_rows[i].name, NULL);
      g_test_add_data_func (path, &seat_rows[i], test_seat);
    }
  g_test_add_func ("/presence-status/sign-in-the-future-counts-as-now", test_future_sign);
  g_test_add_func ("/presence-status/until-is-exact", test_until_is_exact);
  g_test_add_func ("/presence-status/thousand-sessions-in-one-pass", test_thousand_sessions);
  g_test_add_func ("/presence-status/client-words", test_client_words);
  g_test_add_func ("/presence-status/seat-words", test_seat_words);
  return g_test_run ();
}
