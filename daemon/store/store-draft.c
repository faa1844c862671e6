/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-draft.h"

StoreDraft *
store_draft_new (void)
{
  StoreDraft *draft = g_new0 (StoreDraft, 1);

  draft->account = g_strdup ("");
  draft->content = g_bytes_new (NULL, 0);
  draft->parts = g_array_new (FALSE, FALSE, sizeof (StoreDraftPart));
  draft->placed_id = g_strdup ("");
  draft->placing_id = g_strdup ("");
  return draft;
}

StoreDraft *
store_draft_copy (const StoreDraft *draft)
{
  StoreDraft *copy = g_new (StoreDraft, 1);

  *copy = *draft;
  copy->account = g_strdup (draft->account);
  copy->content = g_bytes_ref (draft->content);
  copy->parts = g_array_copy (draft->parts);
  copy->placed_id = g_strdup (draft->placed_id);
  copy->placing_id = g_strdup (draft->placing_id);
  return copy;
}

void
store_draft_free (StoreDraft *draft)
{
  g_free (draft->account);
  g_bytes_unref (draft->content);
  g_array_unref (draft->parts);
  g_free (draft->placed_id);
  g_free (draft->placing_id);
  g_free (draft);
}
