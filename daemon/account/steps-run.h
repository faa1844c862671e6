/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps (steps.h) taken over a session, one command at a time, until there is none left. What came
 * of them is asked of the steps themselves.
 */
#pragma once

#include "imap-session.h"
#include "steps.h"

/* STEPS, which are of KIND, are borrowed until the end. SOURCE gives the message for a command with
 * one in it, and may be NULL where there is none. The handler of SESSION is taken until the end. */
void steps_run_async (ImapSession *session, const StepsKind *kind, gpointer steps,
                      GInputStream *source, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer data);
/* Errors: those of a session; what the server has done is not known then. */
gboolean steps_run_finish (GAsyncResult *result, GError **error);
