/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-error.h"

#include "error.h"
#include "log-event.h"

#include <gio/gio.h>

static PosthornError
code_of (const GError *error)
{
  if (error->domain == POSTHORN_ERROR)
    return (PosthornError) error->code;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return POSTHORN_ERROR_CANCELLED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return POSTHORN_ERROR_DISK_FULL;
  return POSTHORN_ERROR_FAILED;
}

GError *
account_error (const char *account, const GError *error)
{
  return g_error_new (POSTHORN_ERROR, code_of (error), "%s: %s", account, error->message);
}

const char *
account_error_event (const GError *error)
{
  switch (code_of (error))
    {
    case POSTHORN_ERROR_AUTH_FAILED:
    case POSTHORN_ERROR_AUTH_NEEDED:
      return LOG_SIGN_IN_NEEDED;
    case POSTHORN_ERROR_KEYRING_LOCKED:
    case POSTHORN_ERROR_KEYRING_UNAVAILABLE:
      return LOG_KEYRING_CLOSED;
    case POSTHORN_ERROR_TLS_FAILED:
      return LOG_NOT_TRUSTED;
    default:
      return NULL;
    }
}

const char *
account_error_state (const GError *error)
{
  switch (code_of (error))
    {
    case POSTHORN_ERROR_OFFLINE:
      return "offline";
    case POSTHORN_ERROR_AUTH_FAILED:
    case POSTHORN_ERROR_AUTH_NEEDED:
      return "auth-needed";
    case POSTHORN_ERROR_KEYRING_LOCKED:
    case POSTHORN_ERROR_KEYRING_UNAVAILABLE:
      return "keyring-locked";
    default:
      return "error";
    }
}
