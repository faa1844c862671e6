/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "polling-rule.h"

/* After one failure, two, three, and any more; none is over a day, which no wait may be. */
static const guint backoff[] = { 600, 1200, 3600, 14400 };

static const char *const rule_names[]
    = { "disabled", "paused", "nobody-online", "owner-active", "routing", "daily" };

static PollingRule
rule_in_force (const PollingFacts *facts)
{
  if (!facts->enabled)
    return POLLING_DISABLED;
  if (facts->paused)
    return POLLING_PAUSED;
  if (!facts->anyone_online)
    return POLLING_NOBODY_ONLINE;
  if (facts->owner_active)
    return POLLING_OWNER_ACTIVE;
  return facts->routing ? POLLING_ROUTING : POLLING_DAILY;
}

static guint
interval_of (PollingRule rule, const PollingOptions *options)
{
  switch (rule)
    {
    case POLLING_OWNER_ACTIVE:
    case POLLING_ROUTING:
      return options->interval;
    case POLLING_DAILY:
      return options->daily_interval;
    default:
      return 0;
    }
}

guint
polling_backoff (guint failures)
{
  return failures == 0 ? 0 : backoff[MIN (failures, G_N_ELEMENTS (backoff)) - 1];
}

PollingDecision
polling_decide (const PollingFacts *facts, const PollingOptions *options, gint64 now)
{
  PollingRule rule = rule_in_force (facts);
  guint interval = interval_of (rule, options);

  if (interval == 0 || facts->blocked || facts->needs_user)
    return (PollingDecision){ rule, 0, POLLING_NEVER };
  if (facts->retry)
    return (PollingDecision){ rule, interval, now };
  interval = MAX (interval, polling_backoff (facts->failures));
  if (!facts->started)
    return (PollingDecision){ rule, interval, now };
  return (PollingDecision){ rule, interval,
                            facts->last_start + (gint64) interval * G_USEC_PER_SEC };
}

const char *
polling_rule_name (PollingRule rule)
{
  return rule_names[rule];
}
