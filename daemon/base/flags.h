/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Message flags and keywords (RFC 9051, 2.3.2) in one canonical spelling: sorted, joined by
 * single spaces, system flags in their usual case, \Recent left out. Equal sets are equal
 * strings, so the store, the wire and the bus compare with strcmp and convert nowhere else.
 */
#pragma once

#include <glib.h>

#define FLAG_SEEN     "\\Seen"
#define FLAG_ANSWERED "\\Answered"
#define FLAG_FLAGGED  "\\Flagged"
#define FLAG_DELETED  "\\Deleted"
#define FLAG_DRAFT    "\\Draft"
#define FLAG_JUNK     "$Junk"

/* FLAGS may be NULL, repeat itself and be in any order; returns "" for none. */
char *flags_canonical (const char *const *flags);

gboolean flags_contain (const char *canonical, const char *flag);

/* ["\\Seen", "$Forwarded"]; free with g_strfreev(). */
GStrv flags_split (const char *canonical);
