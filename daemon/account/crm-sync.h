/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which system keeps customers and tasks besides Posthorn, how it is set up, and when it is spoken
 * with: told what is linked here as soon as it may be, asked for what it has when somebody wants
 * that, when its settings have changed, and after a mailbox was checked, though not more often than
 * mailboxes are. While nothing is to be told there is no timer and no connection. How one speaks
 * with it is crm-round's business; it knows no bus.
 *
 * Properties (each notifies): "backend" s, "state" s, "last-error" (ss) as GVariant.
 * Signal: "changes" (StoreChanges) when links of messages have changed.
 */
#pragma once

#include "crm-backend.h"

#define CRM_LOCAL "local" /* the backend that is none */

#define TYPE_CRM_SYNC (crm_sync_get_type ())
G_DECLARE_FINAL_TYPE (CrmSync, crm_sync, POSTHORN, CRM_SYNC, GObject)

/* SERVICES outlive it. BACKENDS: those there are, ended by NULL. */
CrmSync *crm_sync_new (AccountServices *services, const CrmBackend *const *backends);
/* Reads from the store; blocks, only at start. Nothing is told before _start. */
gboolean crm_sync_load (CrmSync *sync, GError **error);
void crm_sync_start (CrmSync *sync);
void crm_sync_stop (CrmSync *sync);

/* NULL = none but Posthorn. */
const CrmBackend *crm_sync_get_backend (CrmSync *sync);
/* a{sv} with every key of the backend; what was never set is empty. Floating. */
GVariant *crm_sync_get_settings (CrmSync *sync);

/* All three: it is saved when the callback runs, and then tried. NOT_SUPPORTED for a backend that
 * is not there, and where none is chosen. SETTINGS (a{sv}) has keys of the backend only; those that
 * are not named stay as they are. INVALID_ARGUMENT naming the key. */
void crm_sync_choose_async (CrmSync *sync, const char *backend, GAsyncReadyCallback callback,
                            gpointer data);
void crm_sync_configure_async (CrmSync *sync, GVariant *settings, GAsyncReadyCallback callback,
                               gpointer data);
void crm_sync_set_secret_async (CrmSync *sync, const char *kind, const char *secret,
                                GAsyncReadyCallback callback, gpointer data);
gboolean crm_sync_finish (CrmSync *sync, GAsyncResult *result, GError **error);

/* Asks for what it has: at once where a person IS_ASKING, else when it is time. */
void crm_sync_pull (CrmSync *sync, gboolean is_asking);
/* The keyring may have been unlocked. */
void crm_sync_retry_secret (CrmSync *sync);
