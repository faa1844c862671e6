/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-compose.h"

#include "error.h"
#include "html-safe.h"
#include "html-text.h"
#include "mail-date.h"
#include "mailbox.h"
#include "mime-attachment.h"
#include "mime-charset.h"
#include "mime-encode.h"
#include "mime-flowed.h"
#include "mime-plain.h"
#include "mime-signature.h"
#include "mime-write.h"
#include "shown-text.h"

#include <string.h>

#define CRLF "\r\n"

/* Octets of an attachment that are encoded at once: whole lines of base64. */
#define BLOCK (MIME_BASE64_LINE * 800)

#define TEXT_LIMIT (4 * 1024 * 1024)

#define NAME_SHOWN 80

#define UNKNOWN_TYPE "application/octet-stream"

typedef struct
{
  const MimeDraft *draft;
  const MimeComposeHooks *hooks;
  char *boundary; /* what all boundaries of the message begin with */
  guint boundaries;
  char *text; /* NULL when there is none */
  char *html; /* likewise */
  GString *output;
  GError **error;
} Composer;

typedef gboolean (*WritePart) (Composer *composer);

static gboolean
flush (Composer *composer)
{
  GString *output = composer->output;
  gboolean is_fine = output->len == 0
                     || composer->hooks->write (composer->hooks->data, output->str, output->len,
                                                composer->error);

  g_string_truncate (output, 0);
  return is_fine;
}

static gboolean
is_inline (const Composer *composer, const MimeDraftPart *part)
{
  return composer->html && *part->content_id;
}

static gboolean
has_parts (const Composer *composer, gboolean is_wanted_inline)
{
  for (guint i = 0; i < composer->draft->parts->len; i++)
    if (is_inline (composer, g_ptr_array_index (composer->draft->parts, i)) == is_wanted_inline)
      return TRUE;
  return FALSE;
}

/* The header of a multipart; returns its boundary. */
static char *
open_multipart (Composer *composer, const char *type, const char *root_type)
{
  char *boundary = g_strdup_printf ("%s_%u", composer->boundary, ++composer->boundaries);

  mime_write_begin (composer->output, "Content-Type", type);
  if (root_type)
    mime_write_parameter (composer->output, "type", root_type);
  mime_write_parameter (composer->output, "boundary", boundary);
  mime_write_end (composer->output);
  g_string_append_printf (composer->output, CRLF "--%s" CRLF, boundary);
  return boundary;
}

/* The line end before a boundary belongs to it, so that no part gets one that is not its own. */
static void
next_part (Composer *composer, const char *boundary)
{
  g_string_append_printf (composer->output, CRLF "--%s" CRLF, boundary);
}

static void
close_multipart (Composer *composer, const char *boundary)
{
  g_string_append_printf (composer->output, CRLF "--%s--" CRLF, boundary);
}

static gboolean
write_text_part (Composer *composer, const char *type, const char *text, gboolean is_flowed)
{
  const char *encoding = mime_encode_choose (text);

  mime_write_begin (composer->output, "Content-Type", type);
  mime_write_parameter (composer->output, "charset", "UTF-8");
  if (is_flowed)
    mime_write_parameter (composer->output, "format", "flowed");
  mime_write_end (composer->output);
  mime_write_text (composer->output, "Content-Transfer-Encoding", encoding);
  g_string_append (composer->output, CRLF);
  mime_encode_text (composer->output, text, encoding);
  return flush (composer);
}

static gboolean
write_plain (Composer *composer)
{
  g_autofree char *flowed = mime_flowed_split (composer->text);

  return write_text_part (composer, "text/plain", flowed ? flowed : composer->text, flowed != NULL);
}

/* What no content may be called, or what may only be sent as it is. */
static const char *
type_of (const MimeDraftPart *part)
{
  g_autofree char *lower = g_ascii_strdown (part->type, -1);
  const char *slash = strchr (lower, '/');
  gsize plain = strspn (lower, "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-/");

  if (part->is_plain)
    return "message/rfc822";
  if (strcmp (lower, "message/rfc822") == 0)
    return "message/global";
  if (!slash || slash == lower || slash[1] == '\0' || strchr (slash + 1, '/') || lower[plain]
      || g_str_has_prefix (lower, "multipart/") || g_str_has_prefix (lower, "message/"))
    return UNKNOWN_TYPE;
  return part->type;
}

