/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Checks that somebody asks for over the bus by naming objects: what is refused, and with which
 * words, is the same whichever way it is asked. It knows no rule about when mail is checked.
 */
#pragma once

#include "account-manager.h"

/* NOT_SUPPORTED for a disabled account. FIRST (may be NULL) goes first. Borrowed. */
Job *bus_check_account (Account *account, Folder *first, GError **error);

/* What a webmail shows: ACCOUNT is a path, "/" for all; FOLDER is a path or NULL. NOT_FOUND,
 * NOT_SUPPORTED, and INVALID_ARGUMENT for a folder of another account; nothing is checked then. */
gboolean bus_check_shown (AccountManager *manager, const char *account, const char *folder,
                          GError **error);
