/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person does to messages: it is on disk and in force here when the callback runs, and the
 * servers are told behind that. It decides which folder a verb means, and knows no bus.
 *
 * IDS are of guint64, of any accounts. Errors: NOT_FOUND names the first id that is not there and
 * NO_FOLDER the role that no folder of an account has; nothing is done then.
 */
#pragma once

#include "account-manager.h"

typedef enum
{
  MESSAGE_VERB_ARCHIVE,
  MESSAGE_VERB_SPAM,
  MESSAGE_VERB_NOT_SPAM,
  MESSAGE_VERB_DELETE, /* in the trash: for good */
} MessageVerb;

/* Canonical flags (flags.h). */
void message_verbs_flag_async (AccountManager *manager, GArray *ids, const char *added,
                               const char *removed, GAsyncReadyCallback callback, gpointer data);
/* TARGET may be of another account: TOO_LARGE for a message that is not here as a whole. What is
 * moved to an inbox is no spam, see below. */
void message_verbs_move_async (AccountManager *manager, GArray *ids, Folder *target,
                               GAsyncReadyCallback callback, gpointer data);
void message_verbs_copy_async (AccountManager *manager, GArray *ids, Folder *target,
                               GAsyncReadyCallback callback, gpointer data);
void message_verbs_delete_for_good_async (AccountManager *manager, GArray *ids,
                                          GAsyncReadyCallback callback, gpointer data);
/* To the folder that has the role for it. BLOCK: the senders of spam go on the blacklist, but for
 * the user's own addresses; those of what is no spam leave it in any case, domains stay. */
void message_verbs_file_async (AccountManager *manager, GArray *ids, MessageVerb verb,
                               gboolean block, GAsyncReadyCallback callback, gpointer data);
gboolean message_verbs_finish (AccountManager *manager, GAsyncResult *result, GError **error);

/* All messages of FOLDER: marks them read, or removes them for good. */
void message_verbs_mark_all_read_async (AccountManager *manager, Folder *folder,
                                        GAsyncReadyCallback callback, gpointer data);
void message_verbs_empty_async (AccountManager *manager, Folder *folder,
                                GAsyncReadyCallback callback, gpointer data);
/* How many they were. */
gboolean message_verbs_folder_finish (AccountManager *manager, GAsyncResult *result, guint *count,
                                      GError **error);
