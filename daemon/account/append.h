/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Putting one message into a folder of a server over a session (append-steps.h). Whose message it
 * is, and what is noted of it before and behind that, is the caller's business.
 */
#pragma once

#include "append-steps.h"
#include "imap-session.h"

typedef struct
{
  OperationOutcome outcome;
  guint32 uid;   /* 0 = not known */
  char *refusal; /* NULL unless refused */
} AppendResult;

void append_result_clear (AppendResult *result);

/* REQUEST is copied. SOURCE gives the message, and is read only if it is sent, a piece at a time.
 * The handler of SESSION is taken. */
void append_async (ImapSession *session, const AppendRequest *request, GInputStream *source,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* Errors: those of a session; whether it is there is not known then. */
gboolean append_finish (GAsyncResult *result, AppendResult *appended, GError **error);
