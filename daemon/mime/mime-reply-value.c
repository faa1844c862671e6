/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-reply.h"

static void
reply_part_free (MimeReplyPart *part)
{
  g_free (part->part);
  g_free (part->name);
  g_free (part->type);
  g_free (part->content_id);
  g_free (part);
}

MimeReplyPart *
mime_reply_part_new (const char *part, const char *name, const char *type, const char *content_id,
                     gboolean is_plain)
{
  MimeReplyPart *self = g_new (MimeReplyPart, 1);

  self->part = g_strdup (part);
  self->name = g_strdup (name);
  self->type = g_strdup (type);
  self->content_id = g_strdup (content_id);
  self->is_plain = is_plain;
  return self;
}

MimeReply *
mime_reply_new (void)
{
  MimeReply *reply = g_new0 (MimeReply, 1);

  reply->identity = g_strdup ("");
  reply->to = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);
  reply->cc = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);
  reply->subject = g_strdup ("");
  reply->in_reply_to = g_strdup ("");
  reply->references = g_strdup ("");
  reply->quotation_text = g_strdup ("");
  reply->quotation_html = g_strdup ("");
  reply->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) reply_part_free);
  return reply;
}

void
mime_reply_free (MimeReply *reply)
{
  if (!reply)
    return;
  g_free (reply->identity);
  g_ptr_array_unref (reply->to);
  g_ptr_array_unref (reply->cc);
  g_free (reply->subject);
  g_free (reply->in_reply_to);
  g_free (reply->references);
  g_free (reply->quotation_text);
  g_free (reply->quotation_html);
  g_ptr_array_unref (reply->parts);
  g_free (reply);
}

static GVariant *
parts_to_variant (GPtrArray *parts)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssssb)"));
  for (guint i = 0; i < parts->len; i++)
    {
      const MimeReplyPart *part = g_ptr_array_index (parts, i);

      g_variant_builder_add (&builder, "(ssssb)", part->part, part->name, part->type,
                             part->content_id, part->is_plain);
    }
  return g_variant_builder_end (&builder);
}

GVariant *
mime_reply_to_variant (const MimeReply *reply)
{
  return g_variant_new (
      "(s@a(ss)@a(ss)sssss@a(ssssb))", reply->identity, mail_addresses_to_variant (reply->to),
      mail_addresses_to_variant (reply->cc), reply->subject, reply->in_reply_to, reply->references,
      reply->quotation_text, reply->quotation_html, parts_to_variant (reply->parts));
}

static void
add_parts (GPtrArray *parts, GVariant *variant)
{
  const char *part;
  const char *name;
  const char *type;
  const char *content_id;
  gboolean is_plain;
  GVariantIter iter;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(&s&s&s&sb)", &part, &name, &type, &content_id, &is_plain))
    g_ptr_array_add (parts, mime_reply_part_new (part, name, type, content_id, is_plain));
}

MimeReply *
mime_reply_from_variant (GVariant *variant)
{
  g_autoptr (GVariant) to = NULL;
  g_autoptr (GVariant) cc = NULL;
  g_autoptr (GVariant) parts = NULL;
  MimeReply *reply;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (MIME_REPLY_TYPE))
      || !g_variant_is_normal_form (variant))
    return NULL;
  reply = g_new0 (MimeReply, 1);
  g_variant_get (variant, "(s@a(ss)@a(ss)sssss@a(ssssb))", &reply->identity, &to, &cc,
                 &reply->subject, &reply->in_reply_to, &reply->references, &reply->quotation_text,
                 &reply->quotation_html, &parts);
  reply->to = mail_addresses_from_variant (to);
  reply->cc = mail_addresses_from_variant (cc);
  reply->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) reply_part_free);
  add_parts (reply->parts, parts);
  return reply;
}
