/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose card in an address book has an address, as steps of dav-request.h. A server that knows no
 * such question finds nobody.
 */
#pragma once

#include "dav-request.h"

typedef struct _DavSearch DavSearch;

extern const DavStepsKind dav_search_kind;

DavSearch *dav_search_new (const char *book, const char *address);
void dav_search_free (DavSearch *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavSearch, dav_search_free)

/* When no command comes any more. */
gboolean dav_search_result (DavSearch *search, GError **error);
/* Cards that may have it, by their paths: servers find what contains it. DavItem; borrowed. */
GPtrArray *dav_search_found (DavSearch *search);
