/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What another system answers: a page of what it has, which is taken over in one transaction, and
 * what has become of one thing that was told to it. It does not know how they are taken over.
 */
#pragma once

#include "store-remote.h"

typedef struct
{
  GPtrArray *employees; /* StoreRemoteEmployee */
  GPtrArray *customers; /* StoreRemoteCustomer */
  GPtrArray *tasks;     /* StoreRemoteTask */
  GPtrArray *unchanged; /* StoreRemoteName: there, as they were when they were last told */
  GPtrArray *gone;      /* StoreRemoteName */
  guint whole;          /* 1 << kind: all have been told since the pull began; others are gone */
  gboolean has_more;    /* the pull goes on with the next page */
  char *cursor;         /* where the next one begins; opaque */
  char *place;          /* where exactly all ids are from, NULL = as before: when it is another than
                         * before, ids known so far are forgotten, and nothing counts as gone */
  guint again;          /* seconds after which the next pull is wanted by itself; 0 = none is */
} StoreRemotePage;

/* What is there now. */
typedef struct
{
  char *remote;                  /* "" = nothing of it is kept there */
  char *version;                 /* "" = it has none */
  gboolean is_gone;              /* somebody removed it there meanwhile */
  StoreRemoteCustomer *customer; /* the one found or made for it; NULL: as was said */
  StoreRemoteTask *task;         /* as it is there, where others have changed it; NULL likewise */
} StoreRemotePushed;

StoreRemotePage *store_remote_page_new (void); /* empty; all arrays there */
void store_remote_page_free (StoreRemotePage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreRemotePage, store_remote_page_free)

StoreRemotePushed *store_remote_pushed_new (const char *remote, const char *version);
void store_remote_pushed_free (StoreRemotePushed *pushed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreRemotePushed, store_remote_pushed_free)
