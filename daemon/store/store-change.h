/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One change of a batch as the writer's thread gets it: a private copy of what the main thread
 * said, except the raw message, which is shared. It knows no SQL.
 */
#pragma once

#include "store-batch.h"
#include "store-crm-change.h"
#include "store-operation.h"

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
  STORE_SET_INDEXED,
  STORE_SET_SETTING,
  STORE_BEGIN_OPERATION,
  STORE_TRY_OPERATION,
  STORE_END_OPERATION,
  STORE_PLACE_MESSAGE,
  STORE_DROP_MESSAGES,
  STORE_RETURN_MESSAGES,
  STORE_ADD_TO_BLACKLIST,
  STORE_REMOVE_FROM_BLACKLIST,
  STORE_CHANGE_CRM,
} StoreChangeKind;
typedef struct
{
  gint64 received, diverted;
  guint64 size;
  GVariant *summary; /* SUMMARY_TYPE */
  GBytes *raw;
  gboolean partial, arrived;
} StoreAddedMessage;
typedef struct
{
  guint32 uidvalidity, uidnext;
  guint64 highestmodseq;
} StoreCursor;

/* Each kind uses the fields it needs; the others are 0. */
typedef struct
{
  StoreChangeKind kind;
  gint64 folder, operation, when;
  char *account, *path;
  char *role; /* put: guessed; choose: chosen */
  char *name, *value, *flags;
  int selected;
  gboolean selectable, gone;
  char delimiter;
  guint32 uid;
  guint64 id;
  StoreCursor cursor;
  StoreAccount *put_account;
  StoreAddedMessage *message;
  UidSet *uids;
  GArray *old_uids, *new_uids; /* guint32 */
  StoreVerb verb;
  GArray *ids; /* guint64 */
  StoreCrmChange *crm;
} StoreChange;

StoreChange *store_change_new (StoreChangeKind kind);
void store_change_free (StoreChange *change);
GPtrArray *store_batch_changes (StoreBatch *batch); /* StoreChange, in order; borrowed */
StoreChange *store_batch_append (StoreBatch *batch, StoreChangeKind kind);
