/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"

typedef struct
{
  const char *name;
  RetryClass retry;
} ErrorEntry;

static const ErrorEntry entries[] = {
  [POSTHORN_ERROR_FAILED] = { "Failed", RETRY_WAIT },
  [POSTHORN_ERROR_NOT_FOUND] = { "NotFound", RETRY_USER },
  [POSTHORN_ERROR_EXISTS] = { "Exists", RETRY_USER },
  [POSTHORN_ERROR_NOT_SUPPORTED] = { "NotSupported", RETRY_USER },
  [POSTHORN_ERROR_READ_ONLY] = { "ReadOnly", RETRY_USER },
  [POSTHORN_ERROR_BUSY] = { "Busy", RETRY_WAIT },
  [POSTHORN_ERROR_CANCELLED] = { "Cancelled", RETRY_NOW },
  [POSTHORN_ERROR_TOO_OLD] = { "TooOld", RETRY_NOW },
  [POSTHORN_ERROR_TOO_LARGE] = { "TooLarge", RETRY_USER },
  [POSTHORN_ERROR_OVER_QUOTA] = { "OverQuota", RETRY_USER },
  [POSTHORN_ERROR_OFFLINE] = { "Offline", RETRY_WAIT },
  [POSTHORN_ERROR_TIMEOUT] = { "Timeout", RETRY_WAIT },
  [POSTHORN_ERROR_TLS_FAILED] = { "TlsFailed", RETRY_WAIT },
  [POSTHORN_ERROR_AUTH_NEEDED] = { "AuthNeeded", RETRY_USER },
  [POSTHORN_ERROR_AUTH_FAILED] = { "AuthFailed", RETRY_USER },
  [POSTHORN_ERROR_KEYRING_LOCKED] = { "KeyringLocked", RETRY_WAIT },
  [POSTHORN_ERROR_KEYRING_UNAVAILABLE] = { "KeyringUnavailable", RETRY_WAIT },
  [POSTHORN_ERROR_SERVER_REJECTED] = { "ServerRejected", RETRY_WAIT },
  [POSTHORN_ERROR_SERVER_UNAVAILABLE] = { "ServerUnavailable", RETRY_WAIT },
  [POSTHORN_ERROR_THROTTLED] = { "Throttled", RETRY_WAIT },
  [POSTHORN_ERROR_PROTOCOL] = { "Protocol", RETRY_WAIT },
  [POSTHORN_ERROR_STORE] = { "Store", RETRY_WAIT },
  [POSTHORN_ERROR_DISK_FULL] = { "DiskFull", RETRY_WAIT },
  [POSTHORN_ERROR_NO_FOLDER] = { "NoFolder", RETRY_USER },
  [POSTHORN_ERROR_CRM_EMPLOYEE_SENDER] = { "CrmEmployeeSender", RETRY_USER },
  [POSTHORN_ERROR_CRM_EXCLUDED] = { "CrmExcluded", RETRY_USER },
  [POSTHORN_ERROR_CRM_REMOTE] = { "CrmRemote", RETRY_WAIT },
};

G_STATIC_ASSERT (G_N_ELEMENTS (entries) == POSTHORN_ERROR_LAST);

G_DEFINE_QUARK (posthorn - error - quark, posthorn_error)

const char *
posthorn_error_name (PosthornError code)
{
  g_return_val_if_fail (code < POSTHORN_ERROR_LAST, entries[POSTHORN_ERROR_FAILED].name);
  return entries[code].name;
}

RetryClass
posthorn_error_retry (PosthornError code)
{
  g_return_val_if_fail (code < POSTHORN_ERROR_LAST, RETRY_WAIT);
  return entries[code].retry;
}

const char *
posthorn_error_name_of (const GError *error)
{
  return posthorn_error_name (error->domain == POSTHORN_ERROR ? (PosthornError) error->code
                                                              : POSTHORN_ERROR_FAILED);
}
