/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One server response as a typed value (RFC 9051, section 7; RFC 3501, 7162, 5464 additions).
 * Made by the parser from one complete line; large FETCH bodies are not in it, they were
 * streamed before (imap-protocol.h). Every string is valid UTF-8 and owned by the response.
 */
#pragma once

#include "uid-set.h"

#include <glib.h>

typedef enum
{
  IMAP_RESPONSE_STATUS,         /* OK NO BAD PREAUTH BYE, tagged or not: status, code, text */
  IMAP_RESPONSE_CONTINUE,       /* "+": text holds the rest of the line */
  IMAP_RESPONSE_CAPABILITY,     /* words */
  IMAP_RESPONSE_ENABLED,        /* words */
  IMAP_RESPONSE_FLAGS,          /* words */
  IMAP_RESPONSE_LIST,           /* list */
  IMAP_RESPONSE_LSUB,           /* list */
  IMAP_RESPONSE_MAILBOX_STATUS, /* mailbox_status */
  IMAP_RESPONSE_SEARCH,         /* uids: SEARCH or ESEARCH ... ALL */
  IMAP_RESPONSE_EXISTS,         /* number */
  IMAP_RESPONSE_EXPUNGE,        /* number: a message sequence number */
  IMAP_RESPONSE_VANISHED,       /* uids, earlier */
  IMAP_RESPONSE_FETCH,          /* fetch */
  IMAP_RESPONSE_ID,             /* words: key, value, key, value; "" for NIL */
  IMAP_RESPONSE_OTHER,          /* well-formed but of no use here: RECENT, QUOTA, unknown words */
} ImapResponseType;

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

typedef struct
{
  GStrv attributes; /* as sent: "\\Noselect", "\\Sent"; compare without case */
  char delimiter;   /* 0 = flat */
  char *path;       /* UTF-8, decoded from modified UTF-7; INBOX in any case becomes "INBOX" */
  char *old_path;   /* OLDNAME extended item (RFC 9051, 6.3.9.7), else NULL */
} ImapList;

/* Each number is -1 when the server did not say. */
typedef struct
{
  char *path;
  gint64 messages;
  gint64 uidnext;
  gint64 uidvalidity;
  gint64 unseen;
  gint64 highestmodseq;
} ImapMailboxStatus;

typedef struct
{
  guint32 sequence;
  guint32 uid;          /* 0 = not said */
  char *flags;          /* canonical (flags.h), NULL = not said */
  gint64 internal_date; /* Unix seconds, 0 = not said */
  gint64 size;          /* RFC822.SIZE, -1 = not said */
  guint64 modseq;       /* 0 = not said */
  GBytes *header;       /* BODY[HEADER.FIELDS ...], NULL = not said */
  gboolean has_body;    /* BODY[] was there; its octets were streamed before this response */
  guint64 body_size;    /* how many octets were streamed */
} ImapFetch;

typedef struct
{
  ImapResponseType type;
  char *tag; /* NULL when untagged */
  ImapStatus status;
  ImapCode code;
  char *text; /* human readable, never NULL for STATUS and CONTINUE */
  guint64 number;
  GStrv words;
  UidSet *uids;
  UidSet *source_uids;
  guint32 uidvalidity;
  gboolean earlier;
  ImapList *list;
  ImapMailboxStatus *mailbox_status;
  ImapFetch *fetch;
} ImapResponse;

ImapResponse *imap_response_copy_status (const ImapResponse *response); /* STATUS only */
void imap_response_free (ImapResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapResponse, imap_response_free)
