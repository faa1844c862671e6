/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message somebody is still writing: what is written, where its attachments lie, and what of it
 * the server's drafts folder has. A value; what the content means is the business of others.
 */
#pragma once

#include <glib.h>

typedef struct
{
  gint64 octets; /* store-octets.h */
  guint64 size;
} StoreDraftPart;

typedef struct
{
  gint64 id;
  char *account;
  GBytes *content;
  GArray *parts;    /* StoreDraftPart */
  gint64 changed;   /* Unix seconds */
  gint64 revision;  /* one more with each change */
  gboolean is_gone; /* only the server's copy is left, and is to go */
  gint64 placed;    /* the revision that the server has; 0 = none */
  char *placed_id;  /* its Message-ID, without angle brackets */
  guint32 uidvalidity, uid;
  gint64 placing; /* the revision that is to come there next, and may have; 0 = none */
  char *placing_id;
  gint64 octets; /* the message it makes; 0 = none */
  guint64 size;
} StoreDraft;

StoreDraft *store_draft_new (void);
StoreDraft *store_draft_copy (const StoreDraft *draft);
void store_draft_free (StoreDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDraft, store_draft_free)
