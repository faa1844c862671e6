/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules by which a message leaves: exactly once, or in a state that says that nobody knows.
 * What may follow on what, when the next attempt is due, when patience ends, what a restart makes
 * of it, and what a person may do to it. It sends nothing, keeps nothing and knows no clock:
 * moments (Unix seconds) and chance (JITTER, 0 to 1) are given to it.
 */
#pragma once

#include "outbox-message.h"

typedef struct
{
  guint retry_initial; /* seconds; doubled with each attempt up to the next */
  guint retry_max;
  guint patience;       /* seconds of attempts after which a recipient is given up */
  guint uncertain_wait; /* seconds until a message without an answer is looked for */
} OutboxOptions;

/* The moment at which something is to be done about MESSAGE: to send it, or, when it is uncertain,
 * to look for it. G_MAXINT64: nothing. */
gint64 outbox_state_due (const OutboxMessage *message, const OutboxOptions *options);

/* Something is to come that nobody has to ask for. */
gboolean outbox_state_is_pending (const OutboxMessage *message);
/* Nobody was told yet that it did not reach everybody: it waits for a person. */
gboolean outbox_state_is_failed (const OutboxMessage *message);
/* Nothing can become of it any more, and its copy is filed, so its octets are of no use. */
gboolean outbox_state_is_over (const OutboxMessage *message);
gboolean outbox_state_is_uncertain (const OutboxMessage *message);

/* The way to the server, each to be on disk before the step that follows: it is about to be named
 * to the server; the server has answered for its recipients and the end of the message is about to
 * be sent. */
void outbox_state_begin (OutboxMessage *message);
void outbox_state_reach_end (OutboxMessage *message, gint64 now);

/* What the server says of one recipient (that is not told by the next). */
void outbox_state_take (OutboxRecipient *recipient);
void outbox_state_put_off (OutboxRecipient *recipient, const char *reason);
void outbox_state_refuse (OutboxRecipient *recipient, const char *reason);

/* The dialogue is over with an answer: those TAKEN have it when ACCEPTED. The next attempt is for
 * those who still wait. ERROR (may be NULL) is of the message as a whole: PERMANENT, then nobody
 * who waits gets it. */
void outbox_state_conclude (OutboxMessage *message, gboolean accepted, const GError *error,
                            gboolean permanent, const OutboxOptions *options, gint64 now,
                            double jitter);

/* Both ERRORs are of POSTHORN_ERROR: it cannot be sent, and nothing of it is kept; or the server
 * was not reached or did not let us in. */
void outbox_state_reject (OutboxMessage *message, const GError *error);
void outbox_state_postpone (OutboxMessage *message, const GError *error,
                            const OutboxOptions *options, gint64 now, double jitter);

/* It was begun over a line that turned out to be dead, and was not sent: as if it had not been. */
void outbox_state_take_back (OutboxMessage *message);

/* What it waited for is there: it is due now. FALSE: it waits for something else. */
gboolean outbox_state_release (OutboxMessage *message, OutboxWait what, gint64 now);

/* Whatever was going on is not going on any more. FALSE: nothing is changed by that. */
gboolean outbox_state_restart (OutboxMessage *message);

/* An uncertain message could not be looked for: once more when the way is clear, or later, until
 * patience ends and it is unknown. */
void outbox_state_look_later (OutboxMessage *message, const GError *error,
                              const OutboxOptions *options, gint64 now, double jitter);
/* It was looked for in the folder of the copies. */
void outbox_state_settle (OutboxMessage *message, gboolean found, const OutboxOptions *options,
                          gint64 now, double jitter);

/* The copy is there, or ERROR says why not. FALSE: nothing is changed by that. */
gboolean outbox_state_note_copy (OutboxMessage *message, const GError *error);

/* What a person does. Refusals say why and what to do: BUSY while it is being sent, FAILED. */
gboolean outbox_state_cancel (OutboxMessage *message, GError **error);
gboolean outbox_state_retry (OutboxMessage *message, gint64 now, GError **error);
gboolean outbox_state_resolve (OutboxMessage *message, gboolean sent, const OutboxOptions *options,
                               gint64 now, double jitter, GError **error);
