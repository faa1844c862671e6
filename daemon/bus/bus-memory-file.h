/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Octets as a sealed memory file that can be handed to another process, which may rely on them
 * never changing. It knows nothing of what they are.
 */
#pragma once

#include <glib.h>

/* A descriptor at its beginning, sealed; -1 with POSTHORN_ERROR_FAILED. */
int bus_memory_file_new (GBytes *content, GError **error);
