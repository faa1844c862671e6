/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-envelope.h"

#include "mime-address.h"
#include "mime-charset.h"
#include "mime-draft.h"
#include "mime-header.h"
#include "mime-word.h"

#include <string.h>

#define SUBJECT_LIMIT 1000

static GPtrArray *
new_addresses (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);
}

static MimeEnvelope *
envelope_new (void)
{
  MimeEnvelope *envelope = g_new0 (MimeEnvelope, 1);

  envelope->from = new_addresses ();
  envelope->resent_from = new_addresses ();
  envelope->recipients = new_addresses ();
  envelope->subject = g_strdup ("");
  envelope->message_id = g_strdup ("");
  return envelope;
}

void
mime_envelope_free (MimeEnvelope *envelope)
{
  g_ptr_array_unref (envelope->from);
  g_ptr_array_unref (envelope->resent_from);
  g_ptr_array_unref (envelope->recipients);
  g_free (envelope->subject);
  g_free (envelope->message_id);
  g_free (envelope);
}

static gboolean
is_one_of (const MimeField *field, const char *const *names)
{
  for (; *names; names++)
    if (mime_field_is (field, *names))
      return TRUE;
  return FALSE;
}

static void
read_id (MimeEnvelope *envelope, const char *value)
{
  const char *open = strchr (value, '<');
  const char *close = open ? strchr (open, '>') : NULL;

  if (close && mime_draft_is_id (open + 1, (gsize) (close - open - 1)))
    summary_take (&envelope->message_id, g_strndup (open + 1, (gsize) (close - open - 1)));
}

typedef struct
{
  GPtrArray *recipients;
  guint seen; /* bits of those that begin a block */
  gboolean is_over;
} Resent;

/* Whoever sends a message again puts a block of fields before those that are there (RFC 5322,
 * 3.6.6): only the first tells of this time. */
static void
read_resent_field (MimeEnvelope *envelope, const MimeField *field, const char *value,
                   Resent *resent)
{
  static const char *const once[] = { "Resent-From", "Resent-Date", "Resent-Message-ID" };
  static const char *const ways[] = { "Resent-To", "Resent-Cc", "Resent-Bcc", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (once); i++)
    if (mime_field_is (field, once[i]))
      {
        resent->is_over |= (resent->seen >> i) & 1;
        resent->seen |= 1u << i;
      }
  if (resent->is_over)
    return;
  if (is_one_of (field, ways))
    mime_addresses_append (resent->recipients, value, MIME_ENVELOPE_RECIPIENTS);
  else if (mime_field_is (field, "Resent-From"))
    mime_addresses_append (envelope->resent_from, value, MIME_ADDRESS_LIMIT);
}

static void
read_field (MimeEnvelope *envelope, const MimeField *field, Resent *resent)
{
  static const char *const ways[] = { "To", "Cc", "Bcc", NULL };
  g_autofree char *value = mime_field_value (field, field->value_length);

  read_resent_field (envelope, field, value, resent);
  if (is_one_of (field, ways))
    mime_addresses_append (envelope->recipients, value, MIME_ENVELOPE_RECIPIENTS);
  else if (mime_field_is (field, "From"))
    mime_addresses_append (envelope->from, value, MIME_ADDRESS_LIMIT);
  else if (mime_field_is (field, "Message-ID"))
    read_id (envelope, value);
  else if (mime_field_is (field, "Date"))
    envelope->has_date = TRUE;
  else if (mime_field_is (field, "Subject"))
    {
      g_autofree char *decoded = mime_words_decode (value);
      summary_take (&envelope->subject, mime_clean_line (decoded, SUBJECT_LIMIT, FALSE));
    }
}

MimeEnvelope *
mime_envelope (GBytes *header)
{
  MimeEnvelope *envelope = envelope_new ();
  g_autoptr (GPtrArray) recipients = new_addresses ();
  Resent resent = { recipients, 0, FALSE };
  gsize length = 0;
  const char *octets = g_bytes_get_data (header, &length);
  MimeFields fields = { octets, octets + length, '\n' };
  MimeField field;

  while (mime_fields_next (&fields, &field))
    read_field (envelope, &field, &resent);
  if (recipients->len > 0)
    {
      g_ptr_array_unref (envelope->recipients);
      envelope->recipients = g_steal_pointer (&recipients);
    }
  return envelope;
}

GVariant *
mime_envelope_to_variant (const MimeEnvelope *envelope)
{
  return g_variant_new ("(@a(ss)@a(ss)@a(ss)ssb)", mail_addresses_to_variant (envelope->from),
                        mail_addresses_to_variant (envelope->resent_from),
                        mail_addresses_to_variant (envelope->recipients), envelope->subject,
                        envelope->message_id, envelope->has_date);
}

MimeEnvelope *
mime_envelope_from_variant (GVariant *variant)
{
  g_autoptr (GVariant) from = NULL;
  g_autoptr (GVariant) resent_from = NULL;
  g_autoptr (GVariant) recipients = NULL;
  MimeEnvelope *envelope;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (MIME_ENVELOPE_TYPE))
      || !g_variant_is_normal_form (variant))
    return NULL;
  envelope = g_new0 (MimeEnvelope, 1);
  g_variant_get (variant, "(@a(ss)@a(ss)@a(ss)ssb)", &from, &resent_from, &recipients,
                 &envelope->subject, &envelope->message_id, &envelope->has_date);
  envelope->from = mail_addresses_from_variant (from);
  envelope->resent_from = mail_addresses_from_variant (resent_from);
  envelope->recipients = mail_addresses_from_variant (recipients);
  return envelope;
}
