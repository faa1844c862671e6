/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message somebody is still writing: the composed octets as they stand, what a list shows of
 * them, and what of it the server's drafts folder has. A value.
 */
#pragma once

#include <glib.h>

typedef struct
{
  gint64 id;
  char *account;
  gint64 octets; /* store-octets.h */
  char *subject;
  char *recipients;         /* addresses, joined by commas */
  char *message_id;         /* without angle brackets; names it at the server */
  gint64 changed;           /* Unix seconds */
  gint64 revision;          /* one more with each change */
  gint64 placed;            /* the revision that the server has; 0 = none */
  guint32 uidvalidity, uid; /* of that one */
} StoreDraft;

StoreDraft *store_draft_new (void);
StoreDraft *store_draft_copy (const StoreDraft *draft);
void store_draft_free (StoreDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDraft, store_draft_free)
