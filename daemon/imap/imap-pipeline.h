/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The commands under way: tags, what may be written now, and what waits for "+" (RFC 9051, 2.2.1
 * and 5.5; RFC 7888). A large literal always waits, so that a server can refuse it before it has
 * been sent, and is given piece by piece while it leaves. It reads nothing; the protocol tells it
 * what has come.
 */
#pragma once

#include "imap-command.h"
#include "imap-response.h"

typedef struct _ImapPipeline ImapPipeline;

ImapPipeline *imap_pipeline_new (void);
void imap_pipeline_free (ImapPipeline *pipeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapPipeline, imap_pipeline_free)

void imap_pipeline_set_literal_plus (ImapPipeline *pipeline, gboolean on);

/* Takes COMMAND over; returns its serial. */
guint imap_pipeline_send (ImapPipeline *pipeline, ImapCommand *command);

/* A "+" has come; FALSE when it goes on with no command: IDLE has begun, or nobody waits. A server
 * that wants more of an AUTHENTICATE than there is gets "*" once, which ends it (RFC 9051, 6.2.2).
 */
gboolean imap_pipeline_continue (ImapPipeline *pipeline);

/* A tagged STATUS has come: the serial of the command that it ends, 0 when it can end none. The
 * rest of a command that was waiting for "+" is never sent. */
guint imap_pipeline_complete (ImapPipeline *pipeline, const char *tag, ImapStatus status);

/* DONE for the IDLE under way, once its "+" has come. TRUE when it was written at once. */
gboolean imap_pipeline_end_idle (ImapPipeline *pipeline);
/* Between "+" and DONE: no answer is owed. */
gboolean imap_pipeline_is_idling (const ImapPipeline *pipeline);

/* What can be written now, NULL when that is all or a large literal waits to be given more. */
GBytes *imap_pipeline_take_output (ImapPipeline *pipeline);
/* Some of a large literal has not been taken. */
gboolean imap_pipeline_is_in_literal (const ImapPipeline *pipeline);
/* Octets of it that may be given now, at most; 0 = none. */
gsize imap_pipeline_wanted (const ImapPipeline *pipeline);
void imap_pipeline_give (ImapPipeline *pipeline, GBytes *octets);
guint imap_pipeline_n_outstanding (const ImapPipeline *pipeline);
