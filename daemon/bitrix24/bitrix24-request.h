/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is asked of a portal: a method and its parameters. They are made here of typed values, but
 * for activities (bitrix24-activity.h) and batches (bitrix24-batch.h), and nobody can change one.
 * Ids are text as the portal gave them. It knows no URL, no answer and no clock.
 */
#pragma once

#include "bitrix24-customer.h"
#include "bitrix24-method.h"

/* In what is added: where it comes from, as ORIGINATOR_ID says it. */
#define BITRIX24_ORIGINATOR "posthorn"

#define BITRIX24_PAGE 50 /* rows, whatever is asked for */

typedef struct _Bitrix24Request Bitrix24Request;

void bitrix24_request_free (Bitrix24Request *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bitrix24Request, bitrix24_request_free)

Bitrix24Method bitrix24_request_method (const Bitrix24Request *request);
/* A set of 1 << method: of a batch also those in it. */
guint bitrix24_request_methods (const Bitrix24Request *request);
char *bitrix24_request_json (const Bitrix24Request *request);

/* The rows of a LIST in the order of their ids, a page of those above AFTER ("" = from the first).
 * CHANGED_SINCE (Unix seconds, 0 = whenever) is for customers. Of users: those who work there. */
Bitrix24Request *bitrix24_request_page (Bitrix24Method list, const char *after,
                                        gint64 changed_since);
/* Tasks with their descriptions that the user CREATOR has made since. */
Bitrix24Request *bitrix24_request_made_tasks (const char *after, const char *creator,
                                              gint64 created_since);

/* At most a page of them. */
Bitrix24Request *bitrix24_request_by_ids (Bitrix24Method list, const char *const *ids);
/* Of leads and activities that were made here. */
Bitrix24Request *bitrix24_request_by_origin (Bitrix24Method list, const char *origin);

/* Which customers have ADDRESS. Of KIND only, or (-1) of any: leads push the others out of the
 * answer then once there are BITRIX24_FOUND_MOST of them. */
#define BITRIX24_FOUND_MOST 20
Bitrix24Request *bitrix24_request_find (const char *address, int kind);

typedef struct
{
  const char *title; /* "" = none */
  const char *name;
  const char *address;
  const char *responsible;
  const char *origin;
} Bitrix24NewLead;
Bitrix24Request *bitrix24_request_add_lead (const Bitrix24NewLead *lead);

typedef struct
{
  const char *title; /* "" = none */
  const char *description;
  const char *responsible;
  const char *customer; /* its id as bitrix24-customer.h has it, "" = of nobody's */
  gint64 due;           /* Unix seconds, 0 = not due */
} Bitrix24NewTask;
Bitrix24Request *bitrix24_request_add_task (const Bitrix24NewTask *task);

Bitrix24Request *bitrix24_request_complete_task (const char *id);
Bitrix24Request *bitrix24_request_delete_task (const char *id);
Bitrix24Request *bitrix24_request_delete_activity (const char *id);
