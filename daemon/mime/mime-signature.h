/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a signature stands: behind what the person wrote, after a blank line, and before the
 * quotation. Internal to mime/. Which signature it is has been decided; one that the person's own
 * words have already is not put there once more.
 */
#pragma once

#include <glib.h>

/* All with "\n" line ends, any of them "". In text the mark is a line "-- " (RFC 3676, 4.3). */
char *mime_signature_join_text (const char *body, const char *signature, const char *quotation);

/* The same in HTML; BODY may be a whole document, and then stays one. */
char *mime_signature_join_html (const char *body, const char *signature, const char *quotation);
