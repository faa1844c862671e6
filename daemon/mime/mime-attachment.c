/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-attachment.h"

#include "mime-body.h"
#include "mime-charset.h"
#include "mime-header.h"

#include <string.h>

#define FIELD_LIMIT  4096
#define NAME_LIMIT   255
#define SUFFIX_LIMIT 16
#define TYPE_LIMIT   127
#define ID_LIMIT     998

typedef struct
{
  GPtrArray *attachments;
  const MimeNode *body;
  char newline;
} Lister;

static const char *
base_name (const char *name)
{
  const char *slash = strrchr (name, '/');
  const char *backslash;

  name = slash ? slash + 1 : name;
  backslash = strrchr (name, '\\');
  return backslash ? backslash + 1 : name;
}

static char *
without_bidi (const char *name)
{
  GString *kept = g_string_new (NULL);

  for (const char *at = name; *at; at = g_utf8_next_char (at))
    if (!mime_is_bidi_control (g_utf8_get_char (at)))
      g_string_append_len (kept, at, g_utf8_next_char (at) - at);
  return g_string_free (kept, FALSE);
}

static void
truncate_at_character (char *text, gsize limit)
{
  if (strlen (text) <= limit)
    return;
  while (limit > 0 && ((guchar) text[limit] & 0xc0) == 0x80)
    limit--;
  text[limit] = '\0';
}

/* The middle goes, so that a long name does not hide what kind of file it is. */
static char *
shortened (char *name)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *suffix = NULL;

  if (strlen (name) <= NAME_LIMIT)
    return name;
  suffix = g_strdup (dot && strlen (dot) <= SUFFIX_LIMIT ? dot : "");
  truncate_at_character (name, NAME_LIMIT - strlen (suffix));
  strncpy (name + strlen (name), suffix, SUFFIX_LIMIT + 1);
  return name;
}

char *
mime_safe_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *line = mime_clean_line (valid, FIELD_LIMIT, TRUE);
  g_autofree char *safe = NULL;

  safe = without_bidi (base_name (line));
  g_strstrip (safe);
  if (strcmp (safe, ".") == 0 || strcmp (safe, "..") == 0)
    return g_strdup ("");
  return shortened (g_steal_pointer (&safe));
}

static void
read_disposition (MimePartHeader *header, const char *value)
{
  GMimeContentDisposition *disposition = g_mime_content_disposition_parse (NULL, value);
  const char *name = g_mime_content_disposition_get_parameter (disposition, "filename");

  header->is_attachment = g_mime_content_disposition_is_attachment (disposition);
  if (name)
    header->name = mime_safe_name (name);
  g_object_unref (disposition);
}

static char *
content_id (const MimeField *field)
{
  char *id = mime_field_value (field, ID_LIMIT);

  g_strdelimit (id, "<>", ' ');
  return g_strstrip (id);
}

MimePartHeader *
mime_part_header_new (const MimeNode *node, char newline)
{
  MimePartHeader *header = g_new0 (MimePartHeader, 1);
  MimeFields fields = { node->header, node->header + node->header_length, newline };
  MimeField field;
  const char *name = g_mime_content_type_get_parameter (node->type, "name");

  while (mime_fields_next (&fields, &field))
    {
      if (!header->content_id && mime_field_is (&field, "Content-ID"))
        header->content_id = content_id (&field);
      if (header->name || !mime_field_is (&field, "Content-Disposition"))
        continue;
      g_autofree char *value = mime_field_parameters (&field, FIELD_LIMIT);
      read_disposition (header, value);
    }
  if (!header->name)
    header->name = name ? mime_safe_name (name) : g_strdup ("");
  return header;
}

void
mime_part_header_free (MimePartHeader *header)
{
  g_free (header->name);
  g_free (header->content_id);
  g_free (header);
}

char *
mime_part_type (const MimeNode *node)
{
  g_autofree char *type = g_mime_content_type_get_mime_type (node->type);
  g_autofree char *lower = g_ascii_strdown (type, -1);

  if (!g_str_is_ascii (lower) || strlen (lower) > TYPE_LIMIT)
    return g_strdup ("application/octet-stream");
  return mime_clean_line (lower, TYPE_LIMIT, TRUE);
}

static gboolean
is_readable_type (const MimeNode *node)
{
  return g_mime_content_type_is_type (node->type, "text", "plain")
         || g_mime_content_type_is_type (node->type, "text", "html");
}

/* Text without a name is what people read, and the parts of an alternative are one text. */
static gboolean
is_listed (const MimeNode *node, const MimePartHeader *header, gboolean is_alternative)
{
  if (header->is_attachment || *header->name || mime_node_is_message (node))
    return TRUE;
  if (g_mime_content_type_is_type (node->type, "text", "*"))
    return !is_alternative && !is_readable_type (node);
  return !g_mime_content_type_is_type (node->type, "message", "*");
}

static void
list_part (const Lister *lister, const MimeNode *node, const char *number, const MimeNode *parent)
{
  g_autoptr (MimePartHeader) header = mime_part_header_new (node, lister->newline);
  gboolean is_alternative
      = parent && g_mime_content_type_is_type (parent->type, "multipart", "alternative");
  gboolean is_related
      = parent && g_mime_content_type_is_type (parent->type, "multipart", "related");
  gboolean is_image = g_mime_content_type_is_type (node->type, "image", "*");
  g_autofree char *type = NULL;

  if (node == lister->body || !is_listed (node, header, is_alternative))
    return;
  type = mime_part_type (node);
  g_ptr_array_add (
      lister->attachments,
      attachment_new (number, header->name, type, mime_body_size (node, lister->newline),
                      header->content_id && !header->is_attachment && (is_image || is_related)));
}

static void
list_parts (const Lister *lister, GPtrArray *parts, const char *prefix, const MimeNode *parent)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const MimeNode *node = g_ptr_array_index (parts, i);
      g_autofree char *number = g_strdup_printf ("%s%s%u", prefix, *prefix ? "." : "", i + 1);

      if (mime_node_is_multipart (node))
        list_parts (lister, node->children, number, node);
      else
        list_part (lister, node, number, parent);
    }
}

void
mime_attachments_append (GPtrArray *attachments, const MimeStructure *structure,
                         const MimeNode *body)
{
  Lister lister = { attachments, body, structure->newline };
  g_autoptr (GPtrArray) parts = mime_message_parts (structure->root);
  gboolean is_multipart = mime_node_is_multipart (structure->root);

  list_parts (&lister, parts, "", is_multipart ? structure->root : NULL);
}
