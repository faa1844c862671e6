/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the two halves of a session share: imap-session-opening.c leads from nothing to the end of
 * the login, imap-session.c runs commands from there on and ends it all. Nobody else may look.
 */
#pragma once

#include "connection.h"
#include "imap-login.h"
#include "imap-pump.h"
#include "imap-session.h"

struct _ImapSession
{
  GObject parent;
  Endpoint *endpoint;
  char *name; /* host:port */
  ImapLimits limits;
  Connection *connection;
  ImapPump *pump;
  ImapCapabilities capabilities;
  GQueue running;  /* GTask with a RunningCommand, in the order of sending */
  GError *failure; /* why it is closed; NULL = it is not */
  ImapSessionHandler handler;
  gpointer handler_data;
  ImapSessionClosed closed;
  gpointer closed_data;
  GInputStream *source; /* of the message that is being sent, or was last */
  gboolean is_reading;  /* from it */

  /* Until the login is over */
  GTask *opening;
  GCancellable *abort;
  GSource *opening_timer;
  GSource *opening_cancel;
  guint timeout;
  ImapLogin *login;
  gboolean greeted;
  gboolean secure;  /* as secure as the endpoint wants it */
  GError *farewell; /* from a BYE, which often comes before the answer that says more */
};

/* imap-session.c */

/* Takes ERROR over. Everybody who waits gets a copy, and nothing is called afterwards but CLOSED.
 */
void imap_session_fail (ImapSession *session, GError *error);
guint imap_session_send (ImapSession *session, ImapCommand *command);
void imap_session_start_pump (ImapSession *session);
gboolean imap_session_is_farewell (const ImapEvent *event);

/* imap-session-opening.c */

void imap_session_handle_login_event (ImapSession *session, const ImapEvent *event);
/* Wipes the password. */
void imap_session_forget_login (ImapSession *session);
