/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync-plan.h"

/* Below this many messages emptying a folder is everyday work, not a sign of trouble. */
#define SHRUNK_MIN 20
/* Messages of one fetch: more are asked for in pieces, newest first. */
#define GUESS_MAX 200
/* Seconds from one full comparison to the next. */
#define AUDIT_INTERVAL (24 * 60 * 60)

static gboolean
has_usable_modseq (const SyncCursor *cursor, const SyncRemote *remote)
{
  return cursor->highestmodseq > 0 && remote->highestmodseq > 0
         && (guint64) remote->highestmodseq >= cursor->highestmodseq
         && remote->uidnext >= (gint64) cursor->uidnext;
}

gboolean
sync_plan_is_unchanged (const SyncCursor *cursor, const SyncRemote *remote, gboolean condstore)
{
  return condstore && cursor->uidnext > 0 && has_usable_modseq (cursor, remote)
         && remote->uidvalidity == (gint64) cursor->uidvalidity
         && remote->uidnext == (gint64) cursor->uidnext
         && remote->messages == (gint64) cursor->total
         && (guint64) remote->highestmodseq == cursor->highestmodseq;
}

SyncMethod
sync_plan_method (const SyncCursor *cursor, const SyncRemote *opened, gboolean condstore,
                  gboolean qresync)
{
  if (cursor->uidvalidity != 0 && opened->uidvalidity != (gint64) cursor->uidvalidity)
    return cursor->total > 0 ? SYNC_BY_REBINDING : SYNC_BY_SEARCH;
  if (cursor->total == 0)
    return SYNC_BY_SEARCH;
  if (cursor->uidnext == 0 || !condstore || !has_usable_modseq (cursor, opened))
    return SYNC_BY_FLAGS;
  return qresync ? SYNC_BY_VANISHED : SYNC_BY_CHANGEDSINCE;
}

gboolean
sync_plan_can_guess (const SyncCursor *cursor, gint64 expected)
{
  return cursor->uidvalidity == 0 && cursor->total == 0 && expected >= 0 && expected <= GUESS_MAX;
}

gboolean
sync_plan_audit_is_due (gint64 audited, gint64 now)
{
  return now - audited >= AUDIT_INTERVAL || audited > now;
}

gboolean
sync_plan_is_shrunk (guint local, guint64 remote)
{
  return local >= SHRUNK_MIN && remote < local / 2;
}
