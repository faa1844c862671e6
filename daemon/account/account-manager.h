/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All accounts and jobs of the daemon, and the sums over them. The bus glue reads and drives this
 * object and nothing below it. It knows no bus.
 *
 * Properties (each notifies): "state" s, "blocked-by" as, "paused" b, "features" as,
 * "unread" u, "unprocessed" u, "last-sync" x, "next-sync" x, "configuration-mistakes" as.
 * Signals: "account-added" (Account), "account-removed" (Account), "job-added" (Job),
 * "job-ended" (Job), "job-removed" (Job) (60 s after its end).
 */
#pragma once

#include "conditions.h"
#include "drafts.h"
#include "outbox.h"
#include "presence.h"

#define TYPE_ACCOUNT_MANAGER (account_manager_get_type ())
G_DECLARE_FINAL_TYPE (AccountManager, account_manager, POSTHORN, ACCOUNT_MANAGER, GObject)

/* With the defaults in force. */
AccountManager *account_manager_new (Store *store, Parser *parser);
/* Reads from the store; blocks, only at start. Checks begin with _start. */
gboolean account_manager_load (AccountManager *manager, GError **error);
void account_manager_start (AccountManager *manager);
void account_manager_stop (AccountManager *manager);

/* Borrowed. */
Presence *account_manager_get_presence (AccountManager *manager);
Conditions *account_manager_get_conditions (AccountManager *manager);
StoredBlacklist *account_manager_get_blacklist (AccountManager *manager);
Crm *account_manager_get_crm (AccountManager *manager);
StoredSignatures *account_manager_get_signatures (AccountManager *manager);
Outbox *account_manager_get_outbox (AccountManager *manager);
Drafts *account_manager_get_drafts (AccountManager *manager);
GPtrArray *account_manager_get_accounts (AccountManager *manager); /* Account */
GPtrArray *account_manager_get_jobs (AccountManager *manager);     /* Job */

/* NAME: id, address or display name. NOT_FOUND lists what there is. Borrowed. */
Account *account_manager_find_account (AccountManager *manager, const char *name, GError **error);
/* NAME: "work/inbox", after the account's name a slug, role or path. */
Folder *account_manager_find_folder (AccountManager *manager, const char *name, GError **error);
/* By the row in mail.db; NULL when there is none. */
Folder *account_manager_folder_by_row (AccountManager *manager, gint64 folder);

/* CONFIG without id gets one. SECRET NULL: the Secret Service is asked. With TRY_LOGIN the server
 * is asked before anything is saved. A refused account leaves nothing behind. The first check
 * starts by itself. Errors: G_IO_ERROR_INVALID_ARGUMENT, naming the key; EXISTS; a login's. */
void account_manager_add_async (AccountManager *manager, const StoreAccount *config,
                                const char *secret, gboolean try_login,
                                GAsyncReadyCallback callback, gpointer data);
Account *account_manager_add_finish (AccountManager *manager, GAsyncResult *result, GError **error);

void account_manager_remove_async (AccountManager *manager, Account *account, gboolean keep_secret,
                                   GAsyncReadyCallback callback, gpointer data);
gboolean account_manager_remove_finish (AccountManager *manager, GAsyncResult *result,
                                        GError **error);
/* Checks every account. NOT_FOUND, saying how to connect one, when there is none. */
Job *account_manager_check_all (AccountManager *manager, GError **error);

/* Reading mail, for the bus: from the store, MIME through the parser. */
Store *account_manager_get_store (AccountManager *manager);
void account_manager_text_async (AccountManager *manager, guint64 id, GAsyncReadyCallback callback,
                                 gpointer data);
char *account_manager_text_finish (AccountManager *manager, GAsyncResult *result, GError **error);
/* Safe to be shown; REMOTE as in parser_html_async(). */
void account_manager_html_async (AccountManager *manager, guint64 id, gboolean remote,
                                 GAsyncReadyCallback callback, gpointer data);
char *account_manager_html_finish (AccountManager *manager, GAsyncResult *result, GError **error);
/* PART "" = the raw message. TYPE and NAME (transfer full) of the part. */
void account_manager_open_async (AccountManager *manager, guint64 id, const char *part,
                                 GAsyncReadyCallback callback, gpointer data);
GBytes *account_manager_open_finish (AccountManager *manager, GAsyncResult *result, char **type,
                                     char **name, GError **error);
