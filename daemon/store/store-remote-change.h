/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A change of a batch that is about another system: what it told, what it was told, and which one
 * is chosen, as the writer's thread gets it. It knows no SQL.
 */
#pragma once

#include "store-remote-page.h"

typedef enum
{
  STORE_REMOTE_CHOOSE,
  STORE_REMOTE_CONFIGURE,
  STORE_REMOTE_RESTART,
  STORE_REMOTE_BEGIN_PULL,
  STORE_REMOTE_TELL_EMPLOYEE,
  STORE_REMOTE_TELL_CUSTOMER,
  STORE_REMOTE_TELL_TASK,
  STORE_REMOTE_TELL_UNCHANGED,
  STORE_REMOTE_TELL_GONE,
  STORE_REMOTE_TURN_PAGE,
  STORE_REMOTE_BEGIN_INTENT,
  STORE_REMOTE_TOLD_INTENT,
  STORE_REMOTE_REFUSED_INTENT,
} StoreRemoteVerb;

/* Each verb uses the fields it needs; the others are 0. */
typedef struct
{
  StoreRemoteVerb verb;
  char *backend;
  char *text; /* settings, place, cursor, or problem */
  gboolean has_more;
  StoreRemoteEmployee *employee;
  StoreRemoteCustomer *customer;
  StoreRemoteTask *task;
  StoreRemoteName *name;
  StoreRemoteKind kind; /* of an intent, as are the following */
  gint64 local, wanted;
  gint64 of_customer; /* 0 = of none */
  gboolean is_removal;
  StoreRemotePushed *pushed;
} StoreRemoteChange;

void store_remote_change_free (StoreRemoteChange *change);
