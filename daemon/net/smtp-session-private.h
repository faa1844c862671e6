/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of a session share: smtp-session-opening.c leads from nothing to the end of the
 * login, smtp-session-sending.c takes one message through its phases, smtp-session.c holds them
 * together and ends it all. Nobody else may look.
 */
#pragma once

#include "connection.h"
#include "pump.h"
#include "smtp-session.h"

struct _SmtpSession
{
  GObject parent;
  Endpoint *endpoint;
  char *name; /* host:port */
  Connection *connection;
  Pump *pump;
  SmtpProtocol *protocol;
  GError *failure; /* why it is closed; NULL = it is not */
  SmtpSessionPhase handler;
  gpointer handler_data;
  SmtpSessionClosed closed;
  gpointer closed_data;

  /* Until the login is over */
  GTask *opening;
  GCancellable *abort;
  GSource *opening_timer;
  GSource *opening_cancel;
  guint timeout;
  gboolean greeted;

  /* While a message is being sent */
  GTask *sending;
  SmtpEnvelope *envelope;
  GInputStream *source;
  gboolean content; /* the server waits for it, and there is more */
  gboolean waiting; /* for go_on or withdraw */
  SmtpPhase phase;
  GCancellable *reading; /* of a piece of SOURCE that is on its way; NULL = none is */
  SmtpResult *result;    /* told when no piece is on its way any more */
};

/* smtp-session.c */

/* Takes ERROR over. Everybody who waits is told, and nothing is called afterwards but CLOSED. */
void smtp_session_fail (SmtpSession *session, GError *error);
void smtp_session_start_pump (SmtpSession *session);

/* smtp-session-opening.c */

void smtp_session_begin_tls (SmtpSession *session);
void smtp_session_finish_opening (SmtpSession *session);
void smtp_session_end_opening (SmtpSession *session);

/* smtp-session-sending.c */

void smtp_session_begin_content (SmtpSession *session);
/* What was written has left: the next piece. */
void smtp_session_continue_content (SmtpSession *session);
/* Takes RESULT over; nothing when no message is being sent. */
void smtp_session_finish_sending (SmtpSession *session, SmtpResult *result);
/* The connection has failed. */
void smtp_session_end_sending (SmtpSession *session);
