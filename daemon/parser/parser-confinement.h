/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a parser process takes away from itself before it reads the first octet of mail, so that
 * a mail that takes it over has gained little: new privileges, descriptors but the standard ones,
 * memory beyond 512 MiB, an hour of processor time, files, processes, cores, being traced by others
 * of the same user, and all system calls that parsing does not need (parser-filter.h). The address
 * sanitizer cannot live with the limits on memory, descriptors, processes and tracing; only those
 * are left out there. It knows nothing of mail.
 */
#pragma once

#include <glib.h>

/* FALSE when a limit that protects others could not be set. What libraries load when they first
 * need it must be loaded before. */
gboolean parser_confinement_apply (void);

/* The process ends itself when it computes for longer than SECONDS before the matching _end.
 * Time in which it waits does not count. */
void parser_confinement_begin (guint seconds);
void parser_confinement_end (void);
