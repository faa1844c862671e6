/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any octets give a Summary that can be carried to another process, a text, and parts that are
 * there when the Summary names them.
 */
#include "mime-message.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
assert_carried (const Summary *summary)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (summary_to_variant (summary));
  g_autoptr (Summary) carried = summary_from_variant (variant);

  g_assert_nonnull (carried);
  g_assert_cmpint (g_utf8_strlen (summary->subject, -1), <=, 1000);
  g_assert_cmpint (g_utf8_strlen (summary->snippet, -1), <=, 200);
  g_assert_cmpuint (summary->to->len, <=, 200);
}

static void
assert_parts (GBytes *raw, const Summary *summary)
{
  for (guint i = 0; i < MIN (summary->attachments->len, 20); i++)
    {
      const Attachment *attachment = g_ptr_array_index (summary->attachments, i);
      g_autoptr (MimePart) part = mime_part (raw, attachment->part, NULL);

      g_assert_nonnull (part);
      g_assert_cmpstr (part->name, ==, attachment->name);
      g_assert_cmpstr (part->type, ==, attachment->type);
      g_assert_null (strchr (part->name, '/'));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static gboolean is_ready = FALSE;
  g_autoptr (GBytes) raw = g_bytes_new_static (data, size);
  g_autoptr (Summary) summary = NULL;
  g_autoptr (MimePart) inner = NULL;
  g_autofree char *text = NULL;

  if (!is_ready)
    mime_init ();
  is_ready = TRUE;
  summary = mime_summarize (raw);
  text = mime_text (raw);
  inner = mime_part (raw, "1.1", NULL);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  assert_carried (summary);
  assert_parts (raw, summary);
  return 0;
}
