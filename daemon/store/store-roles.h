/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which role each folder of an account really has: what a person chose where anything was chosen,
 * else what was guessed unless another folder has that role already, so that a role is never held
 * twice in an account. It brings the copies in mail.db in line with state.db.
 */
#pragma once

#include "store-transaction.h"

gboolean store_roles_update (StoreTransaction *transaction, const char *account, GError **error);
