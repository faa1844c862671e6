/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The backend «bitrix24»: customers, employees and tasks of a portal, over its REST interface with
 * an inbound webhook. What is asked of it and what that means is decided in bitrix24/; here it is
 * brought together with what the store keeps and the network gives.
 *
 * The methods that are called, all of them in Bitrix24's public documentation, are those of
 * bitrix24-method.h; of their fields beyond the obvious, this relies on: user.get sorted by ID and
 * filtered by >ID, USER_TYPE, ACTIVE, and its IS_ONLINE; crm.*.list with start=-1, order ID,
 * filters >ID and >=DATE_MODIFY, and EMAIL in select; ORIGINATOR_ID and ORIGIN_ID of leads and
 * activities, given and filtered by; tasks.task.list with filters ID (several), >ID, CREATED_BY
 * and >=CREATED_DATE; that tasks.task.complete of a completed task is refused; results of earlier
 * commands in a batch.
 */
#pragma once

#include "crm-backend.h"

extern const CrmBackend crm_backend_bitrix24;
