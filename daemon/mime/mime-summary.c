/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-summary.h"

#include "mime-address.h"
#include "mime-charset.h"
#include "mime-header.h"
#include "mime-resent.h"
#include "mime-word.h"

#include <string.h>

#define SUBJECT_LIMIT    1000
#define ID_LIMIT         998
#define REFERENCES_LIMIT 50
#define WORD_LIMIT       40

/* A header larger than this is not a header but something to keep us busy. */
#define HEADER_LIMIT (1024 * 1024)

typedef void (*FieldReader) (Summary *summary, const char *value);

typedef struct
{
  const char *name;
  FieldReader read;
  gboolean from_end; /* of a value over the limit the end is read, not the beginning */
} FieldEntry;

static void
read_subject (Summary *summary, const char *value)
{
  g_autofree char *decoded = mime_words_decode (value);

  if (!*summary->subject)
    summary_take (&summary->subject, mime_clean_line (decoded, SUBJECT_LIMIT, FALSE));
}

static void
warn (Summary *summary, const char *warning)
{
  if (!g_ptr_array_find_with_equal_func (summary->warnings, warning, g_str_equal, NULL))
    g_ptr_array_add (summary->warnings, g_strdup (warning));
}

static void
read_from (Summary *summary, const char *value)
{
  mime_addresses_append (summary->from, value, MIME_ADDRESS_LIMIT);
}

static void
read_reply_to (Summary *summary, const char *value)
{
  mime_addresses_append (summary->reply_to, value, MIME_ADDRESS_LIMIT);
}

static void
read_to (Summary *summary, const char *value)
{
  mime_addresses_append (summary->to, value, MIME_ADDRESS_LIMIT);
}

static void
read_cc (Summary *summary, const char *value)
{
  mime_addresses_append (summary->cc, value, MIME_ADDRESS_LIMIT);
}

static void
read_date (Summary *summary, const char *value)
{
  g_autoptr (GDateTime) date = g_mime_utils_header_decode_date (value);

  if (date && summary->date == 0)
    summary->date = g_date_time_to_unix (date);
}

/* The next <id> in *TEXT without its brackets, and *TEXT moved behind it; NULL at the end. */
static char *
next_id (const char **text)
{
  const char *open = strchr (*text, '<');
  const char *close = open ? strchr (open, '>') : NULL;
  g_autofree char *id = NULL;

  if (!close)
    return NULL;
  *text = close + 1;
  id = g_strndup (open + 1, (gsize) (close - open - 1));
  return mime_clean_line (id, ID_LIMIT, TRUE);
}

/* Some are written without brackets. */
static char *
single_id (const char *value)
{
  char *id = next_id (&value);

  if (id)
    return id;
  id = mime_clean_line (value, ID_LIMIT, TRUE);
  id[strcspn (id, " ")] = '\0';
  return id;
}

static void
read_message_id (Summary *summary, const char *value)
{
  if (!*summary->message_id)
    summary_take (&summary->message_id, single_id (value));
}

static void
read_in_reply_to (Summary *summary, const char *value)
{
  if (!*summary->in_reply_to)
    summary_take (&summary->in_reply_to, single_id (value));
}

/* Of too many the oldest one, which names the thread, and the newest, which say to what it is a
 * reply. */
static void
read_references (Summary *summary, const char *value)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  char *id;

  if (*summary->references)
    return;
  while ((id = next_id (&value)))
    {
      g_strdelimit (id, " ", '_');
      if (*id)
        g_ptr_array_add (ids, id);
      else
        g_free (id);
    }
  if (ids->len > REFERENCES_LIMIT)
    g_ptr_array_remove_range (ids, 1, ids->len - REFERENCES_LIMIT);
  g_ptr_array_add (ids, NULL);
  summary_take (&summary->references, g_strjoinv (" ", (char **) ids->pdata));
}

static void
read_list_id (Summary *summary, const char *value)
{
  if (!*summary->list_id)
    summary_take (&summary->list_id, single_id (value));
}

static void
read_sender (Summary *summary, const char *value)
{
  mime_addresses_append (summary->senders, value, MIME_ADDRESS_LIMIT);
}

static void
read_return_path (Summary *summary, const char *value)
{
  g_autofree char *path = g_strstrip (g_strdup (value));

  summary->is_bounce |= g_str_equal (path, "<>");
  read_sender (summary, value);
}

/* What follows the word are parameters and comments. */
static void
read_auto_submitted (Summary *summary, const char *value)
{
  g_autofree char *word = mime_clean_line (value, WORD_LIMIT, TRUE);

  word[strcspn (word, " ;(")] = '\0';
  if (!*summary->auto_submitted || g_str_equal (summary->auto_submitted, "no"))
    summary_take (&summary->auto_submitted, g_ascii_strdown (word, -1));
}

static void
read_routed_by (Summary *summary, const char *value)
{
  summary->is_routed = TRUE;
}

static const FieldEntry entries[] = {
  { "Subject", read_subject },
  { "From", read_from },
  { "Reply-To", read_reply_to },
  { "To", read_to },
  { "Cc", read_cc },
  { "Date", read_date },
  { "Message-ID", read_message_id },
  { "In-Reply-To", read_in_reply_to },
  { "References", read_references, TRUE },
  { "List-Id", read_list_id },
  { "Sender", read_sender },
  { "Resent-From", read_sender },
  { "Resent-Sender", read_sender },
  { "Return-Path", read_return_path },
  { "Auto-Submitted", read_auto_submitted },
  { MIME_ROUTED_BY, read_routed_by },
};

static const FieldEntry *
find_entry (const MimeField *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (mime_field_is (field, entries[i].name))
      return &entries[i];
  return NULL;
}

static char *
value_of (const FieldEntry *entry, const MimeField *field)
{
  MimeField end = *field;

  if (!entry->from_end || field->value_length <= MIME_VALUE_LIMIT)
    return mime_field_value (field, MIME_VALUE_LIMIT);
  end.value += field->value_length - MIME_VALUE_LIMIT;
  end.value_length = MIME_VALUE_LIMIT;
  return mime_field_value (&end, MIME_VALUE_LIMIT);
}

static void
warn_of_senders (Summary *summary, guint from_fields)
{
  if (from_fields > 1 || summary->from->len > 1)
    warn (summary, "several-from");
  for (guint i = 0; i < summary->from->len; i++)
    {
      const MailAddress *address = g_ptr_array_index (summary->from, i);

      if (mime_address_is_spoofed (address))
        warn (summary, "spoofed-name");
      if (mime_address_is_mixed (address))
        warn (summary, "mixed-script");
    }
}

void
mime_summary_read_header (Summary *summary, const MimeStructure *structure)
{
  const char *header = structure->root->header;
  gsize length = MIN (structure->root->header_length, HEADER_LIMIT);
  MimeFields fields = { header, header + length, structure->newline };
  MimeField field;
  guint from_fields = 0;
  guint all_fields = 0;

  for (; mime_fields_next (&fields, &field); all_fields++)
    {
      const FieldEntry *entry = find_entry (&field);
      g_autofree char *value = entry ? value_of (entry, &field) : NULL;

      from_fields += mime_field_is (&field, "From") ? 1 : 0;
      if (entry)
        entry->read (summary, value);
    }
  warn_of_senders (summary, from_fields);
  if (length < structure->root->header_length)
    warn (summary, "truncated");
  if (all_fields == 0)
    warn (summary, "unparsable");
}
