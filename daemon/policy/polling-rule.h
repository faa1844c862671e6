/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When a mailbox is checked by itself: facts in, the rule in force and the next moment out. It
 * knows no timer, no session and no server; what a person asks for at once never comes here.
 * Moments are microseconds on the boot clock, intervals are seconds.
 */
#pragma once

#include <glib.h>

#define POLLING_NEVER G_MAXINT64

typedef enum
{
  POLLING_DISABLED,
  POLLING_PAUSED,
  POLLING_NOBODY_ONLINE,
  POLLING_OWNER_ACTIVE,
  POLLING_ROUTING,
  POLLING_DAILY,
} PollingRule;

typedef struct
{
  guint interval;
  guint daily_interval;
} PollingOptions;

typedef struct
{
  gboolean enabled;
  gboolean paused;
  gboolean anyone_online;
  gboolean owner_active; /* implies that somebody is online */
  gboolean routing;
  gboolean blocked; /* no network, a metered one, power saver, asleep, keyring locked, no folder */
  gboolean needs_user; /* the sign-in was refused: no try before a person has acted */
  gboolean retry;      /* what the last failure waited for has come, or it was interrupted */
  guint failures;      /* checks that failed in a row */
  gboolean started;    /* whether LAST_START means anything */
  gint64 last_start;   /* when the last check began, however it came about */
} PollingFacts;

typedef struct
{
  PollingRule rule;
  guint interval; /* in force, with the wait after failures; 0 = not checked */
  gint64 next;    /* not before that; in the past = overdue; POLLING_NEVER */
} PollingDecision;

PollingDecision polling_decide (const PollingFacts *facts, const PollingOptions *options,
                                gint64 now);

/* Seconds to wait after so many FAILURES in a row; 0 after none. */
guint polling_backoff (guint failures);

/* "owner-active" ... as on the bus. */
const char *polling_rule_name (PollingRule rule);
