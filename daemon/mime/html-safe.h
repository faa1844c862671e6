/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HTML made safe to be shown: written anew from what html-rules.h lets pass, so that nothing of
 * the markup that came reaches a browser as it was. It loads nothing and knows no mail. Internal
 * to mime/.
 */
#pragma once

#include <glib.h>

/* On the outermost element, with a number. */
#define HTML_REMOVED "data-posthorn-removed-remote"

typedef struct
{
  gboolean remote; /* whether content from elsewhere stays */
  /* The "data:" address that stands for a "cid:" one, or NULL. Borrowed. */
  const char *(*image) (gpointer data, const char *content_id);
  gpointer data;
} HtmlSafety;

/* HTML is UTF-8 without control characters; what comes back has all its elements closed, in one
 * div, and is at most LIMIT octets and a little. Pictures that would make it longer are left
 * out. */
char *html_safe (const char *html, gsize length, gsize limit, const HtmlSafety *safety);

/* The same for text that is no HTML. */
char *html_safe_text (const char *text);

/* Text as a piece of HTML that looks like it, in a div without the attribute. */
char *html_from_text (const char *text);
