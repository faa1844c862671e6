/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "push-rule.h"

gboolean
push_rule_wants (const char *mode, const PollingFacts *facts)
{
  if (!facts->enabled || facts->paused || facts->blocked || facts->needs_user)
    return FALSE;
  if (g_str_equal (mode, "when-active"))
    return facts->owner_active;
  return g_str_equal (mode, "always");
}
