/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection held open so that a server can tell of changes when they happen: NOTIFY for all
 * folders where it is offered (RFC 5465), else IDLE on the inbox (RFC 2177). It only says that
 * something may have changed; a check finds out what. It keeps itself alive, notices a dead line
 * by asking now and then, comes back after a failure by itself, later each time, and never takes
 * over a decision about whether it is wanted.
 */
#pragma once

#include "store-account.h"
#include "sync-plan.h"

typedef struct _Push Push;

typedef struct
{
  /* push_get_state() has changed. */
  void (*state) (gpointer data);
  /* The folder at PATH stands as REMOTE says; all -1 = something happened in it. PATH NULL: folders
   * came, went or were renamed. Told of every folder once, when the connection begins. */
  void (*changed) (const char *path, const SyncRemote *remote, gpointer data);
} PushCallbacks;

/* CALLBACKS is not copied. */
Push *push_new (const PushCallbacks *callbacks, gpointer data);
void push_free (Push *push); /* ends it; no callback from here on */

/* Connects unless it is connected with the same settings. A sign-in that was refused is not tried
 * again before push_end(), other settings or push_retry(); a server that offers no push is not
 * before one of the first two. RENEWAL: seconds of silence after which the server must prove that
 * it is there, within 20 s, a third of what a command may take: one word is the answer. */
void push_begin (Push *push, const StoreAccount *config, guint renewal);
/* Says LOGOUT and closes; also what is still being connected. */
void push_end (Push *push);
/* Tries again now what waits after a failure: the network is back, a secret is new. */
void push_retry (Push *push);

const char *push_get_state (Push *push); /* "none", "idle", "notify" */
