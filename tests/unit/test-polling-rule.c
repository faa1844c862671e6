/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "polling-rule.h"
#include "presence-status.h"

/* Microseconds; the day begins at 0:00. */
#define SECOND       ((gint64) 1000000)
#define MINUTE       (60 * SECOND)
#define HOUR         (60 * MINUTE)
#define DAY          (24 * HOUR)
#define AT(h, m)     ((h) *HOUR + (m) *MINUTE)
#define TEN_MINUTES  600
#define DAILY        86400
#define N_MAILBOXES  5
#define N_SESSIONS   4
#define RANDOM_FACTS 50000

static const PollingOptions usual = { .interval = TEN_MINUTES, .daily_interval = DAILY };
static const PresenceOptions windows
    = { .online_window = 24 * MINUTE, .active_window = 10 * MINUTE };

/* Somebody was checked at 10:00; what FACTS does not say is no, but for enabled and started. */
typedef struct
{
  const char *name;
  PollingFacts facts;
  gint64 now;
  PollingRule rule;
  guint interval;
  gint64 next;
} Row;

/* clang-format off */
#define CHECKED_AT(moment) .enabled = TRUE, .started = TRUE, .last_start = (moment)
#define SOMEBODY .anyone_online = TRUE
#define OWNER .anyone_online = TRUE, .owner_active = TRUE
#define ROUTED .routing = TRUE

