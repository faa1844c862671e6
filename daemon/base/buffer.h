/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A growing buffer that leaves no copy of what was in it behind: commands may hold passwords.
 */
#pragma once

#include <glib.h>

typedef struct
{
  guint8 *data;
  gsize length;
  gsize capacity;
} Buffer; /* zeroed = empty */

void buffer_append (Buffer *buffer, const void *data, gsize length);
void buffer_append_text (Buffer *buffer, const char *text);
void buffer_clear (Buffer *buffer);

/* NULL when empty. What is returned wipes itself with its last reference. */
GBytes *buffer_steal (Buffer *buffer);
