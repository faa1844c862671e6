/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One attempt at push: from the password over the sign-in to listening (push-watch.h), kept alive
 * and watched until it ends. What comes after its end is not decided here.
 */
#pragma once

#include "push-watch.h"
#include "store-account.h"

typedef struct _PushConnection PushConnection;

typedef struct
{
  void (*state) (const char *state, gpointer data);
  void (*news) (const PushNews *news, gpointer data);
  /* It has ended by itself. ERROR NULL: the server offers no push. */
  void (*ended) (const GError *error, gpointer data);
} PushConnectionCallbacks;

/* RENEWAL as in push.h. CALLBACKS is not copied; each may close the connection. */
PushConnection *push_connection_open (const StoreAccount *config, gboolean with_notify,
                                      guint renewal, const PushConnectionCallbacks *callbacks,
                                      gpointer data);

void push_connection_set_renewal (PushConnection *connection, guint renewal);
/* Also one that has ended. No callback from here on. */
void push_connection_close (PushConnection *connection);

/* As push_watch_notify_failed(). */
gboolean push_connection_notify_failed (const PushConnection *connection);
