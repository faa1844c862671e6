/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What account.c shows to the file that changes settings, and to nobody else.
 */
#pragma once

#include "account.h"

Store *account_get_store (Account *account);

/* Puts saved settings in force: notifies, mutes or unmutes, ends a check that may not go on. */
void account_apply_config (Account *account, const StoreAccount *config);

/* Takes over what a commit changed. */
void account_take_changes (Account *account, const StoreChanges *changes);
