/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of one part, freed from its transfer encoding (RFC 2045, 6). Internal to mime/. It
 * knows nothing of character sets.
 */
#pragma once

#include "mime-structure.h"

/* Stops soon after LIMIT decoded octets, so that the start of a large part costs little. */
GByteArray *mime_body_decode (const MimeNode *node, gsize limit);

/* Octets after decoding. Base64 is not decoded for it: right for all that is well-formed. */
guint64 mime_body_size (const MimeNode *node, char newline);
