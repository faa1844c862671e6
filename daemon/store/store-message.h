/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message as mail.db keeps it, without its octets. Owned by whoever holds it; strings are UTF-8.
 * It knows no SQL.
 */
#pragma once

#include "summary.h"

/* What a mail may be linked to; without any it is unprocessed. */
typedef enum
{
  STORE_LINKS_NONE = 0,
  STORE_LINKS_CRM = 1 << 0,
  STORE_LINKS_TASK = 1 << 1,
} StoreLinks;

/* One message as a client lists it. What the asked columns leave out stays NULL or 0. */
typedef struct
{
  guint64 id;
  gint64 folder;
  guint32 uid;
  char *account;
  char *subject;
  MailAddress *from;
  GPtrArray *to; /* MailAddress */
  GPtrArray *cc;
  gint64 date;     /* Date field */
  gint64 received; /* INTERNALDATE */
  guint64 size;
  char *flags; /* canonical (flags.h) */
  gboolean has_attachments;
  GPtrArray *attachments; /* Attachment */
  char *snippet;
  char *message_id;
  char *list_id;
  guint64 thread; /* 0 = mail of before threads that was not looked at yet */
  GStrv warnings;
  GStrv pending;     /* verbs not yet confirmed by the server */
  StoreLinks links;  /* what it is linked to */
  char *responsible; /* login of who has to see to it, "" = nobody in particular */
} StoreMessage;

/* Columns that cost reading more than the row's head; the others always come. */
typedef enum
{
  STORE_COLUMNS_HEAD = 0,
  STORE_COLUMNS_DETAILS = 1 << 0, /* to, cc, attachments, warnings */
  STORE_COLUMNS_PENDING = 1 << 1,
  STORE_COLUMNS_RESPONSIBLE = 1 << 2,
} StoreColumns;

void store_message_free (StoreMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreMessage, store_message_free)
