/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The data that LIST, STATUS and FETCH responses carry, as plain values. Strings are valid UTF-8
 * and owned by the response they came in.
 */
#pragma once

#include <glib.h>

typedef struct
{
  GStrv attributes; /* as sent: "\\Noselect", "\\Sent"; compare without case */
  char delimiter;   /* 0 = flat */
  char *path;       /* UTF-8, decoded from modified UTF-7; INBOX in any case becomes "INBOX" */
  char *old_path;   /* OLDNAME extended item (RFC 9051, 6.3.9.7), else NULL */
} ImapList;

/* Of STORAGE, in octets; both 0 = nothing is said of it. */
typedef struct
{
  guint64 used;
  guint64 limit;
} ImapQuota;

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
