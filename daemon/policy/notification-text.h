/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text from outside as a notification may show it: one line, of a length that a person reads, in
 * which nothing turns the direction of what stands around it or hides. It knows no markup: whoever
 * shows the text escapes it.
 */
#pragma once

#include <glib.h>

/* At most CHARACTERS of TEXT, then "…"; white space of any kind is a single space, and what cannot
 * be seen is left out, but for the joiners that scripts and emoji are written with. */
char *notification_text (const char *text, guint characters);
