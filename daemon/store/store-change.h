/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One change of a batch as the writer's thread gets it: a private copy of what the main thread
 * said, except the raw message, which is shared. It knows no SQL.
 */
#pragma once

#include "store-batch.h"

typedef enum
{
  STORE_PUT_ACCOUNT,
  STORE_REMOVE_ACCOUNT,
  STORE_SET_ACCOUNT_SYNCED,
  STORE_SET_ACCOUNT_STARTED,
  STORE_PUT_FOLDER,
  STORE_RENAME_FOLDER,
  STORE_REMOVE_FOLDER,
  STORE_CHOOSE_FOLDER,
  STORE_SET_FOLDER_AUDITED,
  STORE_ADD_MESSAGE,
  STORE_SET_FLAGS,
  STORE_REMOVE_MESSAGES,
  STORE_SET_CURSOR,
  STORE_REBIND_FOLDER,
  STORE_SET_SETTING,
  STORE_ADD_TO_BLACKLIST,
  STORE_REMOVE_FROM_BLACKLIST,
} StoreChangeKind;

typedef struct
{
  gint64 received;
  guint64 size;
  GVariant *summary; /* SUMMARY_TYPE */
  GBytes *raw;
  gboolean partial;
  gboolean arrived;
} StoreAddedMessage;

typedef struct
{
  guint32 uidvalidity;
  guint32 uidnext;
  guint64 highestmodseq;
} StoreCursor;

/* Each kind uses the fields it needs; the others are 0. */
typedef struct
{
  StoreChangeKind kind;
  gint64 folder;
  char *account;
  char *path;
  char *role; /* put: guessed; choose: chosen */
  char *name;
  char *value;
  int selected;
  gboolean selectable;
  char delimiter;
  guint32 uid;
  char *flags;
  gint64 when;
  StoreCursor cursor;
  StoreAccount *put_account;
  StoreAddedMessage *message;
  UidSet *uids;
  GArray *old_uids; /* guint32 */
  GArray *new_uids;
} StoreChange;

StoreChange *store_change_new (StoreChangeKind kind);
void store_change_free (StoreChange *change);

/* The changes of BATCH, StoreChange, in order. Borrowed. */
GPtrArray *store_batch_changes (StoreBatch *batch);