static const Row rows[] = {
  { "R1/owner-online-and-working", { CHECKED_AT (AT (10, 0)), OWNER }, AT (10, 1),
    POLLING_OWNER_ACTIVE, TEN_MINUTES, AT (10, 10) },
  { "R1/routing-as-well", { CHECKED_AT (AT (10, 0)), OWNER, ROUTED }, AT (10, 1),
    POLLING_OWNER_ACTIVE, TEN_MINUTES, AT (10, 10) },
  { "R2/routing-and-anybody-logged-in", { CHECKED_AT (AT (10, 0)), SOMEBODY, ROUTED }, AT (10, 1),
    POLLING_ROUTING, TEN_MINUTES, AT (10, 10) },
  { "R3/routing-off-and-anybody-logged-in", { CHECKED_AT (AT (10, 0)), SOMEBODY }, AT (10, 1),
    POLLING_DAILY, DAILY, AT (34, 0) },
  { "R4/the-opening-began-a-check-at-10:07", { CHECKED_AT (AT (10, 7)), OWNER }, AT (10, 7),
    POLLING_OWNER_ACTIVE, TEN_MINUTES, AT (10, 17) },
  { "R4/opened-though-nobody-is-online-after", { CHECKED_AT (AT (10, 7)) }, AT (10, 7),
    POLLING_NOBODY_ONLINE, 0, POLLING_NEVER },
  { "R5/nobody-online", { CHECKED_AT (AT (10, 0)) }, AT (10, 1),
    POLLING_NOBODY_ONLINE, 0, POLLING_NEVER },
  { "R5/nobody-online-for-a-week", { CHECKED_AT (AT (10, 0)) }, AT (10, 0) + 7 * DAY,
    POLLING_NOBODY_ONLINE, 0, POLLING_NEVER },
  { "R5/never-checked", { .enabled = TRUE }, AT (10, 0),
    POLLING_NOBODY_ONLINE, 0, POLLING_NEVER },
  { "R6/the-button-at-10:03-begins-the-ten-minutes", { CHECKED_AT (AT (10, 3)), OWNER },
    AT (10, 4), POLLING_OWNER_ACTIVE, TEN_MINUTES, AT (10, 13) },
  { "R6/the-button-begins-the-day", { CHECKED_AT (AT (10, 3)), SOMEBODY }, AT (10, 4),
    POLLING_DAILY, DAILY, AT (34, 3) },
  { "R7/the-owner-is-there-but-not-active", { CHECKED_AT (AT (10, 0)), SOMEBODY }, AT (10, 20),
    POLLING_DAILY, DAILY, AT (34, 0) },

  { "precedence/disabled-before-all", { .paused = TRUE, OWNER, ROUTED, .retry = TRUE },
    AT (10, 0), POLLING_DISABLED, 0, POLLING_NEVER },
  { "precedence/paused-before-who-is-there", { CHECKED_AT (0), .paused = TRUE, OWNER, ROUTED },
    AT (10, 0), POLLING_PAUSED, 0, POLLING_NEVER },
  { "precedence/paused-before-nobody", { CHECKED_AT (0), .paused = TRUE }, AT (10, 0),
    POLLING_PAUSED, 0, POLLING_NEVER },
  { "precedence/nobody-before-routing", { CHECKED_AT (0), ROUTED }, AT (10, 0),
    POLLING_NOBODY_ONLINE, 0, POLLING_NEVER },

  { "case/owner-idle-colleague-active-routing-off", { CHECKED_AT (AT (10, 0)), SOMEBODY },
    AT (10, 5), POLLING_DAILY, DAILY, AT (34, 0) },
  { "case/same-with-routing-on", { CHECKED_AT (AT (10, 0)), SOMEBODY, ROUTED }, AT (10, 5),
    POLLING_ROUTING, TEN_MINUTES, AT (10, 10) },
  { "case/nobody-online-routing-on", { CHECKED_AT (AT (10, 0)), ROUTED }, AT (10, 5),
    POLLING_NOBODY_ONLINE, 0, POLLING_NEVER },
  { "case/idle-owner-active-after-3-h", { CHECKED_AT (AT (10, 0)), OWNER }, AT (13, 0),
    POLLING_OWNER_ACTIVE, TEN_MINUTES, AT (10, 10) },
  { "case/logged-in-25-h-after-the-last-check", { CHECKED_AT (AT (10, 0)), SOMEBODY }, AT (35, 0),
    POLLING_DAILY, DAILY, AT (34, 0) },
  { "case/logged-in-23-h-after-the-last-check", { CHECKED_AT (AT (10, 0)), SOMEBODY }, AT (33, 0),
    POLLING_DAILY, DAILY, AT (34, 0) },
  { "case/webmail-opened-5-s-after-a-check",
    { CHECKED_AT (AT (10, 0) + 5 * SECOND), OWNER }, AT (10, 1),
    POLLING_OWNER_ACTIVE, TEN_MINUTES, AT (10, 10) + 5 * SECOND },
  { "case/failed-once", { CHECKED_AT (AT (10, 0)), OWNER, .failures = 1 }, AT (10, 1),
    POLLING_OWNER_ACTIVE, 600, AT (10, 10) },
  { "case/failed-twice", { CHECKED_AT (AT (10, 0)), OWNER, .failures = 2 }, AT (10, 1),
    POLLING_OWNER_ACTIVE, 1200, AT (10, 20) },
  { "case/failed-three-times", { CHECKED_AT (AT (10, 0)), SOMEBODY, ROUTED, .failures = 3 },
    AT (10, 1), POLLING_ROUTING, 3600, AT (11, 0) },
  { "case/failed-four-times", { CHECKED_AT (AT (10, 0)), OWNER, .failures = 4 }, AT (10, 1),
    POLLING_OWNER_ACTIVE, 14400, AT (14, 0) },
  { "case/failed-for-ever", { CHECKED_AT (AT (10, 0)), OWNER, .failures = G_MAXUINT }, AT (10, 1),
    POLLING_OWNER_ACTIVE, 14400, AT (14, 0) },
  { "case/failed-under-the-daily-rule", { CHECKED_AT (AT (10, 0)), SOMEBODY, .failures = 9 },
    AT (10, 1), POLLING_DAILY, DAILY, AT (34, 0) },
  { "case/failed-and-nobody-online", { CHECKED_AT (AT (10, 0)), .failures = 2, .retry = TRUE },
    AT (10, 1), POLLING_NOBODY_ONLINE, 0, POLLING_NEVER },
  { "case/the-network-comes-back-after-a-failure",
    { CHECKED_AT (AT (10, 0)), OWNER, .failures = 4, .retry = TRUE }, AT (10, 1),
    POLLING_OWNER_ACTIVE, TEN_MINUTES, AT (10, 1) },
  { "case/a-new-secret-ends-the-wait-under-the-daily-rule",
    { CHECKED_AT (AT (10, 0)), SOMEBODY, .failures = 2, .retry = TRUE }, AT (10, 1),
    POLLING_DAILY, DAILY, AT (10, 1) },
  { "case/auth-refused", { CHECKED_AT (AT (10, 0)), OWNER, .failures = 1, .needs_user = TRUE },
    AT (20, 0), POLLING_OWNER_ACTIVE, 0, POLLING_NEVER },
  { "case/auth-refused-and-the-network-comes-back",
    { CHECKED_AT (AT (10, 0)), OWNER, .needs_user = TRUE, .retry = TRUE }, AT (20, 0),
    POLLING_OWNER_ACTIVE, 0, POLLING_NEVER },
  { "case/suspended-for-2-h-no-network-yet", { CHECKED_AT (AT (10, 0)), OWNER, .blocked = TRUE },
    AT (12, 0), POLLING_OWNER_ACTIVE, 0, POLLING_NEVER },
  { "case/suspended-for-2-h-overdue-with-the-network", { CHECKED_AT (AT (10, 0)), OWNER },
    AT (12, 0), POLLING_OWNER_ACTIVE, TEN_MINUTES, AT (10, 10) },

  { "blocked/retry-waits", { CHECKED_AT (0), OWNER, .blocked = TRUE, .retry = TRUE }, AT (10, 0),
    POLLING_OWNER_ACTIVE, 0, POLLING_NEVER },
  { "blocked/never-checked", { .enabled = TRUE, SOMEBODY, .blocked = TRUE }, AT (10, 0),
    POLLING_DAILY, 0, POLLING_NEVER },
  { "not-started/owner-active", { .enabled = TRUE, OWNER }, AT (10, 0),
    POLLING_OWNER_ACTIVE, TEN_MINUTES, AT (10, 0) },
  { "not-started/at-the-first-login", { .enabled = TRUE, SOMEBODY }, AT (10, 0),
    POLLING_DAILY, DAILY, AT (10, 0) },
  { "not-started/what-the-last-start-says-means-nothing",
    { .enabled = TRUE, SOMEBODY, .last_start = AT (9, 59) }, AT (10, 0),
    POLLING_DAILY, DAILY, AT (10, 0) },
  { "boot-clock/started-before-this-boot", { CHECKED_AT (-3 * HOUR), SOMEBODY }, AT (10, 0),
    POLLING_DAILY, DAILY, AT (21, 0) },
};
/* clang-format on */

