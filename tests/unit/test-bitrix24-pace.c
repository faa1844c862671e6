/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-pace.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define START  (1000 * SECOND)

static const guint users = 1u << BITRIX24_USER_GET;
static const guint leads = 1u << BITRIX24_LEAD_LIST;

/* As a caller does it: waits until it is due. */
static gint64
ask (Bitrix24Pace *pace, gint64 now)
{
  now = MAX (now, bitrix24_pace_due (pace));
  bitrix24_pace_count (pace, now);
  return now;
}

static void
test_burst (void)
{
  Bitrix24Pace pace = { 0 };

  for (guint i = 0; i < BITRIX24_BURST; i++)
    g_assert_cmpint (ask (&pace, START), ==, START);
  for (guint i = 1; i <= 100; i++)
    g_assert_cmpint (ask (&pace, START), ==, START + i * SECOND);
}

static void
test_empties (void)
{
  Bitrix24Pace pace = { 0 };

  for (guint i = 0; i < BITRIX24_BURST; i++)
    ask (&pace, START);
  g_assert_cmpint (ask (&pace, START + 3 * SECOND), ==, START + 3 * SECOND);
  g_assert_cmpint (ask (&pace, START + 3 * SECOND), ==, START + 3 * SECOND);
  g_assert_cmpint (ask (&pace, START + 3 * SECOND), ==, START + 3 * SECOND);
  g_assert_cmpint (ask (&pace, START + 3 * SECOND), ==, START + 4 * SECOND);
  /* Never more than a burst, however long nothing was asked. */
  for (guint i = 0; i < BITRIX24_BURST; i++)
    g_assert_cmpint (ask (&pace, START + 9000 * SECOND), ==, START + 9000 * SECOND);
  g_assert_cmpint (ask (&pace, START + 9000 * SECOND), ==, START + 9001 * SECOND);
}

/* Whatever is asked when: in no window are there more than the portal allows. */
static void
test_never_more (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  Bitrix24Pace pace = { 0 };
  gint64 times[2000] = { 0 };
  gint64 now = START;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      now += g_rand_int_range (rand, 0, 10) == 0 ? g_rand_int_range (rand, 0, 20 * SECOND) : 0;
      now = times[i] = ask (&pace, now);
    }
  for (guint i = 0; i + BITRIX24_BURST < G_N_ELEMENTS (times); i++)
    g_assert_cmpint (times[i + BITRIX24_BURST] - times[i], >=, SECOND);
}

static void
test_pause (void)
{
  Bitrix24Pace pace = { 0 };

  g_assert_cmpint (bitrix24_pace_paused_until (&pace, users | leads), <=, START);
  bitrix24_pace_learn (&pace, BITRIX24_LEAD_LIST, 90, START);
  g_assert_cmpint (bitrix24_pace_paused_until (&pace, leads), <=, START);
  bitrix24_pace_pause (&pace, BITRIX24_LEAD_LIST, START + 10 * SECOND);
  g_assert_cmpint (bitrix24_pace_paused_until (&pace, leads), ==, START + 90 * SECOND);
  g_assert_cmpint (bitrix24_pace_paused_until (&pace, users | leads), ==, START + 90 * SECOND);
  g_assert_cmpint (bitrix24_pace_paused_until (&pace, users), <=, START);
}

/* Where the portal has told nothing, or something that is over. */
static void
test_pause_unknown (void)
{
  Bitrix24Pace pace = { 0 };

  bitrix24_pace_pause (&pace, BITRIX24_USER_GET, START);
  g_assert_cmpint (bitrix24_pace_paused_until (&pace, users), ==, START + 600 * SECOND);
  bitrix24_pace_learn (&pace, BITRIX24_LEAD_LIST, 5, START);
  bitrix24_pace_pause (&pace, BITRIX24_LEAD_LIST, START + 6 * SECOND);
  g_assert_cmpint (bitrix24_pace_paused_until (&pace, leads), ==, START + 606 * SECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bitrix24-pace/burst", test_burst);
  g_test_add_func ("/bitrix24-pace/empties", test_empties);
  g_test_add_func ("/bitrix24-pace/never-more", test_never_more);
  g_test_add_func ("/bitrix24-pace/pause", test_pause);
  g_test_add_func ("/bitrix24-pace/pause-unknown", test_pause_unknown);
  return g_test_run ();
}
