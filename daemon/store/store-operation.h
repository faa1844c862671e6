/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person did to messages and the server has not confirmed yet: the intent as state.db keeps
 * it, with where its messages lie at the server. It knows no SQL and no connection.
 */
#pragma once

#include <glib.h>

typedef enum
{
  STORE_VERB_FLAG,
  STORE_VERB_MOVE,
  STORE_VERB_COPY,
  STORE_VERB_DELETE, /* for good */
} StoreVerb;

/* "flag" ... as in a row's key pending. */
const char *store_verb_name (StoreVerb verb);
gboolean store_verb_parse (const char *name, StoreVerb *verb);

typedef struct
{
  gint64 operation;
  guint64 id;          /* of the bus */
  guint64 source;      /* what ID is a copy of, 0 = it is none; then this lies at FOLDER and UID */
  gint64 folder;       /* where it lies at the server, as is the next */
  guint32 uid;         /* 0 = not known yet */
  guint32 uidvalidity; /* of the folder when UID was read; 0 = not known yet */
  guint64 size;
  char *message_id;
} StoreOperationMessage;

typedef struct
{
  gint64 id;
  StoreVerb verb;
  char *added_flags; /* canonical (flags.h) */
  char *removed_flags;
  char *target;               /* path of the folder, "" for others than move and copy */
  char *origin;               /* the account of the messages, "" = that of the target */
  gboolean begun;             /* the server may have done it already */
  guint32 target_uidvalidity; /* of TARGET as it was known when this was begun, or is now; 0 = it is
                               * not. What has a UID below the next is another message */
  guint32 target_uidnext;
  GPtrArray *messages; /* StoreOperationMessage; those that are not in the cache now, or cannot
                        * leave ORIGIN yet, are left out */
} StoreOperation;

/* LATER, done right behind EARLIER, says the same of other messages: one word does for both. */
gboolean store_operation_joins (const StoreOperation *earlier, const StoreOperation *later);

void store_operation_free (StoreOperation *operation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreOperation, store_operation_free)

/* FLAGS with ADDED and without REMOVED; all canonical. */
char *store_operation_overlay (const char *flags, const char *added, const char *removed);
