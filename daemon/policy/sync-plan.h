/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a folder is brought up to date: whether it has to be opened at all, by which means changes
 * are learnt, and when the server's word is doubted. Numbers in, decision out; it knows no IMAP
 * grammar, no store and no connection (RFC 4549, RFC 7162).
 */
#pragma once

#include <glib.h>

/* Where the local copy stands. All 0 when the folder was never synchronised; UIDNEXT and
 * HIGHESTMODSEQ 0 while a first synchronisation is not complete. */
typedef struct
{
  guint32 uidvalidity;
  guint32 uidnext;
  guint64 highestmodseq;
  guint total;
} SyncCursor;

/* What the server said of a folder, by STATUS or by opening it; -1 = it did not. */
typedef struct
{
  gint64 messages;
  gint64 uidnext;
  gint64 uidvalidity;
  gint64 highestmodseq;
} SyncRemote;

typedef enum
{
  SYNC_BY_SEARCH,       /* nothing is here yet: ask for the set of UIDs */
  SYNC_BY_FLAGS,        /* ask for the flags of all: it says which UIDs there are, too */
  SYNC_BY_CHANGEDSINCE, /* CONDSTORE: flags that changed; what vanished shows in the count */
  SYNC_BY_VANISHED,     /* QRESYNC: opening the folder has already said it all */
  SYNC_BY_REBINDING,    /* UIDVALIDITY changed: match every message anew */
} SyncMethod;

/* TRUE when the folder need not be opened. Only a server with CONDSTORE can prove that. */
gboolean sync_plan_is_unchanged (const SyncCursor *cursor, const SyncRemote *remote,
                                 gboolean condstore);

/* OPENED is what opening the folder said. CONDSTORE and QRESYNC: enabled on this connection. */
SyncMethod sync_plan_method (const SyncCursor *cursor, const SyncRemote *opened, gboolean condstore,
                             gboolean qresync);

/* A folder never seen with EXPECTED messages by STATUS (-1 = unknown), few enough to be fetched
 * whole without asking first what is there. */
gboolean sync_plan_can_guess (const SyncCursor *cursor, gint64 expected);

/* Whether the UIDs and flags of a folder must be compared in full, whatever its counters say: once
 * a day, and when the clock went back behind the last time. Unix seconds; AUDITED 0 = never. */
gboolean sync_plan_audit_is_due (gint64 audited, gint64 now);

/* A folder that was well filled and now shows less than half of it: nothing is removed before the
 * server has been asked a second time. */
gboolean sync_plan_is_shrunk (guint local, guint64 remote);
