/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes one task at a list as it is here, as steps of dav-request.h: put there if nothing is, and
 * changed only as it was last seen, so that nobody's change is lost and no lost answer doubles it.
 * What others have done to it counts, but for what was done here: it is completed when it is on
 * either side.
 */
#pragma once

#include "dav-request.h"

typedef struct _DavPush DavPush;

extern const DavStepsKind dav_push_kind;

typedef struct
{
  const char *list;          /* URL of the collection */
  const char *path;          /* of the task, "" = not known to be there */
  const char *marker;        /* its UID, and its name there */
  gboolean is_begun;         /* it may be there */
  const DavTaskDraft *draft; /* what it is here; NULL = it is to be gone */
} DavPushOptions;

/* What OPTIONS points to outlives it. */
DavPush *dav_push_new (const DavPushOptions *options);
void dav_push_free (DavPush *push);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavPush, dav_push_free)

/* What is there now. */
typedef struct
{
  gboolean is_gone;    /* somebody else has removed it, or it was to be */
  const char *path;    /* these are borrowed */
  const char *version; /* "" = not told */
  const DavTask *task; /* NULL = as was said */
} DavPushed;

/* When no command comes any more. */
gboolean dav_push_result (DavPush *push, DavPushed *pushed, GError **error);
