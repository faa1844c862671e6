/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message on its way to the server, in pieces cut anywhere: every line ended by CRLF, the Bcc
 * fields of its header left out, and only then a dot doubled where a line begins with one
 * (RFC 5321, 4.5.2). It keeps less than a line, and knows nothing else of what a message is.
 */
#pragma once

#include <glib.h>

typedef struct _SmtpData SmtpData;

typedef enum
{
  SMTP_DATA_PLAIN = 0,
  SMTP_DATA_DOTS = 1 << 0,     /* double them, as DATA wants it and BDAT does not */
  SMTP_DATA_WITH_BCC = 1 << 1, /* it does not leave for others yet, or is theirs */
} SmtpDataFlags;

SmtpData *smtp_data_new (SmtpDataFlags flags);
void smtp_data_free (SmtpData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpData, smtp_data_free)

/* Both append to OUTPUT. */
void smtp_data_feed (SmtpData *data, const guint8 *octets, gsize length, GByteArray *output);
/* The message is over; ends its last line. */
void smtp_data_end (SmtpData *data, GByteArray *output);
