/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telling a server of one pending operation on messages of one folder, as a step function: which
 * command comes next and what its answers mean. Nothing is told that could hit another message
 * (UIDVALIDITY is compared), nothing is deleted before its copy is proven, and a copy that may have
 * been made before is looked for first (RFC 3501, 4315, 6851). It knows no store and no connection.
 */
#pragma once

#include "imap-capabilities.h"
#include "steps.h"
#include "store-operation.h"

typedef enum
{
  OPERATION_RUNNING,
  OPERATION_DONE,
  OPERATION_REFUSED, /* the server will not do it; operation_steps_flags() */
  OPERATION_LEFT,    /* the folder is not the one it was: after the next check */
} OperationOutcome;

typedef struct _OperationSteps OperationSteps;

/* MESSAGES (StoreOperationMessage) of OPERATION that lie in the folder PATH. PATH is copied, the
 * rest is borrowed until the end. */
OperationSteps *operation_steps_new (const StoreOperation *operation, GPtrArray *messages,
                                     const char *path, ImapCapabilities capabilities);
void operation_steps_free (OperationSteps *steps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OperationSteps, operation_steps_free)

extern const StepsKind operation_steps_kind; /* of OperationSteps */

OperationOutcome operation_steps_outcome (const OperationSteps *steps);
/* The server's words when it refused. */
const char *operation_steps_refusal (const OperationSteps *steps);
/* UID in the target of what has UID here; 0 = the server has not said. */
guint32 operation_steps_new_uid (const OperationSteps *steps, guint32 uid);
/* After a refusal of flags: those UID has at the server; NULL = not known. */
const char *operation_steps_flags (const OperationSteps *steps, guint32 uid);
