/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the daemon is, in one line for a person who asks the service manager: «3 accounts, 12 unread,
 * next check 10:43», or what is wrong. It knows no clock: moments come as they are to be read.
 */
#pragma once

#include <glib.h>

typedef struct
{
  guint accounts; /* that are not disabled */
  guint disabled;
  guint unread;
  gboolean checking;
  const char *next_check; /* NULL: none is planned */
  /* Why none is, as Manager.BlockedBy has it; may be NULL. */
  const char *const *blocked_by;
  const char *trouble; /* the worst, complete by itself; NULL: all is well */
  guint troubled;      /* accounts */
  guint mistakes;      /* in posthorn.conf */
} StatusFacts;

/* Transfer full; one line. */
char *status_line (const StatusFacts *facts);
