/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One server response as a typed value (RFC 9051, section 7; RFC 3501, 7162, 5464 additions).
 * Made by the parser from one complete line; large FETCH bodies are not in it, they were
 * streamed before (imap-protocol.h). Every string is valid UTF-8 and owned by the response.
 */
#pragma once

#include "imap-data.h"
#include "imap-status.h"
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
  IMAP_RESPONSE_QUOTA,          /* quota (RFC 9208, 4.2.1) */
  IMAP_RESPONSE_OTHER,          /* well-formed but of no use here: RECENT, unknown words */
} ImapResponseType;

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
  ImapQuota quota;
} ImapResponse;

ImapResponse *imap_response_copy_status (const ImapResponse *response); /* STATUS only */
void imap_response_free (ImapResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapResponse, imap_response_free)
