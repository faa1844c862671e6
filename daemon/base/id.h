/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How names of the outside world become parts of object paths, and back: account slugs and
 * escaped folder paths. Nothing here knows which names exist.
 */
#pragma once

#include <glib.h>

/* A slug for a new account made from ADDRESS or a name chosen by a person: lower-case letters,
 * digits and "_", starting with a letter, at most 32 characters; TAKEN (may be NULL) lists the
 * slugs in use, and a number is appended to stay clear of them. */
char *id_slug (const char *address, const char *const *taken);

gboolean id_is_slug (const char *text);

/* Every octet but ASCII letters and digits becomes "_" and two lower-case hex digits:
 * "Lists/linux" is "Lists_2flinux". Unique and reversible. */
char *id_escape (const char *name);
char *id_unescape (const char *escaped); /* NULL when ESCAPED was not made by id_escape() */
