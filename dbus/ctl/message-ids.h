/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which messages a person means: ids as arguments, or on standard input, where what another
 * command printed with --json is understood, so that commands can be joined by pipes. It asks the
 * daemon nothing: whether there are such messages is found out when something is done to them.
 */
#pragma once

#include <glib.h>

gboolean message_ids_parse_one (const char *text, guint64 *id, GError **error);

/* ARGUMENTS: ids, or "-" for those on standard input. guint64, each once, in the order given. */
GArray *message_ids_read (const char *const *arguments, GError **error);

/* TEXT: ids with white space between them, or a JSON array of ids or of rows that have one.
 * Appended to IDS. */
gboolean message_ids_parse (const char *text, GArray *ids, GError **error);
