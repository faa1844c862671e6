/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Following a job to its end in front of a person: a progress bar on a terminal, plain lines
 * elsewhere, one JSON object a line for scripts. It starts no job and cancels none.
 */
#pragma once

#include "connection.h"

typedef struct _Follower Follower;

/* Made before the job is started, so that no new mail is missed. */
Follower *follower_new (GDBusConnection *bus, gboolean json);
void follower_free (Follower *follower);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Follower, follower_free)

/* Returns when the job has ended. FALSE: it failed, was cancelled, a signal came or the daemon
 * went away. */
gboolean follower_run (Follower *follower, const char *job, GError **error);

/* "3 new messages" since it was made; "" for none. */
char *follower_describe_arrivals (Follower *follower);
guint follower_n_arrivals (Follower *follower);
