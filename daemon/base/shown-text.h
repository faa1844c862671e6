/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text that came from outside, made fit to stand in a sentence that a person reads. It knows no
 * sentence.
 */
#pragma once

#include <glib.h>

/* At most CHARACTERS of TEXT, then "…"; what cannot be seen or is no UTF-8 is shown as such. */
char *shown_text (const char *text, guint characters);
