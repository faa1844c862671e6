/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-login.h"

#include "error.h"
#include "server-text.h"

#include <string.h>

#define ENABLED_BITS (IMAP_CAPABILITY_QRESYNC | IMAP_CAPABILITY_CONDSTORE)

typedef enum
{
  PHASE_GREETING,
  PHASE_CAPABILITY,
  PHASE_STARTTLS,
  PHASE_SWITCH_TLS,
  PHASE_AUTHENTICATE,
  PHASE_CAPABILITY_AGAIN,
  PHASE_PREPARE, /* ID, ENABLE and COMPRESS in one flight */
  PHASE_SWITCH_DEFLATE,
  PHASE_DONE,
} Phase;

struct _ImapLogin
{
  char *host;
  char *user;
  char *password;
  gboolean compress;
  gboolean secure; /* as secure as it was asked to be: credentials may be sent */
  Phase phase;
  guint in_flight; /* commands handed out and not yet answered */
  gboolean has_capabilities;
  ImapCapabilities capabilities;
  ImapCapabilities enabled;
  char *greeting;
  GStrv id;
  gboolean id_due;
  gboolean enable_due;
  gboolean compress_due;
  gboolean compress_sent; /* always the last of its flight */
};

typedef struct
{
  ImapCode code;
  PosthornError error;
} CodeMeaning;

ImapLogin *
imap_login_new (const ImapLoginOptions *options)
{
  ImapLogin *login = g_new0 (ImapLogin, 1);

  login->host = g_strdup (options->host);
  login->user = g_strdup (options->user);
  login->password = g_strdup (options->password);
  login->compress = options->compress;
  login->secure = !options->starttls;
  return login;
}

void
imap_login_free (ImapLogin *login)
{
  if (login == NULL)
    return;
  explicit_bzero (login->password, strlen (login->password));
  g_free (login->password);
  g_free (login->host);
  g_free (login->user);
  g_free (login->greeting);
  g_strfreev (login->id);
  g_free (login);
}

/* What a server says before TLS may be anybody's words and is not repeated. */
static gboolean
fail (const ImapLogin *login, GError **error, PosthornError code, const char *problem,
      const ImapResponse *response, const char *advice)
{
  g_autofree char *text = NULL;

  if (login->secure && response != NULL && response->text[0] != '\0')
    text = server_text_excerpt (response->text, strlen (response->text));
  g_set_error (error, POSTHORN_ERROR, code, "%s %s for %s%s%s%s; %s", login->host, problem,
               login->user, text != NULL ? " (" : "", text != NULL ? text : "",
               text != NULL ? ")" : "", advice);
  return FALSE;
}

static gboolean
fail_bye (const ImapLogin *login, const ImapResponse *response, GError **error)
{
  return fail (login, error, POSTHORN_ERROR_SERVER_UNAVAILABLE, "closed the connection", response,
               "try again later");
}

static ImapCapabilities
effective_capabilities (const ImapLogin *login)
{
  return imap_capabilities_without_quirks (login->capabilities, login->greeting,
                                           (const char *const *) login->id, login->host);
}

static void
begin_prepare (ImapLogin *login)
{
  ImapCapabilities capabilities = effective_capabilities (login);

  login->id_due = (capabilities & IMAP_CAPABILITY_ID) != 0;
  login->enable_due
      = (capabilities & IMAP_CAPABILITY_ENABLE) != 0 && (capabilities & ENABLED_BITS) != 0;
  login->compress_due = login->compress && (capabilities & IMAP_CAPABILITY_COMPRESS_DEFLATE) != 0;
  login->phase
      = login->id_due || login->enable_due || login->compress_due ? PHASE_PREPARE : PHASE_DONE;
}

static void
enter_logged_in (ImapLogin *login)
{
  if (login->has_capabilities)
    begin_prepare (login);
  else
    login->phase = PHASE_CAPABILITY_AGAIN;
}

