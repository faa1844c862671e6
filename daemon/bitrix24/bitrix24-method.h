/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The methods of Bitrix24 that are ever called, all of them in its public documentation: there is
 * no other way to name one. What is asked of them stands in bitrix24-request.h.
 */
#pragma once

#include <glib.h>

typedef enum
{
  BITRIX24_USER_GET,
  BITRIX24_CONTACT_LIST,
  BITRIX24_COMPANY_LIST,
  BITRIX24_LEAD_LIST,
  BITRIX24_LEAD_ADD,
  BITRIX24_DUPLICATE_FIND,
  BITRIX24_ACTIVITY_LIST,
  BITRIX24_ACTIVITY_ADD,
  BITRIX24_ACTIVITY_DELETE,
  BITRIX24_TASK_LIST,
  BITRIX24_TASK_ADD,
  BITRIX24_TASK_COMPLETE,
  BITRIX24_TASK_DELETE,
  BITRIX24_BATCH,
  BITRIX24_METHODS, /* how many there are */
} Bitrix24Method;

/* "crm.contact.list". */
const char *bitrix24_method_name (Bitrix24Method method);

/* Whether it only lists: nothing else goes into a batch, whose answer may be lost half-way. */
gboolean bitrix24_method_is_list (Bitrix24Method method);
