/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "push-delay.h"

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

static void
test_grows (void)
{
  static const guint expected[] = { 5, 30, 120, 600, 1800, 1800, 1800 };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (push_delay_seconds (i + 1), ==, expected[i]);
  g_assert_cmpuint (push_delay_seconds (G_MAXUINT), ==, 1800);
}

static void
test_forgets (void)
{
  g_assert_cmpuint (push_delay_count (0, 0), ==, 1);
  g_assert_cmpuint (push_delay_count (3, 0), ==, 4);
  g_assert_cmpuint (push_delay_count (3, 2 * MINUTE - 1), ==, 4);
  g_assert_cmpuint (push_delay_count (3, 2 * MINUTE), ==, 1);
}

static void
test_probe (void)
{
  g_assert_cmpint (push_delay_probe (7 * MINUTE, 1 * MINUTE, 4 * MINUTE), ==, 11 * MINUTE);
  /* A server that never falls silent. */
  g_assert_cmpint (push_delay_probe (29 * MINUTE, 1 * MINUTE, 4 * MINUTE), ==, 30 * MINUTE);
  g_assert_cmpint (push_delay_probe (1 * MINUTE, 1 * MINUTE, 60 * MINUTE), ==, 30 * MINUTE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/push-delay/grows", test_grows);
  g_test_add_func ("/push-delay/forgets", test_forgets);
  g_test_add_func ("/push-delay/probe", test_probe);
  return g_test_run ();
}
