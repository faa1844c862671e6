/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one collection, an address book or a list of tasks, has that is not known here: by what has
 * changed since a token (RFC 6578), or, where the server has none or knows it no more, by listing
 * it all and comparing versions. As steps of dav-request.h that stop at every page. Of tasks only
 * those count that were made here, which their names tell.
 */
#pragma once

#include "dav-query.h"
#include "dav-request.h"

/* Before the marker of a task in its name there. */
#define DAV_TASK_PREFIX "posthorn-"

typedef struct _DavPull DavPull;

extern const DavStepsKind dav_pull_kind;

/* TOKEN, CTAG: those of the last pull, "" = none. */
DavPull *dav_pull_new (DavKind kind, const char *url, const char *token, const char *ctag);
void dav_pull_free (DavPull *pull);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavPull, dav_pull_free)

/* What a page has: paths in their one spelling. */
typedef struct
{
  GPtrArray *items;     /* DavItem: with a card or task, or with a problem */
  GPtrArray *unchanged; /* char *: as known here, or not to be read */
  GPtrArray *gone;      /* char * */
} DavPage;

void dav_page_free (DavPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavPage, dav_page_free)

/* When no command comes any more: the next page, or NULL with the error that ended it all. */
DavPage *dav_pull_take_page (DavPull *pull, GError **error);
/* After the last page; FALSE: commands follow. */
gboolean dav_pull_is_over (DavPull *pull);
/* Whether all has been told that there is. */
gboolean dav_pull_is_whole (DavPull *pull);
/* For the next pull, when it is over. Borrowed. */
const char *dav_pull_token (DavPull *pull);
const char *dav_pull_ctag (DavPull *pull);
