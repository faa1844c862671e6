/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One conversation with another system that keeps customers and tasks: tells it what it has not
 * been told, then, where that is wanted, asks it for what it has, page by page; what comes up in
 * between is told in between. With nothing to tell or ask, nothing is opened. What one thing is
 * refused for does not hold up the others. It does not know when there is to be another one.
 */
#pragma once

#include "account-services.h"
#include "crm-backend.h"

typedef struct
{
  AccountServices *services;
  const CrmBackend *backend;
  CrmRemote *remote;
  gboolean wants_pull;
  void (*opened) (gpointer data);                               /* there is something to do */
  void (*changed) (const StoreChanges *changes, gpointer data); /* links of mail have */
  gpointer data;
} CrmRoundOptions;

typedef struct
{
  gboolean has_pulled; /* to the end */
  guint left_out;      /* customers and employees for which there is no room */
  guint again;         /* seconds after which the next pull is wanted; 0 = none is */
} CrmRoundResult;

/* What OPTIONS points to outlives it. Errors: those of crm-remote.h, the keyring and the store; of
 * several the one that ended it, else the first. */
void crm_round_async (const CrmRoundOptions *options, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data);
gboolean crm_round_finish (GAsyncResult *result, CrmRoundResult *round, GError **error);
