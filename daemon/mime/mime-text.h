/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text of a message that a person reads: which part it is, and that part decoded. Internal to
 * mime/.
 */
#pragma once

#include "mime-structure.h"

/* NULL when there is nothing to read. */
MimeNode *mime_text_find (const MimeStructure *structure);

/* The HTML in which the same is said, NULL when there is none. */
MimeNode *mime_text_find_html (const MimeStructure *structure);

/* The HTML of NODE as UTF-8, read from at most LIMIT octets, without control characters. */
char *mime_text_decode_html (const MimeNode *node, gsize limit);

/* NODE as plain text of at most LIMIT octets; reads as little of NODE as that takes. */
char *mime_text_decode (const MimeNode *node, gsize limit);

/* One line of at most 200 characters; NODE may be NULL. */
char *mime_text_snippet (const MimeNode *node);
