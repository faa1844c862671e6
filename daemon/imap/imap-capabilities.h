/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server can do, as bits, and the quirks that take bits away again: the one table of
 * servers that advertise what they do not keep (by ID, greeting and host).
 */
#pragma once

#include <glib.h>

typedef enum
{
  IMAP_CAPABILITY_IMAP4REV1 = 1 << 0,
  IMAP_CAPABILITY_IMAP4REV2 = 1 << 1,
  IMAP_CAPABILITY_STARTTLS = 1 << 2,
  IMAP_CAPABILITY_LOGINDISABLED = 1 << 3,
  IMAP_CAPABILITY_SASL_IR = 1 << 4,
  IMAP_CAPABILITY_AUTH_PLAIN = 1 << 5,
  IMAP_CAPABILITY_ID = 1 << 6,
  IMAP_CAPABILITY_ENABLE = 1 << 7,
  IMAP_CAPABILITY_COMPRESS_DEFLATE = 1 << 8,
  IMAP_CAPABILITY_LIST_EXTENDED = 1 << 9,
  IMAP_CAPABILITY_SPECIAL_USE = 1 << 10,
  IMAP_CAPABILITY_LIST_STATUS = 1 << 11,
  IMAP_CAPABILITY_CONDSTORE = 1 << 12,
  IMAP_CAPABILITY_QRESYNC = 1 << 13,
  IMAP_CAPABILITY_UIDPLUS = 1 << 14,
  IMAP_CAPABILITY_MOVE = 1 << 15,
  IMAP_CAPABILITY_ESEARCH = 1 << 16,
  IMAP_CAPABILITY_LITERAL_PLUS = 1 << 17,
  IMAP_CAPABILITY_LITERAL_MINUS = 1 << 18,
  IMAP_CAPABILITY_IDLE = 1 << 19,
  IMAP_CAPABILITY_NOTIFY = 1 << 20,
  IMAP_CAPABILITY_NAMESPACE = 1 << 21,
  IMAP_CAPABILITY_UNSELECT = 1 << 22,
  IMAP_CAPABILITY_REPLACE = 1 << 23,
  IMAP_CAPABILITY_QUOTA = 1 << 24,
} ImapCapabilities;

/* Unknown words are ignored; QRESYNC implies CONDSTORE and ENABLE (RFC 7162, 3.2.3), and
 * IMAP4rev2 implies what it includes (RFC 9051, appendix E). */
ImapCapabilities imap_capabilities_parse (const char *const *words);

/* The words for CAPABILITIES, "QRESYNC", but for those that matter only until the login. */
GStrv imap_capabilities_describe (ImapCapabilities capabilities);

/* CAPABILITIES without what this server is known to get wrong. GREETING is the text of the
 * greeting, ID the words of its ID response (NULL = none), HOST what the account connects to. */
ImapCapabilities imap_capabilities_without_quirks (ImapCapabilities capabilities,
                                                   const char *greeting, const char *const *id,
                                                   const char *host);
