/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One check of an account from connecting to closing: list the folders, bring those that changed
 * up to date, one session, one error exit. It decides nothing about when, and keeps no state
 * between two checks but what lies in the store.
 */
#pragma once

#include "job.h"
#include "parser.h"
#include "store.h"

typedef struct
{
  Store *store;
  Parser *parser;
  const StoreAccount *config;
  const char *password;
  GPtrArray *folders; /* StoreFolder: the account's rows as they are */
  gint64 only;        /* row of the one folder to check, 0 = all */
  Job *job;           /* told of progress; its cancellable ends the check */
  void (*changed) (const StoreChanges *changes, gpointer data); /* after each commit */
  gpointer data;
} CheckOptions;

/* OPTIONS are copied; what they point to is kept. */
void check_run_async (const CheckOptions *options, GAsyncReadyCallback callback, gpointer data);

/* Errors: those of a session, of the store; SERVER_REJECTED when a folder could not be opened or
 * messages did not come, after everything else has been done. */
gboolean check_run_finish (GAsyncResult *result, GError **error);
