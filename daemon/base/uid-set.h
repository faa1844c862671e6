/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A set of IMAP UIDs kept as sorted, disjoint, non-adjacent ranges, so that a server may name
 * four thousand million of them in one line without growing the daemon (RFC 3501 sequence-set,
 * RFC 4731 ALL, RFC 7162 VANISHED). It knows nothing of folders or connections.
 */
#pragma once

#include <glib.h>

typedef struct _UidSet UidSet;

typedef struct
{
  guint32 first; /* never 0 */
  guint32 last;  /* inclusive, never below first */
} UidRange;

UidSet *uid_set_new (void);
UidSet *uid_set_copy (const UidSet *set);
void uid_set_free (UidSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UidSet, uid_set_free)

/* Adding is O(1) at the end, else O(ranges); FIRST and LAST may come in either order. */
void uid_set_add (UidSet *set, guint32 uid);
void uid_set_add_range (UidSet *set, guint32 first, guint32 last);
void uid_set_remove_range (UidSet *set, guint32 first, guint32 last);
void uid_set_union (UidSet *set, const UidSet *other);
void uid_set_subtract (UidSet *set, const UidSet *other);
void uid_set_intersect (UidSet *set, const UidSet *other);

gboolean uid_set_contains (const UidSet *set, guint32 uid);
gboolean uid_set_equal (const UidSet *a, const UidSet *b);
gboolean uid_set_is_empty (const UidSet *set);
guint64 uid_set_count (const UidSet *set);
guint32 uid_set_max (const UidSet *set); /* 0 when empty */
guint uid_set_n_ranges (const UidSet *set);
UidRange uid_set_range (const UidSet *set, guint index); /* ascending */

/* Takes the COUNT highest UIDs out of SET and returns them; fewer when there are fewer. */
UidSet *uid_set_take_newest (UidSet *set, guint64 count);

/* "1:4,7" as in RFC 3501 sequence-set; "" when empty. */
char *uid_set_to_string (const UidSet *set);

/* Accepts what uid_set_to_string writes, ranges in either order. "*" is refused: a client never
 * gets it in an answer. NULL on anything else, or on more than MAX_RANGES ranges. */
UidSet *uid_set_parse (const char *text, gsize length, guint max_ranges);
