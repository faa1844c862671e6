/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The HTML of a message with the pictures that came with it. Internal to mime/. What in HTML is
 * safe is not decided here.
 */
#pragma once

#include "html-safe.h"
#include "mime-structure.h"

/* NODE of STRUCTURE as safe HTML, at most 7 MiB of it. */
char *mime_html_decode (const MimeStructure *structure, const MimeNode *node, gboolean remote);

/* The same with pictures as SAFETY says. */
char *mime_html_make_safe (const MimeNode *node, const HtmlSafety *safety);

/* "image/png" and its like by what is in NODE, NULL for all that is no picture of pixels. */
const char *mime_html_image_type (const MimeNode *node);
