/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Printing what happens until there is an end: a person's Ctrl-C, or a reader that went away. It
 * knows nothing of what is printed, and prints nothing.
 */
#pragma once

#include <glib.h>

/* Runs the main loop. TRUE: nobody reads standard output any more. FALSE: interrupted. */
gboolean watching_run (GError **error);
