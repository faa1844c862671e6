/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-method.h"

static const struct
{
  const char *name;
  gboolean is_list;
} methods[BITRIX24_METHODS] = {
  [BITRIX24_USER_GET] = { "user.get", TRUE },
  [BITRIX24_CONTACT_LIST] = { "crm.contact.list", TRUE },
  [BITRIX24_COMPANY_LIST] = { "crm.company.list", TRUE },
  [BITRIX24_LEAD_LIST] = { "crm.lead.list", TRUE },
  [BITRIX24_LEAD_ADD] = { "crm.lead.add", FALSE },
  [BITRIX24_DUPLICATE_FIND] = { "crm.duplicate.findbycomm", FALSE },
  [BITRIX24_ACTIVITY_LIST] = { "crm.activity.list", TRUE },
  [BITRIX24_ACTIVITY_ADD] = { "crm.activity.add", FALSE },
  [BITRIX24_ACTIVITY_DELETE] = { "crm.activity.delete", FALSE },
  [BITRIX24_TASK_LIST] = { "tasks.task.list", TRUE },
  [BITRIX24_TASK_ADD] = { "tasks.task.add", FALSE },
  [BITRIX24_TASK_COMPLETE] = { "tasks.task.complete", FALSE },
  [BITRIX24_TASK_DELETE] = { "tasks.task.delete", FALSE },
  [BITRIX24_BATCH] = { "batch", FALSE },
};

const char *
bitrix24_method_name (Bitrix24Method method)
{
  return methods[method].name;
}

gboolean
bitrix24_method_is_list (Bitrix24Method method)
{
  return methods[method].is_list;
}
