/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the address book and the list of tasks lie of which a user has named the server, a
 * principal, one of the two or nothing but a name (RFC 6764, 5397, 4791, 6352), as steps of
 * dav-request.h. Nobody is followed to another server.
 */
#pragma once

#include "dav-query.h"
#include "dav-request.h"

typedef struct _DavDiscovery DavDiscovery;

extern const DavStepsKind dav_discovery_kind;

/* URL was checked. WANTED_BOOK, WANTED_LIST: a name, a path, a URL, or "" for the only one. */
DavDiscovery *dav_discovery_new (const char *url, const char *wanted_book, const char *wanted_list);
void dav_discovery_free (DavDiscovery *discovery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavDiscovery, dav_discovery_free)

/* When it is over. The URL of the collection, NULL = there is none. FALSE with SERVER_REJECTED that
 * names those to choose from, or what came of asking. */
gboolean dav_discovery_result (DavDiscovery *discovery, DavKind kind, char **url, GError **error);
