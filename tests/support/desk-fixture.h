/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CRM that speaks with a system elsewhere.h, on a store of its own with the mailbox of Ann, for
 * component tests. Only public headers of the daemon.
 */
#pragma once

#include "account-services.h"
#include "crm-fixture.h"
#include "elsewhere.h"

typedef struct
{
  Fixture fixture;
  AccountServices *services;
  CrmSync *sync;
  guint changed; /* messages whose links have changed through it */
} Desk;

#define desk_test(path, function)                                                                  \
  g_test_add (path, Desk, NULL, desk_set_up, function, desk_tear_down)

void desk_set_up (Desk *desk, gconstpointer data);
void desk_tear_down (Desk *desk, gconstpointer data);
/* The daemon's side begins and ends, over the store that is open. */
void desk_start (Desk *desk);
void desk_stop (Desk *desk);

/* Until nothing happens any more. */
void desk_settle (Desk *desk);
void desk_choose (Desk *desk, const char *backend);        /* and settles */
GError *desk_configure (Desk *desk, const char *settings); /* likewise; NULL = it is done */
void desk_set_online (Desk *desk, gboolean is_online);     /* likewise */

/* What was said since the last call, between spaces. */
void desk_assert_said (const char *expected);
void desk_assert_state (Desk *desk, const char *state, const char *error);
StoreTask *desk_task (Desk *desk, gint64 id);     /* NULL = there is none */
gint64 desk_count (Desk *desk, const char *rows); /* of state.db */

/* What a person does; a mail from FROM (NULL: as usual) arrives. */
guint64 desk_receive (Desk *desk, guint32 uid, const char *from);
void desk_complete (Desk *desk, gint64 task);
void desk_remove_task (Desk *desk, gint64 task);
