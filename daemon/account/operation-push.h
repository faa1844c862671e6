/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telling the server of everything that is pending for one account, once, in the order in which it
 * was done: a session, the steps of each operation, and what came of them in the store. When it
 * cannot go on it ends with an error and what is left stays pending.
 */
#pragma once

#include "account-services.h"

#include <gio/gio.h>

typedef struct
{
  AccountServices *services;
  const StoreAccount *config;
  /* The account's folder with that row, NULL when it is gone. Borrowed. */
  const StoreFolder *(*find_folder) (gint64 id, gpointer data);
  void (*changed) (const StoreChanges *changes, gpointer data); /* after each commit */
  /* The server would not do it: it is undone here, with a sentence for a person. */
  void (*refused) (const GError *error, gpointer data);
  gpointer data; /* valid until the end */
} OperationPushOptions;

void operation_push_async (const OperationPushOptions *options, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
/* AGAIN: a folder should be checked, since something moved there that the server did not name, or a
 * folder was not what it was. Errors: those of a session, of the keyring, of the store. */
gboolean operation_push_finish (GAsyncResult *result, gboolean *again, GError **error);
