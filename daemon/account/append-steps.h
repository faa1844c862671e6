/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Putting one message into a folder of a server, exactly once, as a step function: which command
 * comes next and what its answers mean. One that may have been put there before is looked for
 * first, and it is done only when it is proven: by APPENDUID (RFC 4315), or by being found. It
 * knows no store and no connection, nor where the octets come from.
 */
#pragma once

#include "operation-steps.h"

typedef struct
{
  const char *path;
  guint32 uidvalidity; /* of the folder as it was known before this was begun; 0 = it was not */
  guint32 uidnext;     /* what has a UID below it is another message */
  gboolean begun;      /* the server may have it already */
  const char *flags;   /* canonical */
  gint64 received;     /* Unix seconds */
  const char *message_id;
  gsize size; /* of the message as in RFC 5322, with CRLF */
} AppendRequest;

typedef struct _AppendSteps AppendSteps;

/* REQUEST is borrowed until the end. */
AppendSteps *append_steps_new (const AppendRequest *request, ImapCapabilities capabilities);
void append_steps_free (AppendSteps *steps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppendSteps, append_steps_free)

extern const StepsKind append_steps_kind; /* of AppendSteps */

/* OPERATION_LEFT: whether it is there cannot be told now. */
OperationOutcome append_steps_outcome (const AppendSteps *steps);
/* The server's words when it refused. */
const char *append_steps_refusal (const AppendSteps *steps);
/* Under which UID it is there; 0 = not known. */
guint32 append_steps_uid (const AppendSteps *steps);
