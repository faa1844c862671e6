/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-reply.h"

#include "mailbox.h"
#include "mime-attachment.h"
#include "mime-draft.h"
#include "mime-html.h"
#include "mime-message.h"
#include "mime-plain.h"
#include "mime-quotation.h"
#include "mime-recipients.h"
#include "mime-text.h"
#include "subject.h"

#include <string.h>

#define REFERENCES_LIMIT 50

/* Of the ids that the quoted pictures get: their own may be anything, or those of others. */
#define CID    "cid:"
#define DOMAIN "quoted.posthorn.invalid"

typedef struct
{
  const Summary *summary;
  const MimeStructure *structure;
  GHashTable *pictures; /* Attachment by Content-ID */
  GHashTable *used;     /* the "cid:…" address that stands for it, by Attachment */
} Original;

static char *
subject_of (const Summary *summary, gboolean is_forward)
{
  gboolean is_reply;
  const char *bare = subject_without_prefixes (summary->subject, &is_reply);

  return g_strconcat (is_forward ? "Fwd:" : "Re:", *bare ? " " : "", bare, NULL);
}

static void
add_id (GPtrArray *ids, const char *id)
{
  if (mime_draft_is_id (id, strlen (id))
      && !g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
    g_ptr_array_add (ids, g_strdup (id));
}

/* Those of BEFORE that are ids, and then LAST. */
static char *
join_ids (const char *before, const char *last)
{
  g_auto (GStrv) named = g_strsplit (before, " ", -1);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (char **id = named; *id; id++)
    add_id (ids, *id);
  add_id (ids, last);
  if (ids->len > REFERENCES_LIMIT)
    g_ptr_array_remove_range (ids, 1, ids->len - REFERENCES_LIMIT);
  g_ptr_array_add (ids, NULL);
  return g_strjoinv (" ", (char **) ids->pdata);
}

/* What the original names, or else to what it is a reply, and then itself. */
static char *
references_of (const Summary *summary)
{
  const char *before = *summary->references ? summary->references : summary->in_reply_to;

  return join_ids (before, summary->message_id);
}

/* Of two parts with one id the first counts. */
static void
find_pictures (Original *original)
{
  GPtrArray *attachments = original->summary->attachments;

  for (guint i = 0; i < attachments->len; i++)
    {
      Attachment *attachment = g_ptr_array_index (attachments, i);
      const MimeNode *node = mime_structure_find (original->structure, attachment->part);
      g_autoptr (MimePartHeader) header
          = node ? mime_part_header_new (node, original->structure->newline) : NULL;

      if (header && header->content_id
          && !g_hash_table_contains (original->pictures, header->content_id)
          && mime_html_image_type (node))
        g_hash_table_insert (original->pictures, g_strdup (header->content_id), attachment);
    }
}

static const char *
picture (gpointer data, const char *content_id)
{
  Original *original = data;
  Attachment *attachment = g_hash_table_lookup (original->pictures, content_id);

  if (!attachment)
    return NULL;
  if (!g_hash_table_contains (original->used, attachment))
    g_hash_table_insert (original->used, attachment,
                         g_strdup_printf (CID "%s@" DOMAIN, attachment->part));
  return g_hash_table_lookup (original->used, attachment);
}

static gboolean
is_plain (const char *octets, gsize length)
{
  MimePlain plain = { 0, FALSE };

  return mime_plain_feed (&plain, (const guint8 *) octets, length);
}

static void
add_part (MimeReply *reply, const Original *original, const Attachment *attachment)
{
  const char *address = g_hash_table_lookup (original->used, attachment);
  const MimeNode *node = mime_structure_find (original->structure, attachment->part);
  gboolean is_message = node && mime_node_is_message (node);

  g_ptr_array_add (reply->parts,
                   mime_reply_part_new (attachment->part, attachment->name,
                                        address ? mime_html_image_type (node) : attachment->type,
                                        address ? address + strlen (CID) : "",
                                        is_message && is_plain (node->body, node->body_length)));
}

static void
add_parts (MimeReply *reply, const Original *original, gboolean is_forward)
{
  GPtrArray *attachments = original->summary->attachments;

  for (guint i = 0; i < attachments->len; i++)
    {
      const Attachment *attachment = g_ptr_array_index (attachments, i);

      if (is_forward || g_hash_table_contains (original->used, attachment))
        add_part (reply, original, attachment);
    }
}

static void
quote_html (MimeReply *reply, Original *original, const MimeOriginal *what, gboolean is_forward)
{
  const MimeNode *node = mime_text_find_html (original->structure);
  g_autofree char *html = node ? mime_quotation_html (node, picture, original) : NULL;

  if (html)
    summary_take (&reply->quotation_html, is_forward ? mime_quotation_forward_html (what, html)
                                                     : mime_quotation_reply_html (what, html));
}

static void
edit (MimeReply *reply, Original *original, const char *text)
{
  const MimeNode *node = mime_text_find_html (original->structure);

  summary_take (&reply->quotation_text, g_strdup (text));
  find_pictures (original);
  if (node)
    summary_take (&reply->quotation_html, mime_quotation_html (node, picture, original));
  add_parts (reply, original, TRUE);
}

/* Its place in a conversation, too, is the original's own. */
static void
take_header (MimeReply *reply, const Summary *summary)
{
  summary_take (&reply->subject, g_strdup (summary->subject));
  summary_take (&reply->in_reply_to, join_ids (summary->in_reply_to, ""));
  summary_take (&reply->references, join_ids (summary->references, ""));
}

static void
quote (MimeReply *reply, Original *original, GBytes *raw, const MimeReplyOptions *options)
{
  gboolean is_forward = options->kind == MIME_FORWARD;
  MimeOriginal what = { original->summary, options->offset };
  g_autofree char *text = mime_text (raw);

  if (options->kind == MIME_EDIT)
    {
      edit (reply, original, text);
      return;
    }

  summary_take (&reply->quotation_text, is_forward ? mime_quotation_forward_text (&what, text)
                                                   : mime_quotation_reply_text (&what, text));
  find_pictures (original);
  quote_html (reply, original, &what, is_forward);
  add_parts (reply, original, is_forward);
}

static void
attach (MimeReply *reply, const Summary *summary, GBytes *raw)
{
  gboolean is_reply;
  const char *bare = subject_without_prefixes (summary->subject, &is_reply);
  g_autofree char *wanted = g_strconcat (*bare ? bare : "message", ".eml", NULL);
  g_autofree char *name = NULL;
  gsize length;
  const char *octets = g_bytes_get_data (raw, &length);

  g_strdelimit (wanted, "/\\", '_');
  name = mime_safe_name (wanted);
  g_ptr_array_add (reply->parts,
                   mime_reply_part_new ("", name, "message/rfc822", "", is_plain (octets, length)));
}

MimeReply *
mime_reply (GBytes *raw, const MimeReplyOptions *options)
{
  MimeReply *reply = mime_reply_new ();
  g_autoptr (Summary) summary = mime_summarize (raw);
  gsize length;
  const char *octets = g_bytes_get_data (raw, &length);
  g_autoptr (MimeStructure) structure = mime_structure_new (octets ? octets : "", length);
  g_autoptr (GHashTable) pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) used = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Original original = { summary, structure, pictures, used };
  gboolean is_forward = options->kind == MIME_FORWARD || options->kind == MIME_FORWARD_ATTACHED;

  mime_recipients_find (reply, summary, structure, options);
  if (options->kind == MIME_EDIT)
    {
      take_header (reply, summary);
      quote (reply, &original, raw, options);
      return reply;
    }
  summary_take (&reply->subject, subject_of (summary, is_forward));
  summary_take (&reply->references, references_of (summary));
  if (!is_forward && mime_draft_is_id (summary->message_id, strlen (summary->message_id)))
    summary_take (&reply->in_reply_to, g_strdup (summary->message_id));
  if (options->kind == MIME_FORWARD_ATTACHED)
    attach (reply, summary, raw);
  else
    quote (reply, &original, raw, options);
  return reply;
}
