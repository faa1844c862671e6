/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where things lie at a DAV server. One thing has many spellings there, of which one is chosen
 * here; and a server is never followed to another one, which would be given the password. It asks
 * nobody.
 */
#pragma once

#include <glib.h>

/* HREF, whole, from the root or from BASE on, as a whole URL without query in its one spelling.
 * POSTHORN_ERROR_PROTOCOL, naming the host, when it leads to another server than BASE. */
char *dav_url_resolve (const char *base, const char *href, GError **error);

/* What stands behind the server in a URL that dav_url_resolve() gave. Borrowed. */
const char *dav_url_path (const char *url);

/* The last part of a path that is no folder. Borrowed. */
const char *dav_url_name (const char *path);

/* Whether both are the same folder, which some servers call by its name without the last slash. */
gboolean dav_url_is_same (const char *one, const char *other);

/* Another path at the server of URL. */
char *dav_url_with_path (const char *url, const char *path);
