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

/* Runs LOOP until it is quit. FALSE: a signal came or the daemon went away before. */
gboolean waiting_run (GDBusConnection *bus, GMainLoop *loop, const WaitingWords *words,
                      GError **error);
