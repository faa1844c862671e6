/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "summary.h"

MailAddress *
mail_address_new (const char *name, const char *address)
{
  MailAddress *self = g_new (MailAddress, 1);
  self->name = g_strdup (name);
  self->address = g_strdup (address);
  return self;
}

void
mail_address_free (MailAddress *address)
{
  g_free (address->name);
  g_free (address->address);
  g_free (address);
}

Attachment *
attachment_new (const char *part, const char *name, const char *type, guint64 size,
                gboolean is_inline)
{
  Attachment *self = g_new (Attachment, 1);
  self->part = g_strdup (part);
  self->name = g_strdup (name);
  self->type = g_strdup (type);
  self->size = size;
  self->is_inline = is_inline;
  return self;
}

void
attachment_free (Attachment *attachment)
{
  g_free (attachment->part);
  g_free (attachment->name);
  g_free (attachment->type);
  g_free (attachment);
}

static GPtrArray *
new_addresses (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);
}

Summary *
summary_new (void)
{
  Summary *summary = g_new0 (Summary, 1);
  summary->subject = g_strdup ("");
  summary->from = new_addresses ();
  summary->reply_to = new_addresses ();
  summary->to = new_addresses ();
  summary->cc = new_addresses ();
  summary->message_id = g_strdup ("");
  summary->in_reply_to = g_strdup ("");
  summary->references = g_strdup ("");
  summary->list_id = g_strdup ("");
  summary->snippet = g_strdup ("");
  summary->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) attachment_free);
  summary->warnings = g_ptr_array_new_with_free_func (g_free);
  summary->senders = new_addresses ();
  summary->auto_submitted = g_strdup ("");
  return summary;
}

void
summary_free (Summary *summary)
{
  if (!summary)
    return;
  g_free (summary->subject);
  g_ptr_array_unref (summary->from);
  g_ptr_array_unref (summary->reply_to);
  g_ptr_array_unref (summary->to);
  g_ptr_array_unref (summary->cc);
  g_free (summary->message_id);
  g_free (summary->in_reply_to);
  g_free (summary->references);
  g_free (summary->list_id);
  g_free (summary->snippet);
  g_ptr_array_unref (summary->attachments);
  g_ptr_array_unref (summary->warnings);
  g_ptr_array_unref (summary->senders);
  g_free (summary->auto_submitted);
  g_free (summary);
}

void
summary_take (char **field, char *value)
{
  g_free (*field);
  *field = value;
}

GVariant *
mail_addresses_to_variant (GPtrArray *addresses)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < addresses->len; i++)
    {
      MailAddress *address = addresses->pdata[i];
      g_variant_builder_add (&builder, "(ss)", address->name, address->address);
    }
  return g_variant_builder_end (&builder);
}

GPtrArray *
mail_addresses_from_variant (GVariant *variant)
{
  GPtrArray *addresses = new_addresses ();
  GVariantIter iter;
  const char *name;
  const char *address;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &address))
    g_ptr_array_add (addresses, mail_address_new (name, address));
  return addresses;
}

GVariant *
attachments_to_variant (GPtrArray *attachments)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssstb)"));
  for (guint i = 0; i < attachments->len; i++)
    {
      Attachment *attachment = attachments->pdata[i];
      g_variant_builder_add (&builder, "(ssstb)", attachment->part, attachment->name,
                             attachment->type, attachment->size, attachment->is_inline);
    }
  return g_variant_builder_end (&builder);
}

GPtrArray *
attachments_from_variant (GVariant *variant)
{
  GPtrArray *attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) attachment_free);
  GVariantIter iter;
  const char *part;
  const char *name;
  const char *type;
  guint64 size;
  gboolean is_inline;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(&s&s&stb)", &part, &name, &type, &size, &is_inline))
    g_ptr_array_add (attachments, attachment_new (part, name, type, size, is_inline));
  return attachments;
}

static GVariant *
strings_to_variant (GPtrArray *strings)
{
  return g_variant_new_strv ((const char *const *) strings->pdata, strings->len);
}

static GPtrArray *
strings_from_variant (GVariant *variant)
{
  GPtrArray *strings = g_ptr_array_new_with_free_func (g_free);
  GVariantIter iter;
  char *string;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "s", &string))
    g_ptr_array_add (strings, string);
  return strings;
}

GVariant *
summary_to_variant (const Summary *summary)
{
  return g_variant_new (
      "(s@a(ss)@a(ss)@a(ss)@a(ss)xsssss@a(ssstb)@as@a(ss)sbb)", summary->subject,
      mail_addresses_to_variant (summary->from), mail_addresses_to_variant (summary->reply_to),
      mail_addresses_to_variant (summary->to), mail_addresses_to_variant (summary->cc),
      summary->date, summary->message_id, summary->in_reply_to, summary->references,
      summary->list_id, summary->snippet, attachments_to_variant (summary->attachments),
      strings_to_variant (summary->warnings), mail_addresses_to_variant (summary->senders),
      summary->auto_submitted, summary->is_bounce, summary->is_routed);
}

Summary *
summary_from_variant (GVariant *variant)
{
  Summary *summary;
  g_autoptr (GVariant) from = NULL;
  g_autoptr (GVariant) reply_to = NULL;
  g_autoptr (GVariant) to = NULL;
  g_autoptr (GVariant) cc = NULL;
  g_autoptr (GVariant) attachments = NULL;
  g_autoptr (GVariant) warnings = NULL;
  g_autoptr (GVariant) senders = NULL;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (SUMMARY_TYPE))
      || !g_variant_is_normal_form (variant))
    return NULL;
  summary = g_new0 (Summary, 1);
  g_variant_get (variant, "(s@a(ss)@a(ss)@a(ss)@a(ss)xsssss@a(ssstb)@as@a(ss)sbb)",
                 &summary->subject, &from, &reply_to, &to, &cc, &summary->date,
                 &summary->message_id, &summary->in_reply_to, &summary->references,
                 &summary->list_id, &summary->snippet, &attachments, &warnings, &senders,
                 &summary->auto_submitted, &summary->is_bounce, &summary->is_routed);
  summary->from = mail_addresses_from_variant (from);
  summary->reply_to = mail_addresses_from_variant (reply_to);
  summary->to = mail_addresses_from_variant (to);
  summary->cc = mail_addresses_from_variant (cc);
  summary->attachments = attachments_from_variant (attachments);
  summary->warnings = strings_from_variant (warnings);
  summary->senders = mail_addresses_from_variant (senders);
  return summary;
}
