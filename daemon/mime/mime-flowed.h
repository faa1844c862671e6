/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text that was broken into lines for the way (RFC 3676, format=flowed) put together again.
 * Internal to mime/.
 */
#pragma once

#include <glib.h>

/* TEXT has "\n" line ends. With DELETE_SPACE the space at the end of a broken line was added. */
char *mime_flowed_join (const char *text, gboolean delete_space);
