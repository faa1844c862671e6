/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Object paths of the domain's objects, and back. Nothing else spells a path.
 */
#pragma once

#include "account-manager.h"

#define BUS_ROOT "/org/posthorn/Posthorn1"

char *bus_path_of_account_id (const char *account);
char *bus_path_of_account (Account *account);
char *bus_path_of_folder (Folder *folder);
char *bus_path_of_job (Job *job);
char *bus_path_of_session (PresenceSession *session);
/* Of an Account, Folder, Job, PresenceSession or AccountManager; "/" for NULL. */
char *bus_path_of (gpointer object);

/* POSTHORN_ERROR_NOT_FOUND names the path. Borrowed. */
Account *bus_path_find_account (AccountManager *manager, const char *path, GError **error);
Folder *bus_path_find_folder (AccountManager *manager, const char *path, GError **error);
