/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way from a fresh connection to a usable one, as a pure step function: which command comes
 * next, and what its answer means. It keeps the promises on TLS: with STARTTLS nothing is sent
 * before TLS but CAPABILITY and STARTTLS; anything but OK, a PREAUTH, a missing capability or
 * octets behind the OK end the attempt with no credentials sent; capabilities are dropped at the
 * switch. It does no I/O: net/ carries out the steps.
 */
#pragma once

#include "imap-capabilities.h"
#include "imap-command.h"
#include "imap-response.h"

#include <glib.h>

typedef struct _ImapLogin ImapLogin;

typedef struct
{
  const char *host; /* for quirks and error messages */
  const char *user;
  const char *password;
  gboolean starttls; /* TLS must be switched on inside; FALSE = TLS from the first byte, or none */
  gboolean compress; /* use COMPRESS=DEFLATE where offered */
} ImapLoginOptions;

typedef enum
{
  IMAP_LOGIN_SEND,          /* send imap_login_command() and advance with each answer */
  IMAP_LOGIN_START_TLS,     /* switch the stream to TLS, make a new protocol, then call
                               imap_login_tls_started() */
  IMAP_LOGIN_START_DEFLATE, /* switch the stream to raw DEFLATE (RFC 4978), then call
                               imap_login_deflate_started() */
  IMAP_LOGIN_DONE,
} ImapLoginStep;

/* OPTIONS' strings are copied; the password is wiped when the login is freed. */
ImapLogin *imap_login_new (const ImapLoginOptions *options);
void imap_login_free (ImapLogin *login);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapLogin, imap_login_free)

/* Meaningful once the greeting has been given to imap_login_advance(). */
ImapLoginStep imap_login_step (const ImapLogin *login);

/* Transfer full. NULL when nothing may be sent before the next answer. Call it again at once until
 * it gives NULL: commands that need not wait for each other (ID, ENABLE) are so pipelined, and
 * each is answered by one imap_login_advance(). */
ImapCommand *imap_login_command (ImapLogin *login);

/* Every untagged response (and its code) that arrives on the way. */
void imap_login_observe (ImapLogin *login, const ImapResponse *response);

/* The greeting, or the tagged answer to the last command. FALSE ends the attempt:
 * POSTHORN_ERROR_TLS_FAILED, _AUTH_FAILED, _SERVER_REJECTED, _SERVER_UNAVAILABLE, _PROTOCOL. The
 * message names host and user and says what to do; before TLS it holds no text of the server. */
gboolean imap_login_advance (ImapLogin *login, const ImapResponse *response, GError **error);

/* PENDING_INPUT: imap_protocol_has_pending_input() at the switch; FALSE with TLS_FAILED then. */
gboolean imap_login_tls_started (ImapLogin *login, gboolean pending_input, GError **error);
void imap_login_deflate_started (ImapLogin *login);

/* In step DONE: capabilities after login, without quirks; QRESYNC and CONDSTORE only when
 * ENABLE was answered for them. */
ImapCapabilities imap_login_capabilities (const ImapLogin *login);
