/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-calendar.h"

void
dav_task_draft_free (DavTaskDraft *draft)
{
  g_free (draft->uid);
  g_free (draft->title);
  g_free (draft->description);
  g_free (draft->message_id);
  g_free (draft);
}

GVariant *
dav_task_draft_to_variant (const DavTaskDraft *draft)
{
  return g_variant_new (DAV_TASK_DRAFT_TYPE, draft->uid, draft->title, draft->description,
                        draft->message_id, draft->due, draft->created, draft->completed);
}

DavTaskDraft *
dav_task_draft_from_variant (GVariant *variant)
{
  DavTaskDraft *draft;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (DAV_TASK_DRAFT_TYPE))
      || !g_variant_is_normal_form (variant))
    return NULL;
  draft = g_new0 (DavTaskDraft, 1);
  g_variant_get (variant, DAV_TASK_DRAFT_TYPE, &draft->uid, &draft->title, &draft->description,
                 &draft->message_id, &draft->due, &draft->created, &draft->completed);
  return draft;
}
