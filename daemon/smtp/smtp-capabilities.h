/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a submission server says it can do, of the answer to EHLO (RFC 5321, 4.1.1.1).
 */
#pragma once

#include "smtp-reply.h"

typedef enum
{
  SMTP_EXTENSION_STARTTLS = 1 << 0,
  SMTP_EXTENSION_AUTH_PLAIN = 1 << 1,
  SMTP_EXTENSION_AUTH_LOGIN = 1 << 2,
  SMTP_EXTENSION_PIPELINING = 1 << 3,
  SMTP_EXTENSION_SIZE = 1 << 4,
  SMTP_EXTENSION_8BITMIME = 1 << 5,
  SMTP_EXTENSION_SMTPUTF8 = 1 << 6,
  SMTP_EXTENSION_DSN = 1 << 7,
  SMTP_EXTENSION_CHUNKING = 1 << 8,
} SmtpExtensions;

typedef struct
{
  SmtpExtensions extensions;
  guint64 size_limit; /* octets of a message; 0 = none told */
} SmtpCapabilities;

/* Unknown words are ignored. */
SmtpCapabilities smtp_capabilities_parse (const SmtpReply *reply);