/* Some servers go on listing LOGINDISABLED, or list it for LOGIN alone: AUTH=PLAIN counts more. */
static gboolean
begin_authenticate (ImapLogin *login, GError **error)
{
  if ((login->capabilities & IMAP_CAPABILITY_AUTH_PLAIN) == 0
      && (login->capabilities & IMAP_CAPABILITY_LOGINDISABLED) != 0)
    return fail (login, error, POSTHORN_ERROR_SERVER_REJECTED, "offers no login by password", NULL,
                 "use TLS, or another server");
  login->phase = PHASE_AUTHENTICATE;
  return TRUE;
}

static gboolean
begin_starttls (ImapLogin *login, GError **error)
{
  if ((login->capabilities & IMAP_CAPABILITY_STARTTLS) == 0)
    return fail (login, error, POSTHORN_ERROR_TLS_FAILED, "offers no STARTTLS", NULL,
                 "use implicit TLS, usually port 993, or ask whoever runs the server");
  login->phase = PHASE_STARTTLS;
  return TRUE;
}

static gboolean
leave_capability (ImapLogin *login, GError **error)
{
  return login->secure ? begin_authenticate (login, error) : begin_starttls (login, error);
}

static gboolean
advance_preauth (ImapLogin *login, GError **error)
{
  if (!login->secure)
    return fail (login, error, POSTHORN_ERROR_TLS_FAILED, "skips STARTTLS by PREAUTH", NULL,
                 "use implicit TLS, usually port 993; no password was sent");
  enter_logged_in (login);
  return TRUE;
}

static gboolean
advance_greeting (ImapLogin *login, const ImapResponse *response, GError **error)
{
  if (response->status == IMAP_STATUS_BYE)
    return fail_bye (login, response, error);
  if (login->secure)
    login->greeting = g_strdup (response->text);
  if (response->status == IMAP_STATUS_PREAUTH)
    return advance_preauth (login, error);
  if (login->has_capabilities)
    return leave_capability (login, error);
  login->phase = PHASE_CAPABILITY;
  return TRUE;
}

static gboolean
check_capability (const ImapLogin *login, const ImapResponse *response, GError **error)
{
  if (response->status == IMAP_STATUS_OK && login->has_capabilities)
    return TRUE;
  return fail (login, error, POSTHORN_ERROR_PROTOCOL, "does not say what it can do", response,
               "check that host and port are those of an IMAP server");
}

static gboolean
advance_capability (ImapLogin *login, const ImapResponse *response, GError **error)
{
  return check_capability (login, response, error) && leave_capability (login, error);
}

static gboolean
advance_starttls (ImapLogin *login, const ImapResponse *response, GError **error)
{
  if (response->status != IMAP_STATUS_OK)
    return fail (login, error, POSTHORN_ERROR_TLS_FAILED, "refused STARTTLS", NULL,
                 "use implicit TLS, usually port 993; no password was sent");
  login->phase = PHASE_SWITCH_TLS;
  return TRUE;
}

/* Gmail and Exchange say these without a response code. */
static gboolean
speaks_of_throttling (const char *text)
{
  return strcasestr (text, "too many") != NULL || strcasestr (text, "backoff") != NULL;
}

