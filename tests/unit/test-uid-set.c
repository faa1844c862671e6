/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uid-set.h"

#include <string.h>

#define MODEL_MAX 64

static UidSet *
parsed (const char *text)
{
  UidSet *set = uid_set_parse (text, strlen (text), 1000);
  g_assert_nonnull (set);
  return set;
}

static void
assert_text (const UidSet *set, const char *expected)
{
  g_autofree char *text = uid_set_to_string (set);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_add_merges (void)
{
  g_autoptr (UidSet) set = uid_set_new ();

  uid_set_add (set, 5);
  uid_set_add (set, 3);
  uid_set_add (set, 4);
  uid_set_add_range (set, 20, 10);
  uid_set_add_range (set, 6, 9);
  uid_set_add (set, G_MAXUINT32);
  assert_text (set, "3:20,4294967295");
  g_assert_cmpuint (uid_set_count (set), ==, 19);
  g_assert_cmpuint (uid_set_max (set), ==, G_MAXUINT32);
}

static void
test_whole_range (void)
{
  g_autoptr (UidSet) set = parsed ("1:4294967295");

  g_assert_cmpuint (uid_set_count (set), ==, G_MAXUINT32);
  uid_set_remove_range (set, 7, 7);
  uid_set_remove_range (set, G_MAXUINT32, G_MAXUINT32);
  assert_text (set, "1:6,8:4294967294");
}

static void
test_take_newest (void)
{
  g_autoptr (UidSet) set = parsed ("1:10,20:22");
  g_autoptr (UidSet) first = uid_set_take_newest (set, 5);
  g_autoptr (UidSet) rest = uid_set_take_newest (set, 100);

  assert_text (first, "9:10,20:22");
  assert_text (rest, "1:8");
  g_assert_true (uid_set_is_empty (set));
}

static void
test_parse_refuses (void)
{
  const char *const bad[]
      = { "",   "0",          "1:", ":2", "1,,2", "1,",  "*",   "1:*",
          "01", "4294967296", "-1", "1 ", "a",    "1:0", "1;2", "99999999999999999999",
          " 1" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (UidSet) set = uid_set_parse (bad[i], strlen (bad[i]), 1000);
      g_assert_null (set);
    }
  g_assert_null (uid_set_parse ("1,3,5", 5, 2));
}

static guint64
bits_of (const UidSet *set)
{
  guint64 bits = 0;

  for (guint32 uid = 1; uid < MODEL_MAX; uid++)
    if (uid_set_contains (set, uid))
      bits |= G_GUINT64_CONSTANT (1) << uid;
  return bits;
}

static UidSet *
set_of (guint64 bits)
{
  UidSet *set = uid_set_new ();

  for (guint32 uid = 1; uid < MODEL_MAX; uid++)
    if (bits & (G_GUINT64_CONSTANT (1) << uid))
      uid_set_add (set, uid);
  return set;
}

static guint64
random_bits (void)
{
  guint64 bits = ((guint64) g_test_rand_int () << 32) | (guint32) g_test_rand_int ();
  return bits & ((guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ()) & ~1ULL;
}

/* A set of up to 63 UIDs must do what one machine word does. */
static void
test_against_model (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      guint64 a = random_bits ();
      guint64 b = random_bits ();
      g_autoptr (UidSet) other = set_of (b);
      g_autoptr (UidSet) both = set_of (a);
      g_autoptr (UidSet) left = set_of (a);
      g_autoptr (UidSet) common = set_of (a);
      g_autoptr (UidSet) again = NULL;
      g_autoptr (UidSet) expected = set_of (a | b);

      uid_set_union (both, other);
      uid_set_subtract (left, other);
      uid_set_intersect (common, other);
      g_assert_cmphex (bits_of (both), ==, a | b);
      g_assert_cmphex (bits_of (left), ==, a & ~b);
      g_assert_cmphex (bits_of (common), ==, a & b);
      g_assert_true (uid_set_equal (both, expected));
      again = uid_set_copy (both);
      uid_set_remove_range (again, 10, 40);
      g_assert_cmphex (bits_of (again), ==, (a | b) & ~(((1ULL << 31) - 1) << 10));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uid-set/add-merges", test_add_merges);
  g_test_add_func ("/uid-set/whole-range", test_whole_range);
  g_test_add_func ("/uid-set/take-newest", test_take_newest);
  g_test_add_func ("/uid-set/parse-refuses", test_parse_refuses);
  g_test_add_func ("/uid-set/against-model", test_against_model);
  return g_test_run ();
}
