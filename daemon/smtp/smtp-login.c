/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-login.h"

#include "error.h"

#include <string.h>

/* The address of this computer is nobody's business: where a name is wanted, any valid one will
 * do, for it is the login that counts. */
#define HELLO "EHLO [127.0.0.1]\r\n"

#define LONGEST_COMMAND 510 /* without CRLF (RFC 5321, 4.5.3.1.4) */

typedef enum
{
  PHASE_GREETING,
  PHASE_HELLO,
  PHASE_STARTTLS,
  PHASE_SWITCH_TLS,
  PHASE_AUTHENTICATE,
  PHASE_DONE,
} Phase;

struct _SmtpLogin
{
  char *server;
  char *user;
  char *password;
  gboolean secure; /* as secure as it was asked to be: credentials may be sent */
  Phase phase;
  SmtpCapabilities capabilities;
  Buffer responses[2]; /* what is still to be said to a 334, each a line */
  guint next_response;
  gboolean given_up;
};

SmtpLogin *
smtp_login_new (const SmtpLoginOptions *options)
{
  SmtpLogin *login = g_new0 (SmtpLogin, 1);

  login->server = g_strdup (options->server);
  login->user = g_strdup (options->user);
  login->password = g_strdup (options->password);
  login->secure = !options->starttls;
  return login;
}

void
smtp_login_free (SmtpLogin *login)
{
  explicit_bzero (login->password, strlen (login->password));
  g_free (login->password);
  g_free (login->server);
  g_free (login->user);
  for (guint i = 0; i < G_N_ELEMENTS (login->responses); i++)
    buffer_clear (&login->responses[i]);
  g_free (login);
}

/* What a server says before TLS may be anybody's words and is not repeated. */
static gboolean
fail (const SmtpLogin *login, GError **error, PosthornError code, const char *problem,
      const SmtpReply *reply, const char *advice)
{
  g_autofree char *quote = NULL;

  if (login->secure && reply != NULL)
    quote = smtp_reply_quote (reply);
  g_set_error (error, POSTHORN_ERROR, code, "%s %s for %s%s%s%s; %s", login->server, problem,
               login->user, quote != NULL ? " (" : "", quote != NULL ? quote : "",
               quote != NULL ? ")" : "", advice);
  return FALSE;
}

static void
append_base64 (Buffer *buffer, const guint8 *data, gsize length)
{
  char *encoded = g_base64_encode (data, length);

  buffer_append_text (buffer, encoded);
  explicit_bzero (encoded, strlen (encoded));
  g_free (encoded);
}

static void
append_text_base64 (Buffer *buffer, const char *text)
{
  append_base64 (buffer, (const guint8 *) text, strlen (text));
}

/* RFC 4616: NUL, user, NUL, password. */
static void
append_plain (const SmtpLogin *login, Buffer *buffer)
{
  Buffer message = { 0 };

  buffer_append (&message, "", 1);
  buffer_append_text (&message, login->user);
  buffer_append (&message, "", 1);
  buffer_append_text (&message, login->password);
  append_base64 (buffer, message.data, message.length);
  buffer_clear (&message);
}

static void
begin_plain (SmtpLogin *login, Buffer *output)
{
  Buffer *response = &login->responses[G_N_ELEMENTS (login->responses) - 1];

  append_plain (login, response);
  login->next_response = G_N_ELEMENTS (login->responses) - 1;
  buffer_append_text (output, "AUTH PLAIN");
  if (strlen ("AUTH PLAIN ") + response->length <= LONGEST_COMMAND)
    {
      buffer_append_text (output, " ");
      buffer_append (output, response->data, response->length);
      login->next_response++;
    }
  buffer_append_text (output, "\r\n");
}

static void
begin_login (SmtpLogin *login, Buffer *output)
{
  append_text_base64 (&login->responses[0], login->user);
  append_text_base64 (&login->responses[1], login->password);
  buffer_append_text (output, "AUTH LOGIN\r\n");
}

static gboolean
begin_authenticate (SmtpLogin *login, Buffer *output, GError **error)
{
  SmtpExtensions offered = login->capabilities.extensions;

  if (!(offered & (SMTP_EXTENSION_AUTH_PLAIN | SMTP_EXTENSION_AUTH_LOGIN)))
    return fail (login, error, POSTHORN_ERROR_SERVER_REJECTED, "offers no login by password", NULL,
                 "check that smtp-port is that of submission (465 or 587), or use another server");
  login->phase = PHASE_AUTHENTICATE;
  if (offered & SMTP_EXTENSION_AUTH_PLAIN)
    begin_plain (login, output);
  else
    begin_login (login, output);
  return TRUE;
}

static gboolean
begin_starttls (SmtpLogin *login, Buffer *output, GError **error)
{
  if (!(login->capabilities.extensions & SMTP_EXTENSION_STARTTLS))
    return fail (login, error, POSTHORN_ERROR_TLS_FAILED, "offers no STARTTLS", NULL,
                 "set smtp-tls to implicit, usually at port 465, or ask whoever runs the server");
  login->phase = PHASE_STARTTLS;
  buffer_append_text (output, "STARTTLS\r\n");
  return TRUE;
}

static gboolean
fail_for_now (const SmtpLogin *login, const SmtpReply *reply, GError **error)
{
  return fail (login, error, POSTHORN_ERROR_SERVER_UNAVAILABLE, "cannot take mail now", reply,
               "try again later");
}