static void
assert_decision (PollingDecision decision, PollingRule rule, guint interval, gint64 next)
{
  g_assert_cmpstr (polling_rule_name (decision.rule), ==, polling_rule_name (rule));
  g_assert_cmpuint (decision.interval, ==, interval);
  g_assert_cmpint (decision.next, ==, next);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;

  assert_decision (polling_decide (&row->facts, &usual, row->now), row->rule, row->interval,
                   row->next);
}

/* Whoever is there, as sessions tell it, with a mailbox of the first of them. */
typedef struct
{
  SessionSigns sessions[N_SESSIONS];
  gboolean open[N_SESSIONS];
  SeatSigns seat; /* the owner's */
} Office;

static PollingFacts
facts_in (const Office *office, PollingFacts facts, gint64 now, gint64 *until)
{
  PresenceStatus seat = presence_status_of_seat (&office->seat, &windows, now);

  *until = seat.until;
  facts.anyone_online = seat.online;
  facts.owner_active = seat.active;
  for (guint i = 0; i < N_SESSIONS; i++)
    {
      PresenceStatus status = presence_status_of_session (&office->sessions[i], &windows, now);
      if (!office->open[i])
        continue;
      facts.anyone_online |= status.online;
      facts.owner_active |= i == 0 && status.active;
      *until = MIN (*until, status.until);
    }
  return facts;
}

static PollingDecision
decide_in (const Office *office, const PollingFacts *facts, gint64 now)
{
  gint64 until;
  PollingFacts complete = facts_in (office, *facts, now, &until);

  return polling_decide (&complete, &usual, now);
}

static void
test_owner_in_an_app (void)
{
  const PollingFacts facts = { CHECKED_AT (AT (10, 0)) };
  Office office = { .open = { TRUE }, .seat = { .seat = SEAT_ACTIVE } };

  office.sessions[0] = (SessionSigns){ PRESENCE_MOBILE_APP, FALSE, AT (10, 5) };
  assert_decision (decide_in (&office, &facts, AT (10, 5)), POLLING_DAILY, DAILY, AT (34, 0));
  office.sessions[0].client = PRESENCE_DESKTOP_APP;
  assert_decision (decide_in (&office, &facts, AT (10, 5)), POLLING_DAILY, DAILY, AT (34, 0));
  office.sessions[0] = (SessionSigns){ PRESENCE_WEBMAIL, TRUE, AT (10, 5) };
  assert_decision (decide_in (&office, &facts, AT (10, 5)), POLLING_OWNER_ACTIVE, TEN_MINUTES,
                   AT (10, 10));
  office.sessions[0].visible = FALSE;
  assert_decision (decide_in (&office, &facts, AT (10, 5)), POLLING_DAILY, DAILY, AT (34, 0));
}

