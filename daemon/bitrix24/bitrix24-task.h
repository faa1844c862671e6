/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making one task that is here a task of the portal, exactly once, completing it, or making it
 * gone, as steps (bitrix24-steps.h). No field of a task can be looked for that would hold a mark of
 * ours, so that it stands in the last line of the description. It knows no store.
 */
#pragma once

#include "bitrix24-page.h"
#include "bitrix24-steps.h"

/* All borrowed until the end. Of a removal only the first six matter. */
typedef struct
{
  const char *task; /* its id; "" = not known */
  gboolean is_begun;
  gboolean is_removal;
  const char *marker;
  const char *creator; /* id of the user whom the webhook belongs to */
  gint64 created;      /* Unix seconds; 0 = not known */
  const char *title;
  const char *mail;     /* "mid:…" (RFC 2392), "" = none */
  const char *customer; /* "C_75", "" = of nobody */
  const char *responsible;
  gint64 due; /* Unix seconds, 0 = not due */
  gboolean is_completed;
} Bitrix24Task;

typedef struct _Bitrix24TaskSteps Bitrix24TaskSteps;

Bitrix24TaskSteps *bitrix24_task_steps_new (const Bitrix24Task *task);
void bitrix24_task_steps_free (Bitrix24TaskSteps *steps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bitrix24TaskSteps, bitrix24_task_steps_free)

extern const Bitrix24StepsKind bitrix24_task_kind; /* of Bitrix24TaskSteps */

/* Once they are over; "" = there is none any more. */
const char *bitrix24_task_id (const Bitrix24TaskSteps *steps);
/* As the portal had it before anything was done to it; NULL where it was just made. */
const Bitrix24Row *bitrix24_task_row (const Bitrix24TaskSteps *steps);
/* Somebody else has removed it there. */
gboolean bitrix24_task_is_gone (const Bitrix24TaskSteps *steps);
