/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-draft.h"

StoreDraft *
store_draft_new (void)
{
  StoreDraft *draft = g_new0 (StoreDraft, 1);

  draft->account = g_strdup ("");
  draft->subject = g_strdup ("");
  draft->recipients = g_strdup ("");
  draft->message_id = g_strdup ("");
  return draft;
}

StoreDraft *
store_draft_copy (const StoreDraft *draft)
{
  StoreDraft *copy = g_new (StoreDraft, 1);

  *copy = *draft;
  copy->account = g_strdup (draft->account);
  copy->subject = g_strdup (draft->subject);
  copy->recipients = g_strdup (draft->recipients);
  copy->message_id = g_strdup (draft->message_id);
  return copy;
}

void
store_draft_free (StoreDraft *draft)
{
  g_free (draft->account);
  g_free (draft->subject);
  g_free (draft->recipients);
  g_free (draft->message_id);
  g_free (draft);
}
