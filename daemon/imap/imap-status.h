/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a server says yes or no, and the response codes that make a client do something about it.
 */
#pragma once

typedef enum
{
  IMAP_STATUS_OK,
  IMAP_STATUS_NO,
  IMAP_STATUS_BAD,
  IMAP_STATUS_PREAUTH,
  IMAP_STATUS_BYE,
} ImapStatus;

/* Response codes that change what the client does (RFC 9051 7.1, RFC 5530, RFC 7162). */
typedef enum
{
  IMAP_CODE_NONE,
  IMAP_CODE_OTHER,
  IMAP_CODE_ALERT,
  IMAP_CODE_ALREADYEXISTS,
  IMAP_CODE_APPENDUID, /* uidvalidity, uids */
  IMAP_CODE_AUTHENTICATIONFAILED,
  IMAP_CODE_AUTHORIZATIONFAILED,
  IMAP_CODE_CAPABILITY, /* words */
  IMAP_CODE_CLOSED,
  IMAP_CODE_COPYUID, /* uidvalidity, source_uids, uids */
  IMAP_CODE_EXPIRED,
  IMAP_CODE_HIGHESTMODSEQ, /* number */
  IMAP_CODE_INUSE,
  IMAP_CODE_LIMIT,
  IMAP_CODE_NOMODSEQ,
  IMAP_CODE_NONEXISTENT,
  IMAP_CODE_OVERQUOTA,
  IMAP_CODE_PERMANENTFLAGS, /* words */
  IMAP_CODE_PRIVACYREQUIRED,
  IMAP_CODE_READ_ONLY,
  IMAP_CODE_READ_WRITE,
  IMAP_CODE_TRYCREATE,
  IMAP_CODE_UIDNEXT, /* number */
  IMAP_CODE_UIDNOTSTICKY,
  IMAP_CODE_UIDVALIDITY, /* number */
  IMAP_CODE_UNAVAILABLE,
  IMAP_CODE_UNSEEN, /* number */
} ImapCode;
