/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message on its way to the server, in pieces cut anywhere: every line ended by CRLF, the Bcc
 * fields of its header left out, and only then a dot doubled where a line begins with one
 * (RFC 5321, 4.5.2). It keeps less than a line, and knows nothing else of what a message is.
 */
#pragma once

#include <glib.h>

typedef struct _SmtpData SmtpData;

/* DOTS: double them, as DATA wants it and BDAT does not. */
SmtpData *smtp_data_new (gboolean dots);
void smtp_data_free (SmtpData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpData, smtp_data_free)

/* Both append to OUTPUT. */
void smtp_data_feed (SmtpData *data, const guint8 *octets, gsize length, GByteArray *output);
/* The message is over; ends its last line. */
void smtp_data_end (SmtpData *data, GByteArray *output);
