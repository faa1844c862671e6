/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The numbers of an account's properties, for account_notify(). What they hold stands in account.h.
 */
#pragma once

enum
{
  PROP_NAME = 1,
  PROP_OWNER,
  PROP_ENABLED,
  PROP_STATE,
  PROP_LAST_ERROR,
  PROP_PUSH,
  PROP_PUSH_STATE,
  PROP_ROUTE,
  PROP_INTERVAL,
  PROP_RULE,
  PROP_UNREAD,
  PROP_UNPROCESSED,
  PROP_INBOX,
  PROP_LAST_SYNC,
  PROP_LAST_START,
  PROP_NEXT_SYNC,
  PROP_FAILURES,
  PROP_BLOCKED_BY,
  PROP_QUOTA,
  PROP_CAPABILITIES,
  PROP_NOTIFY,
  N_PROPERTIES
};
