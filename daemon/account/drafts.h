/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people are still writing, of all accounts: kept in state.db and in memory, and brought into
 * the servers' folders by draft-placing.h behind that. It knows no bus.
 *
 * Errors of what a person does: G_IO_ERROR_INVALID_ARGUMENT names the key; NOT_FOUND; BUSY for a
 * draft that is just being submitted, or that others have changed meanwhile; TIMEOUT, TOO_LARGE;
 * STORE, DISK_FULL. Done, it is on disk when CALLBACK runs.
 */
#pragma once

#include "account.h"
#include "draft-content.h"
#include "outbox.h"
#include "store-draft.h"

#define TYPE_DRAFTS (drafts_get_type ())
G_DECLARE_FINAL_TYPE (Drafts, drafts, POSTHORN, DRAFTS, GObject)

Drafts *drafts_new (AccountManager *manager); /* borrowed */

/* Reads what there is from the store; blocks, only at start. */
gboolean drafts_load (Drafts *drafts, GError **error);

void drafts_add_account (Drafts *drafts, Account *account);
void drafts_remove_account (Drafts *drafts, Account *account); /* with its drafts */

GPtrArray *drafts_list (Drafts *drafts); /* const StoreDraft, by id; transfer container */
/* NULL with NOT_FOUND: nobody can see one of that id. Borrowed, until it changes. */
const StoreDraft *drafts_find (Drafts *drafts, gint64 id, GError **error);
/* Why the server's folder does not have it as it is; NULL: nothing is known to be wrong. */
const GError *drafts_get_problem (Drafts *drafts, gint64 id);

/* CONTENTS (transfer full): a GInputStream for each part of CONTENT (transfer full). For _update,
 * NULL: the parts are those that it has. */
void drafts_save_async (Drafts *drafts, Account *account, DraftContent *content,
                        GPtrArray *contents, GAsyncReadyCallback callback, gpointer data);
void drafts_update_async (Drafts *drafts, gint64 id, DraftContent *content, GPtrArray *contents,
                          GAsyncReadyCallback callback, gpointer data);
void drafts_discard_async (Drafts *drafts, gint64 id, GAsyncReadyCallback callback, gpointer data);
/* Into the outbox; SEND_AT -1 and UNDO_SECONDS -1: as the draft has it. */
void drafts_submit_async (Drafts *drafts, gint64 id, gint64 send_at, gint64 undo_seconds,
                          GAsyncReadyCallback callback, gpointer data);
/* For all: the id of the draft, of _submit that of the message; 0 with ERROR. */
gint64 drafts_finish (Drafts *drafts, GAsyncResult *result, GError **error);
