/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What holds for all accounts together: the configuration, whether checks are paused, and how
 * everything is. It knows no account by name and no bus.
 */
#pragma once

#include "account-manager.h"

/* Puts CONFIGURATION in force, at any time. MISTAKES: what its file has wrong, a sentence each. */
void account_manager_configure (AccountManager *manager, const Configuration *configuration,
                                const char *const *mistakes);

/* How everything is, in one line for a person. Transfer full. */
char *account_manager_describe (AccountManager *manager);

/* Stops or resumes automatic checks, for good: it is on disk when the callback runs. */
void account_manager_set_paused_async (AccountManager *manager, gboolean paused,
                                       GAsyncReadyCallback callback, gpointer data);
gboolean account_manager_set_paused_finish (AccountManager *manager, GAsyncResult *result,
                                            GError **error);
