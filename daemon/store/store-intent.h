/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thing that is to be made at another system as it is here: a record or task that was made,
 * completed or removed here and of which that system has not been told. It says what is here now,
 * not what happened: telling it twice does no harm. It knows no SQL and no system in particular.
 */
#pragma once

#include "store-message.h"
#include "store-remote.h"

/* After it was made, all that changes here of a task is that it is completed; nothing of a record
 * does. */
typedef struct
{
  StoreRemoteKind kind; /* a record or task */
  gint64 local;         /* its id here */
  gint64 wanted;        /* how often it was changed here */
  char *remote;         /* "" = not known to be there */
  char *version;        /* as it was last told */
  char *marker;         /* of this thing for ever: what it is found by when the id is not known */
  gboolean is_begun;    /* it may be there: look for the marker before adding it */
  gboolean is_removal;  /* it is no more here: make it gone; all below is NULL */

  StoreTask *task;             /* of a task */
  StoreRecord *record;         /* the record, or what the task's mail is saved as; may be NULL */
  StoreCustomer *customer;     /* of the record; NULL without one */
  char *customer_remote;       /* "" = not known there: look for record->address first */
  char *responsible_remote;    /* of the task or record; "" = not known there */
  GStrv responsible_addresses; /* likewise */
  char *message_id;            /* of the mail, without <>; "" = it has none */
  StoreMessage *message;       /* the mail, with its details; NULL = it is not here any more */
  GBytes *beginning;           /* of its octets; NULL likewise */
  char *text; /* of it, readable, the beginning; whoever reads the mail fills it in */
} StoreIntent;

void store_intent_free (StoreIntent *intent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreIntent, store_intent_free)
