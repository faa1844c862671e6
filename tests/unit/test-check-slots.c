/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check-slots.h"

static GString *granted;

static void
on_granted (gpointer waiter)
{
  g_string_append (granted, waiter);
}

static void
test_order (void)
{
  CheckSlots *slots = check_slots_new (2);

  granted = g_string_new (NULL);
  g_assert_true (check_slots_take (slots, on_granted, "a"));
  g_assert_true (check_slots_take (slots, on_granted, "b"));
  g_assert_false (check_slots_take (slots, on_granted, "c"));
  g_assert_false (check_slots_take (slots, on_granted, "d"));
  g_assert_false (check_slots_take (slots, on_granted, "c"));
  g_assert_cmpstr (granted->str, ==, "");
  check_slots_release (slots);
  g_assert_cmpstr (granted->str, ==, "c");
  check_slots_release (slots);
  g_assert_cmpstr (granted->str, ==, "cd");
  check_slots_release (slots);
  g_assert_true (check_slots_take (slots, on_granted, "e"));
  g_assert_cmpstr (granted->str, ==, "cd");
  check_slots_free (slots);
  g_string_free (granted, TRUE);
}

static void
test_leave (void)
{
  CheckSlots *slots = check_slots_new (1);

  granted = g_string_new (NULL);
  g_assert_true (check_slots_take (slots, on_granted, "a"));
  g_assert_false (check_slots_take (slots, on_granted, "b"));
  g_assert_false (check_slots_take (slots, on_granted, "c"));
  check_slots_leave (slots, "b");
  check_slots_leave (slots, "x");
  check_slots_release (slots);
  g_assert_cmpstr (granted->str, ==, "c");
  check_slots_free (slots);
  g_string_free (granted, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check-slots/order", test_order);
  g_test_add_func ("/check-slots/leave", test_leave);
  return g_test_run ();
}
