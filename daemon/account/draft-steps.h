/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bringing a new version of a draft into the server's folder in place of the last one, or taking
 * the draft out of it, as a step function: which command comes next and what its answers mean. The
 * last version is deleted only by the UID under which it was put there, and only when the new one
 * is proven; REPLACE (RFC 8508) does both. Whoever has changed it meanwhile loses nothing. It knows
 * no store and no connection.
 */
#pragma once

#include "operation-steps.h"

typedef struct
{
  const char *path;
  guint32 uidvalidity;    /* under which the last version has this UID */
  guint32 uid;            /* 0 = there is none */
  const char *placed_id;  /* its Message-ID; all in brackets */
  const char *placing_id; /* of the new version, which may be there already; "" = there is none */
  gboolean is_removal;    /* nothing is to be left, neither of the last nor of the new one */
  gint64 received;        /* Unix seconds */
  gsize size;             /* of the new version */
} DraftRequest;

typedef struct _DraftSteps DraftSteps;

/* REQUEST is borrowed until the end. */
DraftSteps *draft_steps_new (const DraftRequest *request, ImapCapabilities capabilities);
void draft_steps_free (DraftSteps *steps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DraftSteps, draft_steps_free)

extern const StepsKind draft_steps_kind; /* of DraftSteps */

/* OPERATION_LEFT: somebody else has changed or deleted the last version; after the next check. */
OperationOutcome draft_steps_outcome (const DraftSteps *steps);
const char *draft_steps_refusal (const DraftSteps *steps); /* the server's words */
/* Where the new version lies. */
guint32 draft_steps_uidvalidity (const DraftSteps *steps);
guint32 draft_steps_uid (const DraftSteps *steps);