static gboolean
advance_greeting (SmtpLogin *login, const SmtpReply *reply, Buffer *output, GError **error)
{
  if (smtp_reply_is_temporary (reply))
    return fail_for_now (login, reply, error);
  if (!smtp_reply_is_positive (reply))
    return fail (login, error, POSTHORN_ERROR_SERVER_REJECTED, "refuses the connection", reply,
                 "check that smtp-host and smtp-port are those of a mail server for sending");
  login->phase = PHASE_HELLO;
  buffer_append_text (output, HELLO);
  return TRUE;
}

static gboolean
advance_hello (SmtpLogin *login, const SmtpReply *reply, Buffer *output, GError **error)
{
  if (smtp_reply_is_temporary (reply))
    return fail_for_now (login, reply, error);
  if (!smtp_reply_is_positive (reply))
    return fail (login, error, POSTHORN_ERROR_PROTOCOL, "does not say what it can do", reply,
                 "check that smtp-host and smtp-port are those of a mail server for sending");
  login->capabilities = smtp_capabilities_parse (reply);
  return login->secure ? begin_authenticate (login, output, error)
                       : begin_starttls (login, output, error);
}

static gboolean
advance_starttls (SmtpLogin *login, const SmtpReply *reply, Buffer *output, GError **error)
{
  if (reply->code != 220)
    return fail (login, error, POSTHORN_ERROR_TLS_FAILED, "refused STARTTLS", NULL,
                 "set smtp-tls to implicit, usually at port 465; no password was sent");
  login->phase = PHASE_SWITCH_TLS;
  return TRUE;
}

static gboolean
fail_login (const SmtpLogin *login, const SmtpReply *reply, GError **error)
{
  g_autofree char *text = smtp_reply_text (reply);

  if (strcasestr (text, "too many") != NULL)
    return fail (login, error, POSTHORN_ERROR_THROTTLED, "has had too many logins", reply,
                 "wait a while");
  if (smtp_reply_is_temporary (reply))
    return fail (login, error, POSTHORN_ERROR_SERVER_UNAVAILABLE, "cannot do the login now", reply,
                 "try again later");
  switch (reply->code)
    {
    case 530:
    case 538:
      return fail (login, error, POSTHORN_ERROR_TLS_FAILED, "wants TLS before the login", reply,
                   "set smtp-tls to implicit or starttls");
    case 534:
    case 535:
    case 550:
    case 554:
      return fail (login, error, POSTHORN_ERROR_AUTH_FAILED, "refused the login", reply,
                   "check user name and password");
    default:
      return fail (login, error, POSTHORN_ERROR_SERVER_REJECTED, "did not understand the login",
                   reply, "check that smtp-host and smtp-port are those of the right server");
    }
}

/* The server wants to hear more; when there is no more, "*" ends the exchange (RFC 4954, 4). */
static gboolean
answer_challenge (SmtpLogin *login, const SmtpReply *reply, Buffer *output, GError **error)
{
  Buffer *response;

  if (login->given_up)
    return fail_login (login, reply, error);
  if (login->next_response == G_N_ELEMENTS (login->responses))
    {
      login->given_up = TRUE;
      buffer_append_text (output, "*\r\n");
      return TRUE;
    }
  response = &login->responses[login->next_response++];
  buffer_append (output, response->data, response->length);
  buffer_append_text (output, "\r\n");
  return TRUE;
}

static gboolean
advance_authenticate (SmtpLogin *login, const SmtpReply *reply, Buffer *output, GError **error)
{
  if (reply->code == 334)
    return answer_challenge (login, reply, output, error);
  if (!smtp_reply_is_positive (reply) || login->given_up)
    return fail_login (login, reply, error);
  login->phase = PHASE_DONE;
  return TRUE;
}

gboolean
smtp_login_advance (SmtpLogin *login, const SmtpReply *reply, Buffer *output, GError **error)
{
  static gboolean (*const advances[]) (SmtpLogin *, const SmtpReply *, Buffer *, GError **) = {
    [PHASE_GREETING] = advance_greeting,
    [PHASE_HELLO] = advance_hello,
    [PHASE_STARTTLS] = advance_starttls,
    [PHASE_AUTHENTICATE] = advance_authenticate,
    [PHASE_DONE] = NULL,
  };

  g_return_val_if_fail (advances[login->phase] != NULL, FALSE);
  return advances[login->phase](login, reply, output, error);
}

SmtpLoginStep
smtp_login_step (const SmtpLogin *login)
{
  switch (login->phase)
    {
    case PHASE_SWITCH_TLS:
      return SMTP_LOGIN_START_TLS;
    case PHASE_DONE:
      return SMTP_LOGIN_DONE;
    default:
      return SMTP_LOGIN_TALK;
    }
}

gboolean
smtp_login_start_tls (SmtpLogin *login, gboolean pending_input, Buffer *output, GError **error)
{
  g_return_val_if_fail (login->phase == PHASE_SWITCH_TLS, FALSE);
  if (pending_input)
    return fail (login, error, POSTHORN_ERROR_TLS_FAILED, "sent unencrypted data behind STARTTLS",
                 NULL, "somebody may be tampering with the connection; no password was sent");
  login->secure = TRUE;
  login->capabilities = (SmtpCapabilities){ 0 };
  login->phase = PHASE_HELLO;
  buffer_append_text (output, HELLO);
  return TRUE;
}

gboolean
smtp_login_is_secure (const SmtpLogin *login)
{
  return login->secure;
}

SmtpCapabilities
smtp_login_capabilities (const SmtpLogin *login)
{
  return login->capabilities;
}
