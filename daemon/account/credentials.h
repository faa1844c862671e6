/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets in the Secret Service, and nowhere else. An item carries the attributes account, kind
 * ("password"), user, server and protocol, so that people find it in their keyring. Looking up
 * never prompts; saving may ask to unlock, since a person has just acted. All take PLACE over.
 * Errors: KEYRING_LOCKED, KEYRING_UNAVAILABLE, and AUTH_NEEDED when nothing is stored.
 */
#pragma once

#include "secret-place.h"

#include <gio/gio.h>

void credentials_lookup_async (SecretPlace *place, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data);
/* Wipe with credentials_free_secret(). */
char *credentials_lookup_finish (GAsyncResult *result, GError **error);
void credentials_free_secret (char *secret);

void credentials_save_async (SecretPlace *place, const char *secret, GAsyncReadyCallback callback,
                             gpointer data);
gboolean credentials_save_finish (GAsyncResult *result, GError **error);

/* Removes every secret of the owner of PLACE, whatever its kind. */
void credentials_clear_async (SecretPlace *place, GAsyncReadyCallback callback, gpointer data);
gboolean credentials_clear_finish (GAsyncResult *result, GError **error);

/* Calls CALLBACK whenever the Secret Service may have been unlocked or come up, until the
 * returned watch is freed. */
typedef struct _CredentialsWatch CredentialsWatch;
CredentialsWatch *credentials_watch_new (GFunc callback, gpointer data);
void credentials_watch_free (CredentialsWatch *watch);
