/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the backend «bitrix24» share, and nobody else: crm-bitrix24.c opens and
 * configures it, crm-bitrix24-pull.c reads a portal, crm-bitrix24-push.c tells it,
 * crm-bitrix24-rows.c makes of its rows what the store takes.
 */
#pragma once

#include "account-services.h"
#include "bitrix24-page.h"
#include "crm-bitrix24-portal.h"
#include "crm-remote.h"

#define CRM_TYPE_BITRIX24 (crm_bitrix24_get_type ())
G_DECLARE_FINAL_TYPE (CrmBitrix24, crm_bitrix24, CRM, BITRIX24, CrmRemote)

struct _CrmBitrix24
{
  CrmRemote parent_instance;
  AccountServices *services;
  Bitrix24Portal *portal;
  gboolean tells_presence;
  GStrv moved;       /* from where the portal moved, and to where; NULL = it did not */
  char *user;        /* whose webhook it is; NULL = none is open */
  char *place;       /* of all ids: the portal, by the address that it had first */
  GPtrArray *online; /* logins of the run that is being pulled; NULL = nobody was told */
};

void crm_bitrix24_pull_async (CrmRemote *remote, const char *cursor, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);
StoreRemotePage *crm_bitrix24_pull_finish (CrmRemote *remote, GAsyncResult *result, GError **error);

void crm_bitrix24_push_async (CrmRemote *remote, const StoreIntent *intent,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer data);
StoreRemotePushed *crm_bitrix24_push_finish (CrmRemote *remote, GAsyncResult *result,
                                             GError **error);

/* FALSE: TASK was answered, as what was given for a webhook is none. */
gboolean crm_bitrix24_is_open (CrmBitrix24 *self, GTask *task);

StoreRemoteCustomer *crm_bitrix24_customer_new (Bitrix24Kind kind, const Bitrix24Row *row);
StoreRemoteTask *crm_bitrix24_task_new (CrmBitrix24 *self, const Bitrix24Row *row);

/* The version of a task: who could see it last, and whether it was completed. */
char *crm_bitrix24_task_version (CrmBitrix24 *self, gboolean is_completed);
