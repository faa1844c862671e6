/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The task of an iCalendar object (RFC 5545), read, made and completed; the only file that knows
 * libical. What others have written there is not ours to lose: changing one rewrites the few lines
 * that are about it and leaves all others octet for octet. Pure, and meant to run in the confined
 * process (parser/).
 */
#pragma once

#include "dav-answer.h"

typedef struct
{
  char *uid;
  char *title;
  char *description; /* "" = none */
  char *message_id;  /* of the mail it is about, without <>, "" = none */
  gint64 due;        /* Unix seconds, 0 = not due */
  gint64 created;
  gint64 completed; /* 0 = open */
} DavTaskDraft;

#define DAV_TASK_DRAFT_TYPE "(ssssxxx)"

void dav_task_draft_free (DavTaskDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavTaskDraft, dav_task_draft_free)
/* As those of dav-answer.h. */
GVariant *dav_task_draft_to_variant (const DavTaskDraft *draft);
DavTaskDraft *dav_task_draft_from_variant (GVariant *variant);

/* TASK stays NULL when there is none in it, but an event, say. FALSE with POSTHORN_ERROR_PROTOCOL,
 * a clause, when TEXT is no whole object. */
gboolean dav_calendar_read (const char *text, gsize length, DavTask **task, GError **error);

/* A new object. NOW: Unix seconds. */
char *dav_calendar_write (const DavTaskDraft *draft, gint64 now);

/* TEXT with its task completed. NULL as above, or when that is not what comes of it. */
char *dav_calendar_complete (const char *text, gsize length, gint64 completed, gint64 now,
                             GError **error);
