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

/* The rows of a LIST in the order of their ids, a page of those above AFTER ("" = from the first);
 * FILTER (may be NULL) narrows them down. */
typedef struct
{
  const char *changed_since; /* ISO 8601; NULL = whenever */
  const char *created_since; /* likewise; of tasks */
  const char *creator;       /* id of a user; of tasks */
  gboolean online;           /* of users: those who are logged in now */
} Bitrix24Filter;
Bitrix24Request *bitrix24_request_page (Bitrix24Method list, const char *after,
                                        const Bitrix24Filter *filter);

Bitrix24Request *bitrix24_request_by_id (Bitrix24Method list, const char *id);
/* Of leads and activities that were made here. ID may be NULL. */
Bitrix24Request *bitrix24_request_by_origin (Bitrix24Method list, const char *origin,
                                             const char *id);

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
