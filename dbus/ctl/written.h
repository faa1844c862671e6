/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text or HTML that a person gives to a command: as an argument, in a file or on standard
 * input. It is checked to be text and taken over as it is; what it is for, others know.
 */
#pragma once

#include <glib.h>

typedef struct
{
  char *text;
  char *file;
  gboolean html;
} Written;

void written_clear (Written *written);

/* Appends --text, --file and --html to ENTRIES (GOptionEntry). */
void written_add_entries (Written *written, GArray *entries);

/* Whether anything was given. */
gboolean written_is_given (const Written *written);

/* Puts it under "text" or "html", and "" under the other; nothing when nothing was given, unless
 * NEEDED: then it is read from standard input. */
gboolean written_insert (const Written *written, gboolean needed, GVariantDict *dictionary,
                         GError **error);
