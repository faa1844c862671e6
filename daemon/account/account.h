/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One mailbox of one person: its settings, its folders, its state, and the check that runs for it
 * at most once at a time, when somebody asks for it or the rules say so. It knows no bus.
 *
 * Properties (each notifies): "name" s, "owner" s, "enabled" b, "state" s, "last-error" (ss) as
 * GVariant, "push" s, "push-state" s, "route" s, "notify" s, "interval" u, "rule" s, "unread" u,
 * "unprocessed" u, "inbox" Folder or NULL, "quota" (tt) as GVariant, "capabilities" as, "last-sync"
 * x, "last-start" x, "next-sync" x, "failures" u (checks in a row), "blocked-by" as (why it is not
 * checked by itself now, though the rule says so). Write through account_configure_async().
 * Signals: "folder-added" (Folder), "folder-removed" (Folder) (also when its slug changes: removed,
 * then added), "arrived" (Folder, GPtrArray of StoreMessage), "changes" (StoreChanges),
 * "spread" (StoreChanges, which may have touched folders of other accounts), "told" (its server
 * knows of what others may have waited for), "job-added" (Job), "renewed" () when settings or a
 * secret are new.
 */
#pragma once

#include "account-services.h"
#include "folder.h"
#include "job.h"

#include <gio/gio.h>

#define TYPE_ACCOUNT (account_get_type ())
G_DECLARE_FINAL_TYPE (Account, account, POSTHORN, ACCOUNT, GObject)

Account *account_new (AccountServices *services, const StoreAccount *config);

const char *account_get_id (Account *account);
const StoreAccount *account_get_config (Account *account); /* valid until it is configured */
const char *account_get_state (Account *account);
const GError *account_get_trouble (Account *account); /* what last-error tells; NULL: nothing */
GPtrArray *account_get_folders (Account *account);    /* Folder; borrowed */
Folder *account_find_folder (Account *account, const char *name); /* slug, role, path; borrowed */

/* The one that is row ID, lies at PATH or has ROLE; NULL when there is none. Borrowed. */
Folder *account_folder_by_row (Account *account, gint64 id);
Folder *account_folder_by_path (Account *account, const char *path);
Folder *account_folder_by_role (Account *account, const char *role);

/* Reads its folders from the store; blocks, only at start. */
gboolean account_load (Account *account, GError **error);

/* Starts a check of the whole account, or of ONLY, at once, whatever the rules say; joins the one
 * that is running or queued. Transfer none: the job belongs to the account until it has ended. */
Job *account_check (Account *account, Folder *only);
/* The same for somebody who looks at FOLDER (may be NULL): that one goes first, also in a check
 * that is running already. */
Job *account_check_first (Account *account, Folder *folder);

/* New settings, already valid; saved, then in force. With SECRET (may be NULL) a new password. With
 * TRY_LOGIN the server is asked first and nothing changes when it refuses. */
void account_configure_async (Account *account, const StoreAccount *config, const char *secret,
                              gboolean try_login, GAsyncReadyCallback callback, gpointer data);
gboolean account_configure_finish (Account *account, GAsyncResult *result, GError **error);

/* KIND: "password", "smtp". The wait after a failed sign-in ends. */
void account_set_secret_async (Account *account, const char *kind, const char *secret,
                               GAsyncReadyCallback callback, gpointer data);
gboolean account_set_secret_finish (Account *account, GAsyncResult *result, GError **error);

/* What a person chooses for a folder; ROLE NULL or SELECTED -1 leave that half alone. */
void account_choose_folder_async (Account *account, Folder *folder, const char *role, int selected,
                                  GAsyncReadyCallback callback, gpointer data);
gboolean account_choose_folder_finish (Account *account, GAsyncResult *result, GError **error);

/* Makes a folder at the server, PATH with the server's own separator. The job, whose target is the
 * account, ends when the folder is there; what the server says is its error. Borrowed. Refused at
 * once: G_IO_ERROR_INVALID_ARGUMENT, EXISTS, NOT_SUPPORTED when disabled, BUSY. */
Job *account_create_folder (Account *account, const char *path, GError **error);

/* From here on it is checked by itself; until _stop, which also ends what runs. */
void account_start (Account *account);
void account_stop (Account *account);

/* What it may be waiting for after a failure has come: the keyring answers again. */
void account_retry (Account *account);
void account_clock_set (Account *account); /* somebody has set the wall clock */
