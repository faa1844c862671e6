/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thread-clues.h"

static void
assert_subject (const char *subject, const char *normal, gboolean is_reply)
{
  g_autoptr (ThreadClues) clues = thread_clues_new ("", "", "", subject);

  g_assert_cmpstr (clues->subject, ==, normal);
  g_assert_cmpint (clues->by_subject, ==, is_reply);
}

static void
test_subjects (void)
{
  assert_subject ("Offer", "offer", FALSE);
  assert_subject ("Re: Offer", "offer", TRUE);
  assert_subject ("  RE :  AW:Fwd:   Offer  of  May ", "offer of may", TRUE);
  assert_subject ("SV: Antw: WG: Offer", "offer", TRUE);
  assert_subject ("Re[2]: Re(3): Re^4: Offer", "offer", TRUE);
  assert_subject ("回复：Grüße", "grüsse", TRUE);
  assert_subject ("Fwd: WG: Offer", "offer", FALSE);
  assert_subject ("Regarding: Offer", "regarding: offer", FALSE);
  assert_subject ("Re Offer", "re offer", FALSE);
  assert_subject ("Re[x]: Offer", "re[x]: offer", FALSE);
  assert_subject ("Re:", "", FALSE);
  assert_subject ("", "", FALSE);
}

static void
assert_ids (const char *own, const char *in_reply_to, const char *references, const char *expected)
{
  g_autoptr (ThreadClues) clues = thread_clues_new (own, in_reply_to, references, "Re: s");
  g_autofree char *joined = NULL;

  g_ptr_array_add (clues->ids, NULL);
  joined = g_strjoinv (" ", (char **) clues->ids->pdata);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_ids (void)
{
  assert_ids ("a@x", "", "", "a@x");
  assert_ids ("a@x", "b@x", "c@x b@x", "a@x b@x c@x");
  assert_ids ("", "", "c@x  d@x ", "d@x c@x");
  assert_ids ("a@x", "Your", "message of", "a@x");
  assert_ids ("a@x", "a@x", "a@x a@x", "a@x");
}

/* Only a reply that does not say to what. */
static void
test_by_subject (void)
{
  g_autoptr (ThreadClues) named = thread_clues_new ("a@x", "", "b@x", "Re: s");
  g_autoptr (ThreadClues) nameless = thread_clues_new ("a@x", "Your message", "", "Re: s");

  g_assert_false (named->by_subject);
  g_assert_true (nameless->by_subject);
}

static void
test_many (void)
{
  g_autoptr (GString) references = g_string_new (NULL);
  g_autoptr (ThreadClues) clues = NULL;

  for (guint i = 1; i <= 10000; i++)
    g_string_append_printf (references, "%s%u@x", i > 1 ? " " : "", i);
  clues = thread_clues_new ("own@x", "other@x", references->str, "");
  g_assert_cmpuint (clues->ids->len, ==, THREAD_REFERENCES_MAX + 2);
  g_assert_cmpstr (clues->ids->pdata[2], ==, "10000@x");
  g_assert_cmpstr (clues->ids->pdata[THREAD_REFERENCES_MAX + 1], ==, "9951@x");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thread-clues/subjects", test_subjects);
  g_test_add_func ("/thread-clues/ids", test_ids);
  g_test_add_func ("/thread-clues/by-subject", test_by_subject);
  g_test_add_func ("/thread-clues/many", test_many);
  return g_test_run ();
}
