/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-bitrix24-private.h"

static CrmKind
kind_of (Bitrix24Kind kind)
{
  static const CrmKind kinds[] = {
    [BITRIX24_CONTACT] = CRM_CONTACT,
    [BITRIX24_COMPANY] = CRM_COMPANY,
    [BITRIX24_LEAD] = CRM_LEAD,
  };

  return kinds[kind];
}

StoreRemoteCustomer *
crm_bitrix24_customer_new (Bitrix24Kind kind, const Bitrix24Row *row)
{
  StoreRemoteCustomer *told = g_new0 (StoreRemoteCustomer, 1);

  told->remote = bitrix24_customer_id (kind, row->id);
  told->version = g_strdup ("");
  told->responsible_remote = g_strdup (row->responsible);
  told->customer = g_new0 (StoreCustomer, 1);
  told->customer->kind = kind_of (kind);
  told->customer->name = g_strdup (row->name);
  told->customer->addresses = g_strdupv (row->addresses);
  return told;
}

StoreRemoteTask *
crm_bitrix24_task_new (CrmBitrix24 *self, const Bitrix24Row *row)
{
  StoreRemoteTask *told = g_new0 (StoreRemoteTask, 1);

  told->remote = g_strdup (row->id);
  told->version = crm_bitrix24_task_version (self, row->completed > 0);
  told->marker = g_strdup ("");
  told->title = g_strdup (row->name);
  told->due = row->due;
  told->completed = row->completed;
  return told;
}
