/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any octets give a reply and forwards that can be carried to another process, and from which a
 * message is composed without anything being refused.
 */
#include "compose-draft.h"
#include "mailbox.h"
#include "mime-message.h"
#include "mime-reply.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static GStrv
texts_of (GPtrArray *addresses)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *text = mailbox_format (g_ptr_array_index (addresses, i));

      g_strv_builder_add (texts, text);
    }
  return g_strv_builder_end (texts);
}

static MimeDraft *
draft_of (const MimeReply *reply)
{
  MimeDraft *draft = compose_draft_new ();

  g_strfreev (draft->to);
  g_strfreev (draft->cc);
  draft->to = texts_of (reply->to);
  draft->cc = texts_of (reply->cc);
  compose_draft_set (&draft->subject, reply->subject);
  compose_draft_set (&draft->in_reply_to, reply->in_reply_to);
  compose_draft_set (&draft->references, reply->references);
  compose_draft_set (&draft->quotation_text, reply->quotation_text);
  compose_draft_set (&draft->quotation_html, reply->quotation_html);
  return draft;
}

static void
assert_line_lengths (GBytes *message)
{
  gsize length;
  const char *octets = g_bytes_get_data (message, &length);
  gsize line = 0;

  for (gsize i = 0; i < length; i++)
    {
      line = octets[i] == '\n' ? 0 : line + 1;
      g_assert_cmpuint (line, <=, 999);
    }
}

static void
assert_composed (const MimeReply *reply)
{
  g_autoptr (MimeDraft) draft = draft_of (reply);
  g_autoptr (GPtrArray) contents = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (Summary) summary = NULL;

  for (guint i = 0; i < reply->parts->len; i++)
    {
      const MimeReplyPart *part = g_ptr_array_index (reply->parts, i);

      mime_draft_add_part (draft, part->name, part->type, part->content_id, part->is_plain);
      g_ptr_array_add (contents, (gpointer) "content");
    }
  message = compose_draft_write (draft, (const char *const *) contents->pdata, &error);
  g_assert_no_error (error);
  assert_line_lengths (message);
  summary = mime_summarize (message);
  g_assert_cmpstr (summary->message_id, ==, draft->message_id);
  g_assert_cmpstr (summary->in_reply_to, ==, reply->in_reply_to);
}

static void
assert_reply (GBytes *raw, MimeReplyKind kind)
{
  static const char *const own[] = { "me@example.org", NULL };
  MimeReplyOptions options = { kind, own, 60 };
  g_autoptr (MimeReply) reply = mime_reply (raw, &options);
  g_autoptr (GVariant) variant = g_variant_ref_sink (mime_reply_to_variant (reply));
  g_autoptr (MimeReply) carried = mime_reply_from_variant (variant);

  g_assert_nonnull (carried);
  assert_composed (carried);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static gboolean is_ready = FALSE;
  g_autoptr (GBytes) raw = g_bytes_new_static (data, size);

  if (!is_ready)
    mime_init ();
  is_ready = TRUE;
  for (guint kind = MIME_REPLY; kind <= MIME_EDIT; kind++)
    assert_reply (raw, kind);
  return 0;
}