static void
write_part_header (Composer *composer, const MimeDraftPart *part)
{
  GString *output = composer->output;
  g_autofree char *name = mime_safe_name (part->name);
  g_autofree char *plain_name = mime_write_plain_name (name);

  mime_write_begin (output, "Content-Type", type_of (part));
  if (*name)
    mime_write_parameter (output, "name", plain_name);
  mime_write_end (output);
  mime_write_text (output, "Content-Transfer-Encoding", part->is_plain ? "7bit" : "base64");
  mime_write_ids (output, "Content-ID", part->content_id);
  mime_write_begin (output, "Content-Disposition",
                    is_inline (composer, part) ? "inline" : "attachment");
  if (*name)
    mime_write_parameter (output, "filename", name);
  mime_write_end (output);
  g_string_append (output, CRLF);
}

/* Fills BLOCK but at the end of the content; -1 with an error. */
static gssize
read_block (Composer *composer, guint index, guint8 *block)
{
  gsize length = 0;
  gssize count = 1;

  while (count > 0 && length < BLOCK)
    {
      count = composer->hooks->read (composer->hooks->data, index, block + length, BLOCK - length,
                                     composer->error);
      length += (gsize) MAX (count, 0);
    }
  return count < 0 ? -1 : (gssize) length;
}

static gboolean
append_block (Composer *composer, const MimeDraftPart *part, MimePlain *plain, const guint8 *block,
              gsize length)
{
  g_autofree char *name = NULL;

  if (!part->is_plain)
    {
      mime_encode_base64 (composer->output, block, length);
      return TRUE;
    }
  g_string_append_len (composer->output, (const char *) block, (gssize) length);
  if (mime_plain_feed (plain, block, length))
    return TRUE;
  name = shown_text (part->name, NAME_SHOWN);
  g_set_error (composer->error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
               "attach: «%s» is no mail of short ASCII lines, so it cannot be sent as it is; "
               "attach it as a file",
               name);
  return FALSE;
}

static gboolean
write_content (Composer *composer, guint index)
{
  const MimeDraftPart *part = g_ptr_array_index (composer->draft->parts, index);
  g_autofree guint8 *block = g_malloc (BLOCK);
  MimePlain plain = { 0, FALSE };
  gssize length = BLOCK;

  write_part_header (composer, part);
  while (length == BLOCK)
    {
      length = read_block (composer, index, block);
      if (length < 0 || !append_block (composer, part, &plain, block, (gsize) length)
          || !flush (composer))
        return FALSE;
    }
  return TRUE;
}

/* WRITE_FIRST, then the parts that are inline or those that are not. */
static gboolean
write_with_parts (Composer *composer, const char *type, const char *root_type,
                  WritePart write_first, gboolean is_wanted_inline)
{
  g_autofree char *boundary = open_multipart (composer, type, root_type);
  GPtrArray *parts = composer->draft->parts;

  if (!write_first (composer))
    return FALSE;
  for (guint i = 0; i < parts->len; i++)
    {
      if (is_inline (composer, g_ptr_array_index (parts, i)) != is_wanted_inline)
        continue;
      next_part (composer, boundary);
      if (!write_content (composer, i))
        return FALSE;
    }
  close_multipart (composer, boundary);
  return flush (composer);
}

static gboolean
write_bare_html (Composer *composer)
{
  return write_text_part (composer, "text/html", composer->html, FALSE);
}

static gboolean
write_html (Composer *composer)
{
  if (!has_parts (composer, TRUE))
    return write_bare_html (composer);
  return write_with_parts (composer, "multipart/related", "text/html", write_bare_html, TRUE);
}

static gboolean
write_words (Composer *composer)
{
  g_autofree char *boundary = NULL;

  if (!composer->html)
    return write_plain (composer);
  boundary = open_multipart (composer, "multipart/alternative", NULL);
  if (!write_plain (composer))
    return FALSE;
  next_part (composer, boundary);
  if (!write_html (composer))
    return FALSE;
  close_multipart (composer, boundary);
  return flush (composer);
}

