/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a folder is for, guessed from what the server says (SPECIAL-USE, RFC 6154) and, where it
 * says nothing, from the names mail programs give such folders in many languages. A person's
 * choice overrides it elsewhere.
 */
#pragma once

#include <glib.h>

typedef struct
{
  const char *path;              /* UTF-8 */
  char delimiter;                /* 0 = flat */
  const char *const *attributes; /* as sent by LIST; may be NULL */
  const char *role; /* out: "inbox" "drafts" "sent" "archive" "junk" "trash" "all" "flagged"
                       "none"; static */
} FolderRoleGuess;

/* Fills the roles of all folders of one account; each role but "none" goes to at most one folder:
 * to the first the server marks, else to the first whose name fits. */
void folder_roles_guess (FolderRoleGuess *folders, gsize n_folders);

gboolean folder_role_is_known (const char *role);

/* Mail in a folder of this role counts as unread and not processed: all but junk, trash, sent and
 * drafts. */
gboolean folder_role_counts (const char *role);
