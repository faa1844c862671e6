/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fields of a header as they are written: folded (RFC 5322, 2.2.3), with encoded words (RFC
 * 2047) and parameters (RFC 2231) where there is more than ASCII. Internal to mime/; what is read
 * is mime-header.h. Lines are as short as can be, at most 998 octets, and end with CRLF.
 */
#pragma once

#include "summary.h"

/* VALUE is one line of UTF-8. */
void mime_write_text (GString *header, const char *name, const char *value);

/* MailAddresses; no field when there are none. */
void mime_write_addresses (GString *header, const char *name, GPtrArray *addresses);

/* Message ids, joined by spaces; no field when there are none. */
void mime_write_ids (GString *header, const char *name, const char *ids);

/* VALUE, then what mime_write_parameter() adds, then mime_write_end(). */
void mime_write_begin (GString *header, const char *name, const char *value);

/* A VALUE that is long or more than plain ASCII is written as of RFC 2231. */
void mime_write_parameter (GString *header, const char *name, const char *value);
void mime_write_end (GString *header);

/* What stands for the name of a file where nothing but short ASCII is understood. */
char *mime_write_plain_name (const char *name);
