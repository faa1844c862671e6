/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is told to a server command by command, as functions that only decide which one comes next
 * and what its answers mean. Whoever plays them (steps-run.h, a test) need not know what they are
 * about; they know no store and no connection.
 */
#pragma once

#include "imap-command.h"
#include "imap-response.h"

typedef struct
{
  /* Transfer full; NULL: an answer is owed, or it is over. */
  ImapCommand *(*command) (gpointer steps);
  void (*observe) (gpointer steps, const ImapResponse *response);
  /* The answer to the command; TAGGED is its status. */
  void (*advance) (gpointer steps, gboolean ok, const ImapResponse *tagged);
} StepsKind;
