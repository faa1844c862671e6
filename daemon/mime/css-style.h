/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The style attribute of one element, made harmless: known properties with plain values. Nothing
 * in it loads, but for what is allowed, takes the element out of its box, or depends on how a
 * browser mends what is malformed. Internal to mime/. It knows no element.
 */
#pragma once

#include "html-url.h"

/* "" when nothing is left. Not yet escaped. */
char *css_style_clean (const char *style, HtmlRemote *remote);
