/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person has written of a draft, as state.db keeps it: all that Compose() takes but for the
 * content of attachments, whose names and types lie in it. A value. It knows no server's folder.
 */
#pragma once

#include "mime-draft.h"

typedef struct
{
  MimeDraft *draft;
  gint32 signature; /* -1 = by the sender */
  gint64 send_at;
  guint undo_seconds;
  guint64 in_reply_to; /* 0 = none */
} DraftContent;

DraftContent *draft_content_new (void);
void draft_content_free (DraftContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DraftContent, draft_content_free)

GBytes *draft_content_to_bytes (const DraftContent *content);
/* An empty one when BYTES are none. */
DraftContent *draft_content_from_bytes (GBytes *bytes);
