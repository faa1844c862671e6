/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One authenticated connection to a submission server, over which messages are sent one after the
 * other: the byte pump around SmtpProtocol, TLS around the socket. It knows no outbox and no
 * store: it tells when they have to know. Main thread only; nothing blocks.
 */
#pragma once

#include "endpoint.h"
#include "smtp-protocol.h"

#include <gio/gio.h>

#define SMTP_TYPE_SESSION (smtp_session_get_type ())
G_DECLARE_FINAL_TYPE (SmtpSession, smtp_session, SMTP, SESSION, GObject)

typedef struct
{
  const char *user;
  const char *password; /* wiped from the session's memory once the login is over */
  guint timeout;        /* seconds for the whole of connecting and logging in */
  SmtpLimits limits;    /* smtp_limits_default: the patience that RFC 5321 (4.5.3.2) asks for */
} SmtpSessionOptions;

typedef enum
{
  SMTP_PHASE_ENVELOPE, /* next comes MAIL FROM */
  SMTP_PHASE_COMMIT,   /* next comes what makes the server send it: no way back */
} SmtpPhase;

/* Told before the phase is entered, which then waits for smtp_session_go_on() or
 * smtp_session_withdraw(): within the call, or when the disk has written it. */
typedef void (*SmtpSessionPhase) (SmtpSession *session, SmtpPhase phase, gpointer data);
typedef void (*SmtpSessionClosed) (SmtpSession *session, const GError *error, gpointer data);

/* Connects, secures, logs in. ENDPOINT and OPTIONS are copied. Errors as of imap-session.h, each
 * naming host and port: OFFLINE, SERVER_UNAVAILABLE, TLS_FAILED, TIMEOUT, AUTH_FAILED,
 * SERVER_REJECTED, THROTTLED, PROTOCOL, CANCELLED. */
void smtp_session_open_async (const Endpoint *endpoint, const SmtpSessionOptions *options,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer data);
SmtpSession *smtp_session_open_finish (GAsyncResult *result, GError **error);

/* NULL = no phase waits for anybody. */
void smtp_session_set_phase_handler (SmtpSession *session, SmtpSessionPhase handler, gpointer data);

/* CLOSED is called once from the main loop when the connection fails, or has failed already, for
 * any reason but smtp_session_close(), after the callback of a send under way; NULL = nobody. */
void smtp_session_set_closed (SmtpSession *session, SmtpSessionClosed closed, gpointer data);

/* Sends what SOURCE holds, from where it stands to its end, without its Bcc (unless that is to be
 * kept) and with CRLF for every line; SOURCE is read bit by bit as the server takes it, and not
 * closed. One message at a time. ENVELOPE is copied. Cancelling counts until the first phase has
 * been allowed, and does so when that happens; it is without effect afterwards. */
void smtp_session_send_async (SmtpSession *session, const SmtpEnvelope *envelope,
                              GInputStream *source, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);

/* Never NULL: a line that drops is an outcome as well. error->code CANCELLED: withdrawn, cancelled
 * or closed by the caller (TEMPORARY before the commit, UNKNOWN after it). Errors of SOURCE are
 * TEMPORARY and close the session. */
SmtpResult *smtp_session_send_finish (SmtpSession *session, GAsyncResult *result);

/* Answers to the phase that waits; nothing when the session was closed meanwhile. Withdrawn before
 * the envelope, the session stays open; before the commit, it is closed. */
void smtp_session_go_on (SmtpSession *session);
void smtp_session_withdraw (SmtpSession *session);

/* While SMTP_PHASE_COMMIT waits: who was refused, and why; the others are UNKNOWN. Borrowed. */
const SmtpResult *smtp_session_answers (SmtpSession *session);

/* Still usable for a further message? FALSE after 421, an error, or close. */
gboolean smtp_session_is_open (SmtpSession *session);

/* Says QUIT without waiting for the answer, and closes. Safe to call twice. */
void smtp_session_close (SmtpSession *session);
