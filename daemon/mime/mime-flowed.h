/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text broken into lines for the way (RFC 3676, format=flowed) and put together again. Internal to
 * mime/.
 */
#pragma once

#include <glib.h>

/* TEXT has "\n" line ends. With DELETE_SPACE the space at the end of a broken line was added. */
char *mime_flowed_join (const char *text, gboolean delete_space);

/* The opposite: no line longer than 78 characters where it has spaces to be broken at. Lines that
 * begin with ">" are quoted ones. NULL when a line ends with a space, and so would flow on. */
char *mime_flowed_split (const char *text);
