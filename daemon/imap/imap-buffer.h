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
} ImapBuffer; /* zeroed = empty */

void imap_buffer_append (ImapBuffer *buffer, const void *data, gsize length);
void imap_buffer_append_text (ImapBuffer *buffer, const char *text);
void imap_buffer_clear (ImapBuffer *buffer);

/* NULL when empty. What is returned wipes itself with its last reference. */
GBytes *imap_buffer_steal (ImapBuffer *buffer);
