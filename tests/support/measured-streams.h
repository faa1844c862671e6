/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Streams of any length with no disk and no pipe in the way, and how much memory there is while
 * something goes through them.
 */
#pragma once

#include <gio/gio.h>

/* Zeros, LENGTH of them. */
GInputStream *zeros_new (gsize length);

/* Keeps nothing of what is written but how much it was, and the memory meanwhile, in KiB: of this
 * process and of its one child. */
typedef struct
{
  GOutputStream parent;
  gsize written;
  guint64 own_most;
  guint64 process_first;
  guint64 process_most;
} Sink;

Sink *sink_new (void);

/* Of "self" or the number of a process; 0 when there is none. */
guint64 process_memory (const char *process);

/* Their numbers, with spaces between. */
char *process_children (void);
