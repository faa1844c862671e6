/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What account-manager.c shows to the files that add, remove, find and read for it, and to nobody
 * else.
 */
#pragma once

#include "account-manager.h"

/* The setting in the store that says whether automatic checks are stopped: "true". */
#define ACCOUNT_MANAGER_PAUSED "paused"

AccountServices *account_manager_get_services (AccountManager *manager); /* borrowed */

/* Takes ACCOUNT among its own and announces it. */
void account_manager_adopt (AccountManager *manager, Account *account);
void account_manager_drop (AccountManager *manager, Account *account);

/* Every account whose folders are among CHANGES, but for EXCEPT (may be NULL), takes them over and
 * tells its server. */
void account_manager_distribute (AccountManager *manager, const StoreChanges *changes,
                                 Account *except);
/* EXCEPT has told its server of something: what waited for that in others is told. */
void account_manager_push_others (AccountManager *manager, Account *except);

/* A job of the manager's own, published like those of accounts. */
void account_manager_track_job (AccountManager *manager, Job *job);

/* Ids of accounts and of those being added. */
GStrv account_manager_list_ids (AccountManager *manager);

/* Keeps id and address of CONFIG free for an account that is being added; FALSE with EXISTS when
 * they are not. Each success needs one release. */
gboolean account_manager_reserve (AccountManager *manager, const StoreAccount *config,
                                  GError **error);
void account_manager_release (AccountManager *manager, const StoreAccount *config);
