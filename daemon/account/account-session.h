/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From an account's settings to an open session, and nothing more: where settings are turned into
 * an endpoint and the limits a server is held to.
 */
#pragma once

#include "imap-session.h"
#include "store-account.h"

/* Octets of one message that are fetched; a longer one is kept cut off, with a warning. */
#define ACCOUNT_MESSAGE_LIMIT (64 * 1024 * 1024)

void account_session_open_async (const StoreAccount *config, const char *password,
                                 gboolean compress, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
ImapSession *account_session_open_finish (GAsyncResult *result, GError **error);

/* The same with the password in the Secret Service. Errors also those of credentials.h. */
void account_session_reach_async (const StoreAccount *config, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data);
ImapSession *account_session_reach_finish (GAsyncResult *result, GError **error);

/* Only connects and signs in, within 20 s, so that a person waiting for the answer gets one. */
void account_session_try_async (const StoreAccount *config, const char *password,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer data);
gboolean account_session_try_finish (GAsyncResult *result, GError **error);
