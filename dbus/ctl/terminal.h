/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The terminal this runs in, if it is one: how wide it is, whether it wants colours, questions
 * to the person in front of it, and the progress bar. It knows nothing of the bus.
 */
#pragma once

#include <glib.h>

/* Columns of standard output; 0 when that is no terminal. */
int terminal_width (void);

/* Standard output is a terminal that knows colours, and NO_COLOR is not set. */
gboolean terminal_has_colour (void);

/* Prints one line with a bold label in front: "Subject:  ...". VALUE may be untrusted. */
void terminal_print_field (const char *label, const char *value);

/* Asks on the terminal; FALSE also when there is no terminal to ask on. */
gboolean terminal_can_ask (void);
gboolean terminal_confirm (const char *question);

/* "[####....]  42 %  Fetching mail", at most WIDTH columns. PROGRESS below 0 = unknown. */
char *terminal_progress_line (double progress, const char *detail, int width);

/* Draws the bar over itself, or takes it away again. */
void terminal_draw_progress (double progress, const char *detail);
void terminal_clear_progress (void);
