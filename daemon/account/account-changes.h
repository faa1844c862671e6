/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How what a commit changed reaches the folder objects of an account, so that the bus sees each
 * object leave and come in an order in which no two ever share a path.
 */
#pragma once

#include "account.h"

/* Brings FOLDERS (Folder) of ACCOUNT in line with CHANGES and emits the account's signals. */
void account_changes_apply (Account *account, GPtrArray *folders, const StoreChanges *changes);
