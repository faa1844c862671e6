/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of well-known mail providers: from the domain of an address to its servers. It only
 * reads a file; it asks no server and guesses nothing.
 */
#pragma once

#include <glib.h>

/* The installed table; NULL when there is none. */
GKeyFile *provider_table_load (void);

/* The group for the domain of ADDRESS, NULL = unknown. */
char *provider_find (GKeyFile *table, const char *address);
