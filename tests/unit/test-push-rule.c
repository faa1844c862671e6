/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "push-rule.h"

static const PollingFacts working
    = { .enabled = TRUE, .anyone_online = TRUE, .owner_active = TRUE };
static const PollingFacts idle = { .enabled = TRUE, .anyone_online = TRUE };
static const PollingFacts gone = { .enabled = TRUE };

static void
test_modes (void)
{
  const struct
  {
    const char *mode;
    gboolean working;
    gboolean idle;
    gboolean gone;
  } rows[] = {
    { "off", FALSE, FALSE, FALSE },
    { "when-active", TRUE, FALSE, FALSE },
    { "always", TRUE, TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (push_rule_wants (rows[i].mode, &working), ==, rows[i].working);
      g_assert_cmpint (push_rule_wants (rows[i].mode, &idle), ==, rows[i].idle);
      g_assert_cmpint (push_rule_wants (rows[i].mode, &gone), ==, rows[i].gone);
    }
}

static void
assert_unwanted (PollingFacts facts)
{
  g_assert_false (push_rule_wants ("always", &facts));
  g_assert_false (push_rule_wants ("when-active", &facts));
}

static void
test_obstacles (void)
{
  PollingFacts facts = working;

  facts.enabled = FALSE;
  assert_unwanted (facts);
  facts = working;
  facts.paused = TRUE;
  assert_unwanted (facts);
  facts = working;
  facts.blocked = TRUE;
  assert_unwanted (facts);
  facts = working;
  facts.needs_user = TRUE;
  assert_unwanted (facts);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/push-rule/modes", test_modes);
  g_test_add_func ("/push-rule/obstacles", test_obstacles);
  return g_test_run ();
}
