/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The errors a user can meet, one code for each name in the bus contract. Lower layers may
 * use any GError domain inside; what leaves account/ is always in this one. This file knows
 * nothing of D-Bus beyond the spelling of the names, and nothing of what caused an error.
 */
#pragma once

#include <glib.h>

#define POSTHORN_ERROR (posthorn_error_quark ())

typedef enum
{
  POSTHORN_ERROR_FAILED,
  POSTHORN_ERROR_NOT_FOUND,
  POSTHORN_ERROR_EXISTS,
  POSTHORN_ERROR_NOT_SUPPORTED,
  POSTHORN_ERROR_READ_ONLY,
  POSTHORN_ERROR_BUSY,
  POSTHORN_ERROR_CANCELLED,
  POSTHORN_ERROR_TOO_OLD,
  POSTHORN_ERROR_TOO_LARGE,
  POSTHORN_ERROR_OVER_QUOTA,
  POSTHORN_ERROR_OFFLINE,
  POSTHORN_ERROR_TIMEOUT,
  POSTHORN_ERROR_TLS_FAILED,
  POSTHORN_ERROR_AUTH_NEEDED,
  POSTHORN_ERROR_AUTH_FAILED,
  POSTHORN_ERROR_KEYRING_LOCKED,
  POSTHORN_ERROR_KEYRING_UNAVAILABLE,
  POSTHORN_ERROR_SERVER_REJECTED,
  POSTHORN_ERROR_SERVER_UNAVAILABLE,
  POSTHORN_ERROR_THROTTLED,
  POSTHORN_ERROR_PROTOCOL,
  POSTHORN_ERROR_STORE,
  POSTHORN_ERROR_DISK_FULL,
  POSTHORN_ERROR_NO_FOLDER,
  POSTHORN_ERROR_CRM_EMPLOYEE_SENDER,
  POSTHORN_ERROR_CRM_EXCLUDED,
  POSTHORN_ERROR_CRM_REMOTE,
  POSTHORN_ERROR_LAST
} PosthornError;

/* What has to happen before trying again is worth it. */
typedef enum
{
  RETRY_NOW,  /* nothing: a fresh connection may well succeed */
  RETRY_WAIT, /* time, or the network, or the server coming back */
  RETRY_USER, /* a person: a new password, another host, more room */
} RetryClass;

GQuark posthorn_error_quark (void);

/* The last part of the bus error name, "AuthFailed" for POSTHORN_ERROR_AUTH_FAILED. */
const char *posthorn_error_name (PosthornError code);

RetryClass posthorn_error_retry (PosthornError code);

/* The bus name of ERROR's code, "Failed" when it is of another domain. */
const char *posthorn_error_name_of (const GError *error);
