/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HTML made readable as plain text: block elements become lines, links keep their address where
 * it differs from the text, style and script vanish. It loads nothing and knows no mail.
 */
#pragma once

#include <glib.h>

/* HTML is UTF-8. At most MAX_LENGTH octets come back, cut at a character. */
char *html_text (const char *html, gsize length, gsize max_length);
