/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One change of a batch as the writer's thread gets it: a private copy of what the main thread
 * said, except the raw message, which is shared. It knows no SQL.
 */
#pragma once

#include "store-batch-outbox.h"
#include "store-batch.h"
#include "store-change-kind.h"
#include "store-crm-change.h"
#include "store-operation.h"
#include "store-remote-change.h"

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
  StoreRemoteChange *remote;
  GBytes *octets;
  guint sequence;
  OutboxMessage *outbox;
  StoreSignature *signature;
  StoreDraft *draft;
} StoreChange;

StoreChange *store_change_new (StoreChangeKind kind);
void store_change_free (StoreChange *change);
GPtrArray *store_batch_changes (StoreBatch *batch); /* StoreChange, in order; borrowed */
StoreChange *store_batch_append (StoreBatch *batch, StoreChangeKind kind);