static void
test_alone_at_a_desktop (void)
{
  const PollingFacts facts = { CHECKED_AT (AT (10, 0)) };
  Office office = { .seat = { SEAT_ACTIVE, TRUE, TRUE, 0 } };

  assert_decision (decide_in (&office, &facts, AT (10, 5)), POLLING_OWNER_ACTIVE, TEN_MINUTES,
                   AT (10, 10));
  office.seat.seat = SEAT_ONLINE;
  assert_decision (decide_in (&office, &facts, AT (10, 5)), POLLING_DAILY, DAILY, AT (34, 0));
  office.seat.seat = SEAT_IGNORE;
  assert_decision (decide_in (&office, &facts, AT (10, 5)), POLLING_NOBODY_ONLINE, 0,
                   POLLING_NEVER);
}

static void
test_due_to_the_microsecond (void)
{
  PollingFacts facts = { CHECKED_AT (AT (10, 0) + 1), OWNER };

  g_assert_cmpint (polling_decide (&facts, &usual, AT (10, 10)).next, >, AT (10, 10));
  g_assert_cmpint (polling_decide (&facts, &usual, AT (10, 10) + 1).next, ==, AT (10, 10) + 1);
}

/* Checks whenever it is due, as somebody stays logged in from 0:00 on. */
static guint
count_checks (PollingFacts facts, gint64 end)
{
  guint checks = 0;

  for (gint64 now = 0; now < end; now += MINUTE)
    if (polling_decide (&facts, &usual, now).next <= now)
      {
        checks++;
        facts.started = TRUE;
        facts.last_start = now;
      }
  return checks;
}

static void
test_three_days (void)
{
  g_assert_cmpuint (count_checks ((PollingFacts){ .enabled = TRUE, SOMEBODY }, 3 * DAY), ==, 3);
  g_assert_cmpuint (count_checks ((PollingFacts){ .enabled = TRUE, SOMEBODY, ROUTED }, DAY), ==,
                    144);
  g_assert_cmpuint (count_checks ((PollingFacts){ .enabled = TRUE, OWNER }, DAY), ==, 144);
  g_assert_cmpuint (count_checks ((PollingFacts){ .enabled = TRUE, ROUTED }, 3 * DAY), ==, 0);
}

/* Each mailbox has its own moment, whatever is due together with it. */
static void
test_several_due_together (void)
{
  for (guint i = 0; i < N_MAILBOXES; i++)
    {
      PollingFacts facts = { CHECKED_AT (AT (10, 0) + i), OWNER };
      gint64 next = polling_decide (&facts, &usual, AT (10, 10) + 2).next;

      g_assert_cmpint (next, ==, AT (10, 10) + i);
      g_assert_true ((next <= AT (10, 10) + 2) == (i <= 2));
    }
}

static PollingFacts
random_facts (GRand *random, gint64 now)
{
  PollingFacts facts = {
    .enabled = g_rand_int_range (random, 0, 8) > 0,
    .paused = g_rand_int_range (random, 0, 8) == 0,
    .anyone_online = g_rand_int_range (random, 0, 4) > 0,
    .routing = g_rand_boolean (random),
    .blocked = g_rand_int_range (random, 0, 6) == 0,
    .needs_user = g_rand_int_range (random, 0, 6) == 0,
    .retry = g_rand_int_range (random, 0, 4) == 0,
    .failures = (guint) g_rand_int_range (random, 0, 7),
    .started = g_rand_int_range (random, 0, 8) > 0,
    .last_start = now - (gint64) (g_rand_double (random) * 2 * DAY),
  };

  facts.owner_active = facts.anyone_online && g_rand_boolean (random);
  return facts;
}

static PollingOptions
random_options (GRand *random)
{
  guint interval = (guint) g_rand_int_range (random, 1, 20000);

  return (PollingOptions){ interval, interval + (guint) g_rand_int_range (random, 0, 100000) };
}

static gboolean
is_allowed (const PollingFacts *facts)
{
  return facts->enabled && !facts->paused && facts->anyone_online && !facts->blocked
         && !facts->needs_user;
}

static void
assert_never_early (const PollingFacts *facts, PollingDecision decision, gint64 now)
{
  if (facts->retry || !facts->started)
    g_assert_cmpint (decision.next, ==, now);
  else
    g_assert_cmpint (decision.next, >=, facts->last_start + decision.interval * SECOND);
  if (!facts->retry)
    g_assert_cmpuint (decision.interval, >=, polling_backoff (facts->failures));
}

