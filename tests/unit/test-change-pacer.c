/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "change-pacer.h"

#define MILLISECOND (G_USEC_PER_SEC / 1000)

typedef enum
{
  ADDED,
  CHANGED,
  REMOVED,
} What;

static GArray *
some_ids (guint64 first, guint n)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint64 id = first; id < first + n; id++)
    g_array_append_val (ids, id);
  return ids;
}

static void
gather_some (ChangePacer *pacer, guint64 revision, What what, guint64 first, guint n)
{
  g_autoptr (GArray) ids = some_ids (first, n);
  g_autoptr (GArray) none = some_ids (0, 0);

  change_pacer_gather (pacer, revision, what == ADDED ? ids : none, what == CHANGED ? ids : none,
                       what == REMOVED ? ids : none);
}

static void
gather (ChangePacer *pacer, guint64 revision, What what, guint64 id)
{
  gather_some (pacer, revision, what, id, 1);
}

static void
append (GString *text, const char *sign, GArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, " %s%" G_GUINT64_FORMAT, sign, g_array_index (ids, guint64, i));
}

static void
assert_told (ChangePacer *pacer, gint64 now, const char *expected)
{
  g_autoptr (ChangeNews) news = change_pacer_take (pacer, now);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_nonnull (news);
  g_string_printf (text, "%" G_GUINT64_FORMAT ":", news->revision);
  append (text, "+", news->added);
  append (text, "*", news->changed);
  append (text, "-", news->removed);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_silent (ChangePacer *pacer, gint64 now)
{
  g_autoptr (ChangeNews) news = change_pacer_take (pacer, now);

  g_assert_null (news);
}

static void
test_first_at_once (void)
{
  g_autoptr (ChangePacer) pacer = change_pacer_new ();

  g_assert_cmpint (change_pacer_due (pacer), ==, G_MAXINT64);
  assert_silent (pacer, 0);
  gather (pacer, 5, ADDED, 1);
  g_assert_cmpint (change_pacer_due (pacer), <=, 0);
  assert_told (pacer, 0, "5: +1");
  g_assert_cmpint (change_pacer_due (pacer), ==, G_MAXINT64);
}

static void
test_gathers (void)
{
  g_autoptr (ChangePacer) pacer = change_pacer_new ();

  gather (pacer, 1, ADDED, 1);
  assert_told (pacer, 1000 * MILLISECOND, "1: +1");
  gather (pacer, 2, ADDED, 3);
  gather (pacer, 3, CHANGED, 2);
  g_assert_cmpint (change_pacer_due (pacer), ==, 1250 * MILLISECOND);
  assert_silent (pacer, 1250 * MILLISECOND - 1);
  gather (pacer, 4, REMOVED, 1);
  g_assert_cmpint (change_pacer_due (pacer), ==, 1250 * MILLISECOND);
  assert_told (pacer, 1250 * MILLISECOND, "4: +3 *2 -1");
  /* After a pause, at once again. */
  gather (pacer, 5, CHANGED, 1);
  assert_told (pacer, 9000 * MILLISECOND, "5: *1");
}

static void
test_net_effect (void)
{
  g_autoptr (ChangePacer) pacer = change_pacer_new ();

  gather (pacer, 1, ADDED, 1);
  gather (pacer, 2, CHANGED, 1);
  gather (pacer, 3, CHANGED, 2);
  gather (pacer, 4, REMOVED, 2);
  gather (pacer, 5, REMOVED, 3);
  gather (pacer, 6, ADDED, 3);
  gather (pacer, 7, ADDED, 4);
  gather (pacer, 8, REMOVED, 4);
  assert_told (pacer, 0, "8: +1 *3 -2");
  gather (pacer, 9, ADDED, 5);
  gather (pacer, 10, REMOVED, 5);
  gather (pacer, 11, ADDED, 5);
  assert_told (pacer, 1000 * MILLISECOND, "11: +5");
}

/* With something new every millisecond, over ten seconds. */
static void
test_rate (void)
{
  g_autoptr (ChangePacer) pacer = change_pacer_new ();
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 now = 0; now <= 10 * G_USEC_PER_SEC; now += MILLISECOND)
    {
      g_autoptr (ChangeNews) news = NULL;

      gather (pacer, 1 + (guint64) now, CHANGED, 1);
      news = change_pacer_take (pacer, now);
      if (news)
        g_array_append_val (told, now);
    }
  g_assert_cmpuint (told->len, ==, 41);
  for (guint i = 5; i < told->len; i++)
    g_assert_cmpint (g_array_index (told, gint64, i) - g_array_index (told, gint64, i - 5), >,
                     G_USEC_PER_SEC);
}

static void
test_too_many (void)
{
  g_autoptr (ChangePacer) pacer = change_pacer_new ();
  g_autoptr (ChangeNews) most = NULL;

  gather_some (pacer, 1, ADDED, 1, CHANGE_PACER_MOST);
  most = change_pacer_take (pacer, 0);
  g_assert_cmpuint (most->added->len, ==, CHANGE_PACER_MOST);
  gather (pacer, 2, CHANGED, 1);
  gather_some (pacer, 3, REMOVED, 1, CHANGE_PACER_MOST);
  gather (pacer, 4, CHANGED, 1);
  assert_told (pacer, 1000 * MILLISECOND, "4:");
  gather (pacer, 5, CHANGED, 1);
  change_pacer_gather_unlisted (pacer, 6);
  assert_told (pacer, 2000 * MILLISECOND, "6:");
  gather (pacer, 7, CHANGED, 1);
  assert_told (pacer, 3000 * MILLISECOND, "7: *1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change-pacer/first-at-once", test_first_at_once);
  g_test_add_func ("/change-pacer/gathers", test_gathers);
  g_test_add_func ("/change-pacer/net-effect", test_net_effect);
  g_test_add_func ("/change-pacer/rate", test_rate);
  g_test_add_func ("/change-pacer/too-many", test_too_many);
  return g_test_run ();
}
