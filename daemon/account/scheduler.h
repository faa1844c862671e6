/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When one account is checked by itself: it gathers the facts that policy/polling-rule.h decides
 * on, keeps one timer for the next moment (none while there is none), and says when that has come.
 * It starts no check and knows no server; it is told of every check, however it came about.
 */
#pragma once

#include "account-services.h"
#include "polling-rule.h"

typedef struct _Scheduler Scheduler;

typedef struct
{
  /* A check is due: it is begun before this returns, which scheduler_began() tells. */
  void (*due) (gpointer data);
  /* The facts or the decision may have changed. */
  void (*changed) (gpointer data);
} SchedulerCallbacks;

/* CALLBACKS is not copied. Nothing is due before scheduler_start(). */
Scheduler *scheduler_new (AccountServices *services, const StoreAccount *config,
                          const SchedulerCallbacks *callbacks, gpointer data);
void scheduler_free (Scheduler *scheduler);
void scheduler_start (Scheduler *scheduler);
void scheduler_stop (Scheduler *scheduler); /* nothing is due any more */

/* CONFIG is valid until the next call or the end. */
void scheduler_configure (Scheduler *scheduler, const StoreAccount *config);

/* A check of the whole account has been asked for, whoever did; then it runs; then it is over, with
 * ERROR of POSTHORN_ERROR or NULL. AGAIN: the next one has been asked for already. */
void scheduler_asked (Scheduler *scheduler);
void scheduler_began (Scheduler *scheduler);
void scheduler_ended (Scheduler *scheduler, const GError *error, gboolean again);

/* How a check of a single folder ended: what it says of the way to the server counts, too. */
void scheduler_heard (Scheduler *scheduler, const GError *error);

/* Whether there is nothing to check, because no folder is selected. */
void scheduler_set_no_folder (Scheduler *scheduler, gboolean no_folder);

/* What the last failure waited for has come. */
void scheduler_retry (Scheduler *scheduler);

/* Somebody has set the wall clock. */
void scheduler_clock_set (Scheduler *scheduler);

gint64 scheduler_next_sync (Scheduler *scheduler); /* Unix seconds, 0 = not by itself */
const PollingFacts *scheduler_facts (Scheduler *scheduler);
const PollingDecision *scheduler_decision (Scheduler *scheduler);
/* Why nothing is due now, though the account is enabled. */
GStrv scheduler_blocked_by (Scheduler *scheduler);
