/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plays the server's part, and the confined process's, in steps of dav-request.h: what they ask for
 * is compared with what they should, and answered. It knows none of them.
 */
#pragma once

#include "dav-request.h"

typedef struct
{
  /* "PUT https://x/a.ics new" "GET https://x/a.ics" "REPORT https://x/ depth=1"
   * "PUT https://x/a.ics if=\"1\"" "WRITE" "WRITE changed" "KNOWN" */
  const char *asks;
  const char *with; /* stands in its body; NULL = whatever */
  guint status;     /* 0: it came and is no HTTP */
  const char *body;
  const char *etag;
  const char *location;
} DavTurn;

#define DAV_NOW G_GINT64_CONSTANT (1767268800) /* 2026-01-01T12:00:00Z */

/* All N turns, and nothing is asked behind them. KNOWN (path → version) may be NULL. */
void dav_play (const DavStepsKind *kind, gpointer steps, const DavTurn *turns, guint n,
               GHashTable *known);

/* Parts of answers. */
#define DAV_HEAD                                                                                   \
  "<multistatus xmlns=\"DAV:\" xmlns:A=\"urn:ietf:params:xml:ns:carddav\" "                        \
  "xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:S=\"http://calendarserver.org/ns/\">"
#define DAV_TAIL "</multistatus>"
#define DAV_PART(href, props)                                                                      \
  "<response><href>" href "</href><propstat><prop>" props "</prop></propstat></response>"
#define DAV_LISTED(href, etag) DAV_PART (href, "<getetag>" etag "</getetag>")
#define DAV_GONE(href)                                                                             \
  "<response><href>" href "</href><status>HTTP/1.1 404 Not Found</status></response>"
#define DAV_CARD(href, etag, lines)                                                                \
  DAV_PART (href, "<getetag>" etag "</getetag><A:address-data>BEGIN:VCARD\n" lines "END:VCARD\n"   \
                  "</A:address-data>")
#define DAV_TODO(lines) "BEGIN:VCALENDAR\nBEGIN:VTODO\n" lines "END:VTODO\nEND:VCALENDAR\n"
#define DAV_TASK(href, etag, lines)                                                                \
  DAV_PART (href,                                                                                  \
            "<getetag>" etag "</getetag><C:calendar-data>" DAV_TODO (lines) "</C:calendar-data>")