static void
test_random_facts (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (21);

  for (guint i = 0; i < RANDOM_FACTS; i++)
    {
      gint64 now = 5 * DAY + (gint64) (g_rand_double (random) * DAY);
      PollingFacts facts = random_facts (random, now);
      PollingOptions options = random_options (random);
      PollingDecision decision = polling_decide (&facts, &options, now);

      g_assert_true ((decision.next == POLLING_NEVER) == !is_allowed (&facts));
      g_assert_true ((decision.interval == 0) == !is_allowed (&facts));
      if (is_allowed (&facts))
        assert_never_early (&facts, decision, now);
    }
}

static void
test_nobody_online (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (22);

  for (guint i = 0; i < RANDOM_FACTS; i++)
    {
      PollingFacts facts = random_facts (random, 5 * DAY);
      facts.anyone_online = facts.owner_active = FALSE;
      g_assert_cmpint (polling_decide (&facts, &usual, 5 * DAY).next, ==, POLLING_NEVER);
    }
}

/* Nobody's mail comes later because he works. */
static void
test_owner_is_never_later (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (23);

  for (guint i = 0; i < RANDOM_FACTS; i++)
    {
      PollingFacts idle = random_facts (random, 5 * DAY);
      PollingFacts working = idle;
      PollingOptions options = random_options (random);
      PollingDecision later;
      PollingDecision sooner;

      idle.anyone_online = working.anyone_online = working.owner_active = TRUE;
      idle.owner_active = FALSE;
      later = polling_decide (&idle, &options, 5 * DAY);
      sooner = polling_decide (&working, &options, 5 * DAY);
      g_assert_cmpuint (sooner.interval, <=, later.interval);
      g_assert_cmpint (sooner.next, <=, later.next);
    }
}

/* «The clock jumps by hours»: only differences count, and there is no other clock. */
static void
test_clock_jump (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (24);

  for (guint i = 0; i < RANDOM_FACTS; i++)
    {
      gint64 jump = (gint64) ((g_rand_double (random) - 0.5) * 100 * DAY);
      PollingFacts facts = random_facts (random, 5 * DAY);
      PollingFacts moved = facts;
      PollingDecision decision = polling_decide (&facts, &usual, 5 * DAY);
      gint64 next = decision.next == POLLING_NEVER ? POLLING_NEVER : decision.next + jump;

      moved.last_start += jump;
      assert_decision (polling_decide (&moved, &usual, 5 * DAY + jump), decision.rule,
                       decision.interval, next);
    }
}

static void
shake_session (Office *office, GRand *random, gint64 now)
{
  guint i = (guint) g_rand_int_range (random, 0, N_SESSIONS);

  if (!office->open[i])
    office->sessions[i] = (SessionSigns){ (PresenceClient) g_rand_int_range (random, 0, 3),
                                          g_rand_boolean (random), now };
  else if (g_rand_boolean (random))
    office->sessions[i].sign = now;
  else
    office->sessions[i].visible = !office->sessions[i].visible;
  office->open[i] = g_rand_int_range (random, 0, 4) > 0;
}

static void
shake_seat (Office *office, GRand *random, gint64 now)
{
  office->seat = (SeatSigns){ (Seat) g_rand_int_range (random, 0, 3), g_rand_boolean (random),
                              g_rand_boolean (random), now };
}

/* Something happens in the office, or to the mailbox. TRUE when it did. */
static gboolean
shake (Office *office, PollingFacts *facts, GRand *random, gint64 now)
{
  switch (g_rand_int_range (random, 0, 120))
    {
    case 0:
    case 1:
      shake_session (office, random, now);
      return TRUE;
    case 2:
      shake_seat (office, random, now);
      return TRUE;
    case 3:
      facts->routing = !facts->routing;
      return TRUE;
    case 4:
      facts->failures = (guint) g_rand_int_range (random, 0, 5);
      facts->last_start = now;
      facts->started = TRUE;
      return TRUE;
    case 5:
      facts->blocked = g_rand_int_range (random, 0, 3) == 0;
      return TRUE;
    default:
      return FALSE;
    }
}

/* A mailbox that looks only when something happened or «until» has come is checked at the same
 * ticks, under the same rules, as one that looks at every tick. */
