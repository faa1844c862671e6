/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses in HTML: which may stay, and what is counted when one goes. What comes back begins
 * with a scheme that is known to be harmless and has no space or control character in it; it is
 * not yet escaped. Internal to mime/.
 */
#pragma once

#include <glib.h>

/* Whether content may be loaded from elsewhere, and how many references to it were removed. */
typedef struct
{
  gboolean is_allowed;
  guint removed;
} HtmlRemote;

/* http, https or mailto, else NULL. */
char *html_url_link (const char *value);

/* http or https where that is allowed, else NULL. */
char *html_url_remote (const char *value, HtmlRemote *remote);

/* The same for a srcset attribute, counted once. */
char *html_url_remote_set (const char *value, HtmlRemote *remote);

/* What a "cid:" address names, decoded; NULL when VALUE is none. */
char *html_url_content_id (const char *value);
