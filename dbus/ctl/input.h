/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is piped in or kept in a file, read to its end. It judges nothing of it.
 */
#pragma once

#include <glib.h>

/* FILE: "-" is standard input. */
GBytes *input_read (const char *file, GError **error);
