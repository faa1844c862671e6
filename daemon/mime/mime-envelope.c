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

  envelope->senders = new_addresses ();
  envelope->recipients = new_addresses ();
  envelope->subject = g_strdup ("");
  envelope->message_id = g_strdup ("");
  return envelope;
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

static char
closing_of (char opening)
{
  switch (opening)
    {
    case '"':
      return '"';
    case '(':
      return ')';
    case '<':
      return '>';
    case '[':
      return ']';
    default:
      return '\0';
    }
}

/* Where what begins at AT ends, in a list of addresses and groups of them. */
static const char *
piece_end (const char *at)
{
  char closing = '\0';

  for (; *at && (closing || !strchr (",;:", *at)); at++)
    if (*at == '\\' && at[1])
      at++;
    else if (!closing)
      closing = closing_of (*at);
    else if (*at == closing)
      closing = '\0';
  return at;
}

/* What is no address stays as it is written: it is refused by that, where it would otherwise be
 * left out without a word. */
static void
append_recipient (GPtrArray *recipients, const char *text, gsize length)
{
  g_autofree char *piece = g_strstrip (g_strndup (text, length));
  guint before = recipients->len;

  mime_addresses_append (recipients, piece, MIME_ENVELOPE_RECIPIENTS);
  if (*piece && recipients->len == before && before < MIME_ENVELOPE_RECIPIENTS)
    g_ptr_array_add (recipients, mail_address_new ("", piece));
}

static void
append_recipients (GPtrArray *recipients, const char *value)
{
  const char *end;

  for (const char *at = value;; at = end + 1)
    {
      end = piece_end (at);
      if (*end != ':') /* before which stands the name of a group */
        append_recipient (recipients, at, (gsize) (end - at));
      if (!*end)
        return;
    }
}

/* What is said of sending it again. */
typedef struct
{
  GPtrArray *from;
  GPtrArray *sender;
  GPtrArray *recipients;
  guint seen; /* bits of the fields that begin a block */
  gboolean is_over;
} Resending;

static void
resending_clear (Resending *resending)
{
  g_ptr_array_unref (resending->from);
  g_ptr_array_unref (resending->sender);
  g_ptr_array_unref (resending->recipients);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Resending, resending_clear)

/* Whoever sends a message again puts a block of fields before those that are there (RFC 5322,
 * 3.6.6): only the first tells of this time. */
static gboolean
is_of_this_time (Resending *resending, const MimeField *field)
{
  static const char *const once[]
      = { "Resent-From", "Resent-Sender", "Resent-Date", "Resent-Message-ID" };

  for (guint i = 0; i < G_N_ELEMENTS (once); i++)
    if (mime_field_is (field, once[i]))
      {
        resending->is_over |= (resending->seen >> i) & 1;
        resending->seen |= 1u << i;
      }
  return !resending->is_over;
}

static void
read_resent_field (Resending *resending, const MimeField *field, const char *value)
{
  static const char *const ways[] = { "Resent-To", "Resent-Cc", "Resent-Bcc", NULL };

  if (!is_of_this_time (resending, field))
    return;
  if (is_one_of (field, ways))
    append_recipients (resending->recipients, value);
  else if (mime_field_is (field, "Resent-From"))
    mime_addresses_append (resending->from, value, MIME_ADDRESS_LIMIT);
  else if (mime_field_is (field, "Resent-Sender"))
    mime_addresses_append (resending->sender, value, MIME_ADDRESS_LIMIT);
}

static void
read_field (MimeEnvelope *envelope, const MimeField *field, Resending *resending)
{
  static const char *const ways[] = { "To", "Cc", "Bcc", NULL };
  g_autofree char *value = mime_field_value (field, field->value_length);

  if (is_one_of (field, ways))
    append_recipients (envelope->recipients, value);
  else if (mime_field_is (field, "From"))
    mime_addresses_append (envelope->senders, value, MIME_ADDRESS_LIMIT);
  else if (mime_field_is (field, "Message-ID"))
    read_id (envelope, value);
  else if (mime_field_is (field, "Date"))
    envelope->has_date = TRUE;
  else if (mime_field_is (field, "Subject"))
    {
      g_autofree char *decoded = mime_words_decode (value);
      summary_take (&envelope->subject, mime_clean_line (decoded, SUBJECT_LIMIT, FALSE));
    }
  else
    read_resent_field (resending, field, value);
}

static void
prefer (GPtrArray **addresses, GPtrArray *others)
{
  if (others->len == 0)
    return;
  g_ptr_array_unref (*addresses);
  *addresses = g_ptr_array_ref (others);
}

MimeEnvelope *
mime_envelope (GBytes *header)
{
  MimeEnvelope *envelope = envelope_new ();
  g_auto (Resending) resending
      = { .from = new_addresses (), .sender = new_addresses (), .recipients = new_addresses () };
  gsize length = 0;
  const char *octets = g_bytes_get_data (header, &length);
  MimeFields fields = { octets, octets + length, '\n' };
  MimeField field;

  while (mime_fields_next (&fields, &field))
    read_field (envelope, &field, &resending);
  envelope->has_from = envelope->senders->len > 0;
  prefer (&envelope->senders, resending.from);
  prefer (&envelope->senders, resending.sender);
  prefer (&envelope->recipients, resending.recipients);
  return envelope;
}
