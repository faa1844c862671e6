/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One authenticated IMAP connection: the byte pump around ImapProtocol, TLS and DEFLATE around
 * the socket. It knows no folder, no message and no store. Main thread only; nothing blocks.
 */
#pragma once

#include "endpoint.h"
#include "imap-protocol.h"

#include <gio/gio.h>

#define IMAP_TYPE_SESSION (imap_session_get_type ())
G_DECLARE_FINAL_TYPE (ImapSession, imap_session, IMAP, SESSION, GObject)

typedef struct
{
  const char *user;
  const char *password; /* wiped from the session's memory once the login is over */
  gboolean compress;
  guint timeout; /* seconds for the whole of connecting and logging in */
  ImapLimits limits;
} ImapSessionOptions;

/* RESPONSE and LITERAL events of all commands, CONTINUE, and COMPLETED before the command's own
 * callback, all in the order of the wire; EVENT as in imap-protocol.h. */
typedef void (*ImapSessionHandler) (ImapSession *session, const ImapEvent *event, gpointer data);
typedef void (*ImapSessionClosed) (ImapSession *session, const GError *error, gpointer data);

/* Connects, secures, logs in. ENDPOINT and OPTIONS are copied. Errors: OFFLINE (no route),
 * SERVER_UNAVAILABLE (refused, no such host), TLS_FAILED (says why, with the certificate's sha256
 * pin), TIMEOUT, and those of imap-login.h; each message names host and port. */
void imap_session_open_async (const Endpoint *endpoint, const ImapSessionOptions *options,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer data);
ImapSession *imap_session_open_finish (GAsyncResult *result, GError **error);

ImapCapabilities imap_session_capabilities (ImapSession *session);

/* HANDLER is called from the main loop; NULL drops untagged data. */
void imap_session_set_handler (ImapSession *session, ImapSessionHandler handler, gpointer data);

/* CLOSED is called once from the main loop when the connection fails, or has failed already, for
 * any reason but imap_session_close(), after the callbacks of running commands; NULL = nobody. */
void imap_session_set_closed (ImapSession *session, ImapSessionClosed closed, gpointer data);

/* Sends COMMAND (transfer full) behind those already sent, without waiting for them. The callback
 * runs when it has been answered, or failed with the connection. Cancelling gives up waiting; the
 * command itself cannot be unsent. */
void imap_session_run_async (ImapSession *session, ImapCommand *command, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);

/* The same for a command with a message in it, one at a time: SOURCE gives its octets, 64 KiB when
 * the last have left. One that gives too few, or fails, is the end of the connection. */
void imap_session_run_with_source_async (ImapSession *session, ImapCommand *command,
                                         GInputStream *source, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer data);

/* TRUE on OK. On NO and BAD: POSTHORN_ERROR_SERVER_REJECTED (or the better code that the response
 * code gives), the message naming command and server text. RESPONSE (may be NULL) is set on OK, NO
 * and BAD: the tagged status, transfer full. */
gboolean imap_session_run_finish (ImapSession *session, GAsyncResult *result,
                                  ImapResponse **response, GError **error);

/* Ends the IDLE that was sent (imap-protocol.h); its callback tells when it is over. */
void imap_session_end_idle (ImapSession *session);

/* While paused no more is read from the socket: back-pressure towards the server. The stall
 * timeout stands still. */
void imap_session_set_paused (ImapSession *session, gboolean paused);

/* Still usable? FALSE after BYE, an error, or close. */
gboolean imap_session_is_open (ImapSession *session);

/* Octets on the wire (after compression, before TLS) since the connection was made. */
void imap_session_traffic (ImapSession *session, guint64 *octets_in, guint64 *octets_out);

/* Says LOGOUT without waiting for the answer, and closes. Commands still running fail with
 * CANCELLED. Safe to call twice. */
void imap_session_close (ImapSession *session);