static PosthornError
error_of_refusal (const ImapResponse *response)
{
  static const CodeMeaning meanings[] = {
    { IMAP_CODE_AUTHENTICATIONFAILED, POSTHORN_ERROR_AUTH_FAILED },
    { IMAP_CODE_AUTHORIZATIONFAILED, POSTHORN_ERROR_AUTH_FAILED },
    { IMAP_CODE_EXPIRED, POSTHORN_ERROR_AUTH_FAILED },
    { IMAP_CODE_PRIVACYREQUIRED, POSTHORN_ERROR_TLS_FAILED },
    { IMAP_CODE_UNAVAILABLE, POSTHORN_ERROR_SERVER_UNAVAILABLE },
    { IMAP_CODE_INUSE, POSTHORN_ERROR_SERVER_UNAVAILABLE },
    { IMAP_CODE_LIMIT, POSTHORN_ERROR_THROTTLED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (response->code == meanings[i].code)
      return meanings[i].error;
  if (speaks_of_throttling (response->text))
    return POSTHORN_ERROR_THROTTLED;
  return response->status == IMAP_STATUS_NO ? POSTHORN_ERROR_AUTH_FAILED
                                            : POSTHORN_ERROR_SERVER_REJECTED;
}

static gboolean
fail_login (const ImapLogin *login, const ImapResponse *response, GError **error)
{
  PosthornError code = error_of_refusal (response);

  switch (code)
    {
    case POSTHORN_ERROR_AUTH_FAILED:
      return fail (login, error, code, "refused the login", response,
                   "check user name and password");
    case POSTHORN_ERROR_TLS_FAILED:
      return fail (login, error, code, "wants TLS before the login", response,
                   "switch TLS on in the account");
    case POSTHORN_ERROR_THROTTLED:
      return fail (login, error, code, "has had too many logins", response,
                   "wait a while, or close other mail programs");
    case POSTHORN_ERROR_SERVER_UNAVAILABLE:
      return fail (login, error, code, "cannot do the login now", response, "try again later");
    default:
      return fail (login, error, code, "did not understand the login", response,
                   "check that host and port are those of the right server");
    }
}

static gboolean
advance_authenticate (ImapLogin *login, const ImapResponse *response, GError **error)
{
  if (response->status != IMAP_STATUS_OK)
    return fail_login (login, response, error);
  enter_logged_in (login);
  return TRUE;
}

static gboolean
advance_capability_again (ImapLogin *login, const ImapResponse *response, GError **error)
{
  if (!check_capability (login, response, error))
    return FALSE;
  begin_prepare (login);
  return TRUE;
}

/* All of them may be refused. ENABLED and ID have said by themselves what counts; the last answer
 * of the flight is that to COMPRESS where it was asked for. */
static gboolean
advance_prepare (ImapLogin *login, const ImapResponse *response, GError **error)
{
  if (login->in_flight > 0 || login->id_due || login->enable_due || login->compress_due)
    return TRUE;
  login->phase = login->compress_sent && response->status == IMAP_STATUS_OK ? PHASE_SWITCH_DEFLATE
                                                                            : PHASE_DONE;
  return TRUE;
}

gboolean
imap_login_advance (ImapLogin *login, const ImapResponse *response, GError **error)
{
  static gboolean (*const advances[]) (ImapLogin *, const ImapResponse *, GError **) = {
    [PHASE_GREETING] = advance_greeting,
    [PHASE_CAPABILITY] = advance_capability,
    [PHASE_STARTTLS] = advance_starttls,
    [PHASE_AUTHENTICATE] = advance_authenticate,
    [PHASE_CAPABILITY_AGAIN] = advance_capability_again,
    [PHASE_PREPARE] = advance_prepare,
    [PHASE_DONE] = NULL,
  };

  g_return_val_if_fail (response->type == IMAP_RESPONSE_STATUS, FALSE);
  g_return_val_if_fail (advances[login->phase] != NULL, FALSE);
  imap_login_observe (login, response);
  if (login->in_flight > 0)
    login->in_flight--;
  return advances[login->phase](login, response, error);
}

static void
set_capabilities (ImapLogin *login, const GStrv words)
{
  login->capabilities = imap_capabilities_parse ((const char *const *) words);
  login->has_capabilities = TRUE;
}

static void
observe_identity (ImapLogin *login, const ImapResponse *response)
{
  if (response->type == IMAP_RESPONSE_ID)
    {
      g_strfreev (login->id);
      login->id = g_strdupv (response->words);
    }
  else if (response->type == IMAP_RESPONSE_ENABLED)
    login->enabled |= imap_capabilities_parse ((const char *const *) response->words);
}

void
imap_login_observe (ImapLogin *login, const ImapResponse *response)
{
  if (response->type == IMAP_RESPONSE_CAPABILITY)
    set_capabilities (login, response->words);
  else if (response->type == IMAP_RESPONSE_STATUS && response->code == IMAP_CODE_CAPABILITY)
    set_capabilities (login, response->words);
  else if (login->phase == PHASE_PREPARE)
    observe_identity (login, response);
}

ImapLoginStep
imap_login_step (const ImapLogin *login)
{
  switch (login->phase)
    {
    case PHASE_SWITCH_TLS:
      return IMAP_LOGIN_START_TLS;
    case PHASE_SWITCH_DEFLATE:
      return IMAP_LOGIN_START_DEFLATE;
    case PHASE_DONE:
      return IMAP_LOGIN_DONE;
    default:
      return IMAP_LOGIN_SEND;
    }
}

static ImapCommand *
authenticate_command (ImapLogin *login)
{
  gboolean initial = (login->capabilities & IMAP_CAPABILITY_SASL_IR) != 0;

  /* What it could do before says nothing of what it can do for this user. */
  login->has_capabilities = FALSE;
  if (login->capabilities & IMAP_CAPABILITY_AUTH_PLAIN)
    return imap_command_authenticate_plain (login->user, login->password, initial);
  return imap_command_login (login->user, login->password);
}

static const char *
extensions_to_enable (const ImapLogin *login)
{
  return effective_capabilities (login) & IMAP_CAPABILITY_QRESYNC ? "QRESYNC" : "CONDSTORE";
}

/* Nothing may follow COMPRESS before its answer (RFC 4978, 3), so it comes last. */
static ImapCommand *
prepare_command (ImapLogin *login)
{
  if (login->id_due)
    {
      login->id_due = FALSE;
      return imap_command_id ("Posthorn", NULL);
    }
  if (login->enable_due)
    {
      login->enable_due = FALSE;
      return imap_command_enable (extensions_to_enable (login));
    }
  if (!login->compress_due)
    return NULL;
  login->compress_due = FALSE;
  login->compress_sent = TRUE;
  return imap_command_compress ();
}

static ImapCommand *
next_command (ImapLogin *login)
{
  if (login->phase == PHASE_PREPARE)
    return prepare_command (login);
  if (login->in_flight > 0)
    return NULL;
  switch (login->phase)
    {
    case PHASE_CAPABILITY:
    case PHASE_CAPABILITY_AGAIN:
      return imap_command_simple ("CAPABILITY");
    case PHASE_STARTTLS:
      return imap_command_simple ("STARTTLS");
    case PHASE_AUTHENTICATE:
      return authenticate_command (login);
    default:
      return NULL;
    }
}

ImapCommand *
imap_login_command (ImapLogin *login)
{
  ImapCommand *command = next_command (login);

  if (command != NULL)
    login->in_flight++;
  return command;
}

gboolean
imap_login_tls_started (ImapLogin *login, gboolean pending_input, GError **error)
{
  g_return_val_if_fail (login->phase == PHASE_SWITCH_TLS, FALSE);
  if (pending_input)
    return fail (login, error, POSTHORN_ERROR_TLS_FAILED, "sent unencrypted data behind STARTTLS",
                 NULL, "somebody may be tampering with the connection; no password was sent");
  login->secure = TRUE;
  login->has_capabilities = FALSE;
  login->capabilities = 0;
  login->phase = PHASE_CAPABILITY;
  return TRUE;
}

void
imap_login_deflate_started (ImapLogin *login)
{
  g_return_if_fail (login->phase == PHASE_SWITCH_DEFLATE);
  login->phase = PHASE_DONE;
}

ImapCapabilities
imap_login_capabilities (const ImapLogin *login)
{
  return effective_capabilities (login) & (login->enabled | ~ENABLED_BITS);
}
