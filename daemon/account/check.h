/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One check of an account from connecting to closing: list the folders, bring those that changed
 * up to date, one session, one error exit. It decides nothing about when, and keeps no state
 * between two checks but what lies in the store.
 */
#pragma once

#include "imap-capabilities.h"
#include "imap-data.h"
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
  gint64 first;       /* row of the folder that goes before all others, 0 = none */
  Job *job;           /* told of progress; its cancellable ends the check */
  void (*changed) (const StoreChanges *changes, gpointer data); /* after each commit */
  /* As in message-intake.h. */
  gint64 (*divert) (gint64 folder, const Summary *summary, gpointer data);
  gpointer data;
} CheckOptions;

typedef struct _Check Check;

void check_unref (Check *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Check, check_unref)

/* OPTIONS are copied; what they point to is kept. The check is the caller's, too. */
Check *check_run_async (const CheckOptions *options, GAsyncReadyCallback callback, gpointer data);

/* The folder in row FIRST goes next, if it is still to come. */
void check_prefer (Check *check, gint64 first);

/* What the server can do, as far as it is relied on; 0 = no session has been opened. */
ImapCapabilities check_get_capabilities (Check *check);

/* How full the account is, as the server has said; FALSE: it was not asked, or says nothing. */
gboolean check_get_quota (Check *check, ImapQuota *quota);

/* Errors: those of a session, of the store; SERVER_REJECTED when a folder could not be opened or
 * messages did not come, after everything else has been done. */
gboolean check_run_finish (GAsyncResult *result, GError **error);
