/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What CrmSync is inside, for the files that are one with it and for nobody else: crm-sync.c (when
 * the other system is spoken with), crm-sync-state.c (how it stands) and crm-sync-choice.c (which
 * system it is, and how it is set up).
 */
#pragma once

#include "account-services.h"
#include "crm-sync.h"
#include "errand.h"
#include "store-reader-remote.h"

struct _CrmSync
{
  GObject parent_instance;
  AccountServices *services; /* borrowed */
  const CrmBackend *const *backends;
  const CrmBackend *backend; /* NULL = local */
  GVariant *settings;        /* a{sv} of BACKEND */
  CrmRemote *remote;         /* NULL: local, or SETTINGS do not do */
  GError *lack;              /* what is wrong with SETTINGS; NULL = they do */
  gboolean is_changing;      /* which one it is, or its settings, on the way to the disk */

  Errand *errand;
  gboolean is_started;
  gboolean wants_pull;
  gboolean is_talking;
  gboolean was_refused; /* with this secret and these settings nothing goes */
  GError *failure;      /* of the last round; NULL = there was none */
  guint n_waiting;
  guint n_refused;
  char *problem;    /* of one that is refused */
  guint left_out;   /* in the last pull */
  gint64 last_pull; /* when it was wanted; 0 = never */
  GSource *timer;   /* until it is to be asked again by itself; NULL = it is not */
};

/* crm-sync.c: all there is to show may be other than before. */
void crm_sync_notify (CrmSync *sync);
/* The settings or the secret are others: whatever did not go before may go now. */
void crm_sync_try_anew (CrmSync *sync);
void crm_sync_take_sums (CrmSync *sync, const StoreRemoteSums *sums);

/* crm-sync-state.c */
const char *crm_sync_state (CrmSync *sync);
GVariant *crm_sync_last_error (CrmSync *sync);

/* crm-sync-choice.c: BACKEND with SETTINGS (taken if floating) is in force. */
void crm_sync_take (CrmSync *sync, const CrmBackend *backend, GVariant *settings);
const CrmBackend *crm_sync_find (CrmSync *sync, const char *name);
GVariant *crm_sync_parse_settings (const char *text); /* floating */
