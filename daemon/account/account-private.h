/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an account is inside, for account.c, the files account-*.c, operations.c and
 * message-verbs.c, which are one with it, and for nobody else.
 */
#pragma once

#include "account-property.h"
#include "account.h"
#include "check.h"
#include "errand.h"
#include "operations.h"
#include "push.h"
#include "scheduler.h"

struct _Account
{
  GObject parent_instance;
  AccountServices *services;
  StoreAccount *config;
  GPtrArray *folders; /* Folder */
  const char *state;
  GError *last_error; /* of the last check, or why the server refused something; NULL: none */
  GError *no_folder;  /* that none of the folders is selected; NULL: one is */
  GError *unfiled;    /* why copies of what was sent cannot be filed; NULL: they can */
  guint unread;
  guint unprocessed;
  ImapQuota quota;
  ImapCapabilities capabilities; /* of the last check, 0 = none since the start */
  /* account-check.c */
  Job *running; /* NULL: no check under way */
  gint64 running_only;
  Check *check; /* RUNNING's, once it has begun */
  Job *pending; /* asked for while RUNNING checks less than that */
  gint64 pending_only;
  gint64 first;        /* the folder somebody looks at, until it has been checked; 0 = none */
  gboolean was_asked;  /* by a person, for the last check */
  gboolean lacks_junk; /* unwanted mail had to stay where it was */
  gboolean is_refused; /* LAST_ERROR is a refusal, which RUNNING began before */
  /* account-polling.c */
  gboolean is_started;
  Scheduler *scheduler;
  Operations *operations;
  GPtrArray *errands; /* Errand: all that is told to the server by itself */
  Push *push;
  GQueue creations; /* account-creation.c: folders to be made, the first is being made */
};

void account_notify (Account *account, guint property);
void account_set_state (Account *account, const char *state);
void account_set_last_error (Account *account, const GError *error);
/* The server refused what a person wants: told until a check that begins from now on ends well. */
void account_set_refused (Account *account, const GError *refusal);
/* What last-error tells from now on when a check has nothing worse to tell; NULL: nothing. */
void account_set_unfiled (Account *account, const GError *error);
/* What a commit changed; DATA is the account. */
void account_take_changes (const StoreChanges *changes, gpointer data);
/* Puts saved settings in force: notifies, mutes or unmutes, ends a check that may not go on. */
void account_apply_config (Account *account, const StoreAccount *config);

/* Where new mail of a sender on the blacklist goes; DATA is the account (account-unwanted.c). */
gint64 account_divert (gint64 folder, const Summary *summary, gpointer data);
/* account-check.c */
const char *account_resting_state (Account *account); /* the state between two checks */
void account_check_by_itself (Account *account);      /* as the rules say */
void account_interrupt (Account *account);            /* cancels what runs */
/* A check of ONLY (NULL = all) that begins after this moment: something has just changed at the
 * server, and a check under way may have looked already. */
void account_check_again (Account *account, Folder *only);

void account_cancel_creations (Account *account); /* account-creation.c */

/* Borrowed: the account owns it. KIND and DATA outlive what it runs. */
Errand *account_add_errand (Account *account, const ErrandKind *kind, gpointer data);
/* Whatever there is to tell to the server may get through now. */
void account_tell (Account *account);
void account_hold (Account *account);

void account_polling_begin (Account *account);
void account_polling_end (Account *account);