static void
test_looking_only_when_needed (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (25);
  Office office = { .seat = { .seat = SEAT_ACTIVE } };
  PollingFacts facts = { .enabled = TRUE };
  PollingDecision kept = { POLLING_DISABLED, 0, POLLING_NEVER };
  gint64 until = 0;
  guint looks = 0;
  guint checks = 0;

  for (gint64 now = 0; now < 100 * DAY; now += MINUTE)
    {
      gboolean happened = shake (&office, &facts, random, now);
      PollingDecision fresh = decide_in (&office, &facts, now);
      PollingFacts complete;

      if (happened || now >= until)
        {
          complete = facts_in (&office, facts, now, &until);
          kept = polling_decide (&complete, &usual, now);
          looks++;
        }
      g_assert_true ((kept.next <= now) == (fresh.next <= now));
      if (facts.started)
        assert_decision (kept, fresh.rule, fresh.interval, fresh.next);
      if (fresh.next > now)
        continue;
      checks++;
      facts.started = TRUE;
      facts.last_start = now;
      until = now;
    }
  g_assert_cmpuint (checks, >, 1000);
  g_assert_cmpuint (looks, <, 100 * 24 * 60 / 2);
}

static void
test_backoff (void)
{
  static const guint seconds[] = { 0, 600, 1200, 3600, 14400, 14400 };
  guint longest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    g_assert_cmpuint (polling_backoff (i), ==, seconds[i]);
  for (guint i = 0; i < 1000; i++)
    longest = MAX (longest, polling_backoff (i));
  g_assert_cmpuint (longest, <=, DAILY);
}

/* Settings of tests are small; the waits after failures stay as they are. */
static void
test_small_intervals (void)
{
  PollingOptions small = { .interval = 1, .daily_interval = 3 };
  PollingFacts facts = { CHECKED_AT (10 * SECOND), OWNER };

  assert_decision (polling_decide (&facts, &small, 10 * SECOND), POLLING_OWNER_ACTIVE, 1,
                   11 * SECOND);
  facts.owner_active = FALSE;
  assert_decision (polling_decide (&facts, &small, 10 * SECOND), POLLING_DAILY, 3, 13 * SECOND);
  facts.failures = 1;
  assert_decision (polling_decide (&facts, &small, 10 * SECOND), POLLING_DAILY, 600, 610 * SECOND);
}

static void
test_long_intervals (void)
{
  PollingOptions longest = { .interval = G_MAXUINT, .daily_interval = G_MAXUINT };
  PollingFacts facts = { CHECKED_AT (0), OWNER };

  assert_decision (polling_decide (&facts, &longest, 0), POLLING_OWNER_ACTIVE, G_MAXUINT,
                   G_MAXUINT * SECOND);
}

static void
test_names (void)
{
  g_assert_cmpstr (polling_rule_name (POLLING_DISABLED), ==, "disabled");
  g_assert_cmpstr (polling_rule_name (POLLING_PAUSED), ==, "paused");
  g_assert_cmpstr (polling_rule_name (POLLING_NOBODY_ONLINE), ==, "nobody-online");
  g_assert_cmpstr (polling_rule_name (POLLING_OWNER_ACTIVE), ==, "owner-active");
  g_assert_cmpstr (polling_rule_name (POLLING_ROUTING), ==, "routing");
  g_assert_cmpstr (polling_rule_name (POLLING_DAILY), ==, "daily");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/polling-rule/", rows[i].name, NULL);
      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/polling-rule/case/owner-only-in-an-app", test_owner_in_an_app);
  g_test_add_func ("/polling-rule/case/alone-at-a-desktop", test_alone_at_a_desktop);
  g_test_add_func ("/polling-rule/case/logged-in-for-3-days", test_three_days);
  g_test_add_func ("/polling-rule/case/several-due-together", test_several_due_together);
  g_test_add_func ("/polling-rule/case/clock-jumps", test_clock_jump);
  g_test_add_func ("/polling-rule/due-to-the-microsecond", test_due_to_the_microsecond);
  g_test_add_func ("/polling-rule/random/never-early", test_random_facts);
  g_test_add_func ("/polling-rule/random/nobody-online-never", test_nobody_online);
  g_test_add_func ("/polling-rule/random/working-is-never-later", test_owner_is_never_later);
  g_test_add_func ("/polling-rule/random/looking-only-when-needed", test_looking_only_when_needed);
  g_test_add_func ("/polling-rule/backoff", test_backoff);
  g_test_add_func ("/polling-rule/small-intervals", test_small_intervals);
  g_test_add_func ("/polling-rule/long-intervals", test_long_intervals);
  g_test_add_func ("/polling-rule/names", test_names);
  return g_test_run ();
}
