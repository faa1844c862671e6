/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-envelope.h"

void
mime_envelope_free (MimeEnvelope *envelope)
{
  g_ptr_array_unref (envelope->senders);
  g_ptr_array_unref (envelope->recipients);
  g_free (envelope->subject);
  g_free (envelope->message_id);
  g_free (envelope);
}

GVariant *
mime_envelope_to_variant (const MimeEnvelope *envelope)
{
  return g_variant_new ("(@a(ss)@a(ss)ssbb)", mail_addresses_to_variant (envelope->senders),
                        mail_addresses_to_variant (envelope->recipients), envelope->subject,
                        envelope->message_id, envelope->has_from, envelope->has_date);
}

MimeEnvelope *
mime_envelope_from_variant (GVariant *variant)
{
  g_autoptr (GVariant) senders = NULL;
  g_autoptr (GVariant) recipients = NULL;
  MimeEnvelope *envelope;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (MIME_ENVELOPE_TYPE))
      || !g_variant_is_normal_form (variant))
    return NULL;
  envelope = g_new0 (MimeEnvelope, 1);
  g_variant_get (variant, "(@a(ss)@a(ss)ssbb)", &senders, &recipients, &envelope->subject,
                 &envelope->message_id, &envelope->has_from, &envelope->has_date);
  envelope->senders = mail_addresses_from_variant (senders);
  envelope->recipients = mail_addresses_from_variant (recipients);
  return envelope;
}