static gboolean
write_body (Composer *composer)
{
  if (!has_parts (composer, FALSE))
    return write_words (composer);
  return write_with_parts (composer, "multipart/mixed", NULL, write_words, FALSE);
}

static void
write_address_list (Composer *composer, const char *name, GStrv list)
{
  g_autoptr (GPtrArray) addresses
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);

  for (char **text = list; *text; text++)
    g_ptr_array_add (addresses, mailbox_parse (name, *text, NULL));
  mime_write_addresses (composer->output, name, addresses);
}

static void
write_date (Composer *composer)
{
  const MimeDraft *draft = composer->draft;
  g_autofree char *date = mail_date_format (draft->date, draft->offset);

  if (date)
    mime_write_text (composer->output, "Date", date);
}

/* The draft has been checked. */
static void
write_header (Composer *composer)
{
  const MimeDraft *draft = composer->draft;
  char *from[] = { draft->from, NULL };
  gboolean is_hidden = !*draft->to && !*draft->cc && *draft->bcc;

  write_date (composer);
  write_address_list (composer, "From", from);
  write_address_list (composer, "To", draft->to);
  if (is_hidden)
    mime_write_text (composer->output, "To", "undisclosed-recipients:;");
  write_address_list (composer, "Cc", draft->cc);
  write_address_list (composer, "Bcc", draft->bcc);
  write_address_list (composer, "Reply-To", draft->reply_to);
  mime_write_text (composer->output, "Subject", draft->subject);
  mime_write_ids (composer->output, "Message-ID", draft->message_id);
  mime_write_ids (composer->output, "In-Reply-To", draft->in_reply_to);
  mime_write_ids (composer->output, "References", draft->references);
  mime_write_text (composer->output, "MIME-Version", "1.0");
}

static char *
text_of_html (const char *html)
{
  return html_text (html, strlen (html), TEXT_LIMIT);
}

/* Either of a text and its HTML, made from the other where it is missing. */
static char *
text_or (const char *text, const char *html)
{
  return *text ? mime_clean_text (text, G_MAXSIZE) : text_of_html (html);
}

static char *
html_or (const char *html, const char *text)
{
  if (*html)
    return mime_clean_text (html, G_MAXSIZE);
  return *text ? html_from_text (text) : g_strdup ("");
}

static char *
joined_text (const MimeDraft *draft)
{
  g_autofree char *body = text_or (draft->text, draft->html);
  g_autofree char *signature = text_or (draft->signature_text, draft->signature_html);
  g_autofree char *quotation = text_or (draft->quotation_text, draft->quotation_html);

  return mime_signature_join_text (body, signature, quotation);
}

/* NULL for a mail of text only: a signature alone is no reason for HTML. */
static char *
joined_html (const MimeDraft *draft)
{
  g_autofree char *body = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *quotation = NULL;

  if (!*draft->html && !*draft->quotation_html)
    return NULL;
  body = html_or (draft->html, draft->text);
  signature = html_or (draft->signature_html, draft->signature_text);
  quotation = html_or (draft->quotation_html, draft->quotation_text);
  return mime_signature_join_html (body, signature, quotation);
}

/* An original that is forwarded may be a mail of our own: what differs in every message is what
 * its boundaries are made from. */
static char *
new_boundary (const MimeDraft *draft)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, draft->message_id, -1);

  return g_strdup_printf ("=_%.32s", sum);
}

gboolean
mime_compose (const MimeDraft *draft, const MimeComposeHooks *hooks, GError **error)
{
  g_autoptr (GString) output = g_string_new (NULL);
  g_autofree char *boundary = new_boundary (draft);
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;
  Composer composer = { draft, hooks, boundary };

  if (!mime_draft_check (draft, error))
    return FALSE;
  text = joined_text (draft);
  html = joined_html (draft);
  composer.text = text;
  composer.html = html;
  composer.output = output;
  composer.error = error;
  write_header (&composer);
  return write_body (&composer) && flush (&composer);
}
