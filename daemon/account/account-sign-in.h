/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a change of settings must pass before it is saved: the password is found or given, the
 * server is asked with it, and it is kept in the Secret Service. It saves no settings itself.
 */
#pragma once

#include "store-account.h"

#include <gio/gio.h>

typedef struct
{
  const StoreAccount *config; /* the settings as they shall be */
  const char *secret;         /* NULL: the one in the Secret Service for FOUND_AS, if needed */
  const StoreAccount *found_as;
  gboolean try_login; /* ask the server first, and the one for sending where it is named */
  gboolean save;      /* keep the password under CONFIG */
} SignIn;

/* All of SIGN_IN is copied. Errors: those of credentials.h, of account_session_try_async() and of
 * submission_open_async(). */
void account_sign_in_async (const SignIn *sign_in, GAsyncReadyCallback callback, gpointer data);
gboolean account_sign_in_finish (GAsyncResult *result, GError **error);
