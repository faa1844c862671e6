/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading employees, customers and tasks of a portal, a batch at a time, as steps
 * (bitrix24-steps.h): all of them once a day, in between the customers that have changed since the
 * time that the portal told at the beginning of the run before. Tasks are asked for by their ids,
 * as no portal tells which are gone. It knows no store and no clock.
 */
#pragma once

#include "bitrix24-page.h"
#include "bitrix24-steps.h"

typedef struct _Bitrix24Pull Bitrix24Pull;

/* The next batch of the run that CURSOR stands in, or of a new one at NOW (Unix seconds); "" or a
 * strange cursor = a whole run. TASKS: the ids of all that are known to be there; OPEN_TASKS: of
 * those that were not completed. Borrowed until the end, and sorted by bitrix24_pull_sort(). */
Bitrix24Pull *bitrix24_pull_new (const char *cursor, gint64 now, GPtrArray *tasks,
                                 GPtrArray *open_tasks);
void bitrix24_pull_free (Bitrix24Pull *pull);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bitrix24Pull, bitrix24_pull_free)

void bitrix24_pull_sort (GPtrArray *ids); /* char * */

extern const Bitrix24StepsKind bitrix24_pull_kind; /* of Bitrix24Pull */

/* What the batch has told. Bitrix24Row; borrowed. */
GPtrArray *bitrix24_pull_rows (const Bitrix24Pull *pull, Bitrix24Method list);
/* Ids of tasks that were asked for and are not there; borrowed. */
GPtrArray *bitrix24_pull_missing_tasks (const Bitrix24Pull *pull);

gboolean bitrix24_pull_has_more (const Bitrix24Pull *pull);
/* Whether the run, which is over, has told all rows of LIST there are. */
gboolean bitrix24_pull_is_whole (const Bitrix24Pull *pull, Bitrix24Method list);
char *bitrix24_pull_cursor (const Bitrix24Pull *pull);
