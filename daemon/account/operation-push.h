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
  /* The account's folder with that row, or at that path; NULL when it is gone. Borrowed. */
  const StoreFolder *(*find_folder) (gint64 id, gpointer data);
  const StoreFolder *(*find_path) (const char *path, gpointer data);
  void (*changed) (const StoreChanges *changes, gpointer data); /* after each commit */
  /* The server would not do it: it is undone here, with a sentence for a person. */
  void (*refused) (const GError *error, gpointer data);
  gpointer data; /* valid until the end */
} OperationPushOptions;

void operation_push_async (const OperationPushOptions *options, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
typedef struct
{
  guint n_told;   /* operations on folders that the server has done, or refused */
  gboolean again; /* check: something moved that the server did not name, or a folder has changed */
} OperationPushResult;

/* Errors: those of a session, of the keyring, of the store. RESULT is filled all the same. */
gboolean operation_push_finish (GAsyncResult *result, OperationPushResult *pushed, GError **error);
