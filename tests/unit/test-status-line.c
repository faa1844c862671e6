/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "status-line.h"

static const char *const nobody[] = { "metered", "nobody-online", NULL };
static const char *const paused[] = { "nobody-online", "paused", NULL };
static const char *const nothing[] = { NULL };

static const struct
{
  StatusFacts facts;
  const char *line;
} cases[] = {
  { { 0 }, "no account yet; «posthornctl add» connects one" },
  { { .disabled = 1 }, "1 account, which is disabled" },
  { { .disabled = 2 }, "2 accounts, all disabled" },
  { { .accounts = 3, .unread = 12, .next_check = "10:43" },
    "3 accounts, 12 unread, next check 10:43" },
  { { .accounts = 1, .disabled = 2, .next_check = "Monday 10:43", .blocked_by = nobody },
    "1 account, 0 unread, next check Monday 10:43" },
  { { .accounts = 1, .unread = 1, .blocked_by = nobody },
    "1 account, 1 unread, no check while nobody is there" },
  { { .accounts = 1, .unread = 1, .blocked_by = paused },
    "1 account, 1 unread, checks are paused" },
  { { .accounts = 1, .unread = 1, .blocked_by = nothing }, "1 account, 1 unread" },
  { { .accounts = 2, .unread = 7, .checking = TRUE, .next_check = "10:43" },
    "2 accounts, checking" },
  { { .accounts = 2, .unread = 7, .trouble = "work: no\r\nlogin", .troubled = 1 },
    "work: no  login" },
  { { .accounts = 4, .trouble = "work: no login", .troubled = 3, .checking = TRUE },
    "work: no login (and 2 more)" },
  { { .accounts = 1, .next_check = "10:43", .mistakes = 1 },
    "1 account, 0 unread, next check 10:43; 1 mistake in posthorn.conf, see the journal" },
  { { .trouble = "work: no login", .troubled = 1, .mistakes = 2 },
    "work: no login; 2 mistakes in posthorn.conf, see the journal" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = status_line (&cases[i].facts);
      g_assert_cmpstr (line, ==, cases[i].line);
    }
}

/* Every word of Manager.BlockedBy has its text. */
static void
test_obstacles (void)
{
  const char *const words[] = { "nobody-online", "offline", "metered",       "power-saver",
                                "sleeping",      "paused",  "keyring-locked" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const char *const blocked_by[] = { words[i], NULL };
      const StatusFacts facts = { .accounts = 1, .blocked_by = blocked_by };
      g_autofree char *line = status_line (&facts);
      g_assert_true (g_str_has_prefix (line, "1 account, 0 unread, "));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status-line/cases", test_cases);
  g_test_add_func ("/status-line/obstacles", test_obstacles);
  return g_test_run ();
}
