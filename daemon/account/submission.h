/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From an account's settings to an open session with its submission server: the password, of the
 * kind "smtp" where one is set and else the account's, and the endpoint. It knows no message.
 */
#pragma once

#include "smtp-session.h"
#include "store-account.h"

/* "host:port", for those who share a server. */
char *submission_server (const StoreAccount *config);

/* PASSWORD is the account's; NULL: the one in the Secret Service. Errors: those of credentials.h
 * and of smtp_session_open_async(). */
void submission_open_async (const StoreAccount *config, const char *password,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
SmtpSession *submission_open_finish (GAsyncResult *result, GError **error);
