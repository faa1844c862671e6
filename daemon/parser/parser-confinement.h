/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a parser process takes away from itself before it reads the first octet of mail, so that
 * a mail that takes it over has gained little. It knows nothing of mail.
 */
#pragma once

#include <glib.h>

/* FALSE when a limit that protects others could not be set. */
gboolean parser_confinement_apply (void);

/* The process ends itself when it computes for longer than SECONDS before the matching _end.
 * Time in which it waits does not count. */
void parser_confinement_begin (guint seconds);
void parser_confinement_end (void);
