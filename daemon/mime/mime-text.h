/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text of a message that a person reads: which part it is, and that part decoded. Internal to
 * mime/.
 */
#pragma once

#include "mime-structure.h"

/* NULL when there is nothing to read. */
MimeNode *mime_text_find (const MimeStructure *structure);

/* NODE as plain text of at most LIMIT octets; reads as little of NODE as that takes. */
char *mime_text_decode (const MimeNode *node, gsize limit);

/* One line of at most 200 characters; NODE may be NULL. */
char *mime_text_snippet (const MimeNode *node);
