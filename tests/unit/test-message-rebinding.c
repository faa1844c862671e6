/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "message-rebinding.h"

static GArray *
identities (const MessageIdentity *rows, guint n_rows)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (MessageIdentity));

  g_array_append_vals (array, rows, n_rows);
  return array;
}

static guint32
uid_at (GArray *uids, guint index)
{
  return g_array_index (uids, guint32, index);
}

static void
test_match (void)
{
  const MessageIdentity ours[] = { { 1, 100, 10, "a@x" },
                                   { 2, 100, 10, "" },
                                   { 3, 200, 10, "b@x" },
                                   { 4, 100, 10, "" },
                                   { 5, 300, 30, "c@x" } };
  const MessageIdentity theirs[] = { { 51, 200, 10, "b@x" },
                                     { 52, 100, 10, "" },
                                     { 53, 300, 31, "c@x" },
                                     { 54, 100, 10, "" },
                                     { 55, 100, 10, "" } };
  g_autoptr (GArray) local = identities (ours, G_N_ELEMENTS (ours));
  g_autoptr (GArray) remote = identities (theirs, G_N_ELEMENTS (theirs));
  g_autoptr (GArray) old_uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) new_uids = g_array_new (FALSE, FALSE, sizeof (guint32));

  message_rebinding_match (local, remote, old_uids, new_uids);
  g_assert_cmpuint (old_uids->len, ==, 3);
  g_assert_cmpuint (new_uids->len, ==, 3);
  g_assert_cmpuint (uid_at (old_uids, 0), ==, 3);
  g_assert_cmpuint (uid_at (new_uids, 0), ==, 51);
  g_assert_cmpuint (uid_at (old_uids, 1), ==, 2);
  g_assert_cmpuint (uid_at (new_uids, 1), ==, 52);
  g_assert_cmpuint (uid_at (old_uids, 2), ==, 4);
  g_assert_cmpuint (uid_at (new_uids, 2), ==, 54);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message-rebinding/match", test_match);
  return g_test_run ();
}
