/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way from a fresh connection to one over which mail may be sent, as a pure step function:
 * greeting, EHLO, STARTTLS, AUTH. It keeps the promises on TLS: with STARTTLS nothing is sent
 * before TLS but EHLO and STARTTLS; anything but a 220, a missing capability or octets behind the
 * 220 end the attempt with no credentials sent; capabilities are dropped at the switch. It does no
 * I/O: net/ carries out the steps.
 */
#pragma once

#include "buffer.h"
#include "smtp-capabilities.h"

typedef struct _SmtpLogin SmtpLogin;

typedef struct
{
  const char *server; /* as error messages name it, "host:port" */
  const char *user;
  const char *password;
  gboolean starttls; /* TLS must be switched on inside; FALSE = TLS from the first octet, or none */
} SmtpLoginOptions;

typedef enum
{
  SMTP_LOGIN_TALK,      /* an answer is owed: advance with it */
  SMTP_LOGIN_START_TLS, /* call smtp_login_start_tls(), then switch the stream */
  SMTP_LOGIN_DONE,
} SmtpLoginStep;

/* OPTIONS' strings are copied; the password is wiped when the login is freed. */
SmtpLogin *smtp_login_new (const SmtpLoginOptions *options);
void smtp_login_free (SmtpLogin *login);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpLogin, smtp_login_free)

SmtpLoginStep smtp_login_step (const SmtpLogin *login);

/* The greeting, or the answer to what was written last; what comes next is appended to OUTPUT.
 * FALSE ends the attempt: POSTHORN_ERROR_TLS_FAILED, _AUTH_FAILED, _SERVER_REJECTED,
 * _SERVER_UNAVAILABLE, _THROTTLED, _PROTOCOL. The message names server and user and says what to
 * do; before TLS it holds no text of the server. */
gboolean smtp_login_advance (SmtpLogin *login, const SmtpReply *reply, Buffer *output,
                             GError **error);

/* PENDING_INPUT: octets wait behind the answer to STARTTLS; FALSE with TLS_FAILED then. Else all
 * that was heard is forgotten, and the first words inside TLS are appended to OUTPUT. */
gboolean smtp_login_start_tls (SmtpLogin *login, gboolean pending_input, Buffer *output,
                               GError **error);

/* As secure as it was asked to be: what the server says may be repeated. */
gboolean smtp_login_is_secure (const SmtpLogin *login);

/* In step DONE. */
SmtpCapabilities smtp_login_capabilities (const SmtpLogin *login);
