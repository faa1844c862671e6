/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Waiting in front of a person for what the daemon tells by signals: until it came, the person has
 * enough, or the daemon is gone. It knows nothing of what is waited for, and prints nothing.
 */
#pragma once

#include "connection.h"

typedef struct
{
  const char *interrupted; /* what is said after Ctrl-C */
  const char *vanished;    /* and when the daemon went away */
} WaitingWords;

typedef struct Waiting Waiting;

/* From now on Ctrl-C is kept until waiting_run () hears of it. BUS and LOOP must outlive it, WORDS
 * are constants. */
Waiting *waiting_new (GDBusConnection *bus, GMainLoop *loop, const WaitingWords *words);
void waiting_free (Waiting *waiting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

/* Runs the loop until it is quit; may be called again. FALSE: a signal came or the daemon went away
 * before. */
gboolean waiting_run (Waiting *waiting, GError **error);
