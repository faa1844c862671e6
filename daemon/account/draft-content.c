/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft-content.h"

#define TYPE "(" MIME_DRAFT_TYPE "ixut)"

DraftContent *
draft_content_new (void)
{
  DraftContent *content = g_new0 (DraftContent, 1);

  content->draft = mime_draft_new ();
  content->signature = -1;
  return content;
}

void
draft_content_free (DraftContent *content)
{
  g_clear_pointer (&content->draft, mime_draft_free);
  g_free (content);
}

GBytes *
draft_content_to_bytes (const DraftContent *content)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new (
      "(@" MIME_DRAFT_TYPE "ixut)", mime_draft_to_variant (content->draft), content->signature,
      content->send_at, content->undo_seconds, content->in_reply_to));

  return g_variant_get_data_as_bytes (value);
}

DraftContent *
draft_content_from_bytes (GBytes *bytes)
{
  g_autoptr (GVariant) value
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (TYPE), bytes, FALSE));
  g_autoptr (GVariant) written = g_variant_get_child_value (value, 0);
  DraftContent *content = g_new0 (DraftContent, 1);

  g_variant_get (value, "(@" MIME_DRAFT_TYPE "ixut)", NULL, &content->signature, &content->send_at,
                 &content->undo_seconds, &content->in_reply_to);
  content->draft = mime_draft_from_variant (written);
  if (!content->draft)
    content->draft = mime_draft_new ();
  return content;
}
