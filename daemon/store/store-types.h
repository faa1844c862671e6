/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The values that go into and come out of the databases. Plain structs, owned by whoever holds
 * them; strings are UTF-8 and never NULL unless said. Nothing here knows SQL.
 */
#pragma once

#include "summary.h"

#include <glib.h>

/* What a person set for an account: the keys of AddAccount but for the password. */
typedef struct
{
  char *id; /* slug, never changes */
  char *name;
  char *address;
  char *owner;    /* employee login, "" = none */
  char *protocol; /* "imap" */
  char *user;
  char *host;
  guint port;
  char *tls;     /* "implicit", "starttls", "none" */
  char *ca_file; /* "" = the system's authorities */
  char *pin;     /* "" = none */
  char *smtp_host;
  guint smtp_port;
  char *smtp_tls;
  char *smtp_user;
  char *url;
  char *route;        /* "off", "assign", "forward" */
  char *push;         /* "off", "when-active", "always" */
  guint history_days; /* 0 = all */
  gboolean enabled;
  gint64 last_sync; /* Unix seconds of the last check that succeeded, 0 = never */
} StoreAccount;

typedef struct
{
  gint64 id; /* row in mail.db, stable while the folder exists, through renames */
  char *account;
  char *path; /* at the server, UTF-8 */
  char delimiter;
  char *role;        /* "inbox" ... "none": the person's choice where there is one, else guessed */
  gboolean selected; /* the person's choice where there is one, else TRUE */
  gboolean selectable; /* FALSE: \Noselect, kept only as a parent */
  guint32 uidvalidity; /* 0 = never synchronised */
  guint32 uidnext;
  guint64 highestmodseq; /* 0 = no usable cursor */
  guint total;
  guint unread;
  guint unprocessed;
  gint64 last_sync;
} StoreFolder;

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
  GStrv warnings;
} StoreMessage;

/* Columns that cost reading more than the row's head; the others always come. */
typedef enum
{
  STORE_COLUMNS_HEAD = 0,
  STORE_COLUMNS_DETAILS = 1 << 0, /* to, cc, attachments, warnings */
} StoreColumns;

/* Zero or NULL = does not filter. */
typedef struct
{
  const char *account;
  gint64 folder;
  const char *role;
  int unread; /* -1 any, 0 read, 1 unread; likewise the next two */
  int flagged;
  int has_attachments;
  gint64 since;  /* received at or after */
  gint64 before; /* received before */
} StoreFilter;

#define STORE_FILTER_ANY ((StoreFilter){ .unread = -1, .flagged = -1, .has_attachments = -1 })

typedef enum
{
  STORE_SORT_DATE_DESC,
  STORE_SORT_DATE_ASC,
} StoreSort;

StoreAccount *store_account_new (void); /* all strings "" */
StoreAccount *store_account_copy (const StoreAccount *account);
void store_account_free (StoreAccount *account);
StoreFolder *store_folder_copy (const StoreFolder *folder);
void store_folder_free (StoreFolder *folder);
void store_message_free (StoreMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreAccount, store_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreFolder, store_folder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreMessage, store_message_free)
