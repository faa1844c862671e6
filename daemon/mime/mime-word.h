/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Encoded words (RFC 2047) as they come: with spaces inside, wrong labels, and characters cut in
 * two between words. GMime drops what such a label does not cover, so the words are made good
 * before it sees them. Internal to mime/.
 */
#pragma once

#include <glib.h>

/* VALUE is valid UTF-8, and so is what comes back. */
char *mime_words_decode (const char *value);

/* The same words, all in UTF-8 and base64 and so with nothing in them that has a meaning in an
 * address. */
char *mime_words_mend (const char *value);
