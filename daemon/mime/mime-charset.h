/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Octets of a claimed, wrong or missing character set made into valid UTF-8, and text made fit
 * to be shown. Internal to mime/; it knows nothing of fields and parts.
 */
#pragma once

#include <glib.h>

/* Loads the modules of the character sets that mail is written in and keeps them, so that a process
 * that may open nothing later knows these and their aliases. */
void mime_charset_load (void);

/* LABEL may be NULL or anything at all. Without a usable one, and where it says UTF-8 or western:
 * UTF-8 where the octets are, else by mime-guess.h. Never NULL. */
char *mime_charset_decode (const char *octets, gsize length, const char *label);

/* One line: control characters gone, white space at the ends gone and, with COLLAPSE, single
 * inside; at most MAX_CHARACTERS. */
char *mime_clean_line (const char *text, gsize max_characters, gboolean collapse);

/* Many lines: control characters but tab gone, every line end a "\n"; at most MAX_OCTETS, cut at
 * a character. */
char *mime_clean_text (const char *text, gsize max_octets);

gboolean mime_is_bidi_control (gunichar character);
