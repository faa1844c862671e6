/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What DAV servers are asked (RFC 4918, 4791, 6352, 6578), as the XML that goes there. What comes
 * from outside is escaped; nothing is decided here. All are newly allocated.
 */
#pragma once

#include <glib.h>

typedef enum
{
  DAV_CARDS,
  DAV_TASKS,
} DavKind;

/* PROPFIND. What somebody may find there; how a collection stands; what lies in it. */
char *dav_query_discover (void);
char *dav_query_state (void);
char *dav_query_list (void);

/* REPORT. What has changed since TOKEN; which tasks there are; what lies at HREFS (char *), from
 * FIRST on, COUNT of them; who has ADDRESS. */
char *dav_query_changes (const char *token);
char *dav_query_tasks (void);
char *dav_query_fetch (DavKind kind, GPtrArray *hrefs, guint first, guint count);
char *dav_query_by_address (const char *address);
