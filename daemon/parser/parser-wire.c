/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser-wire.h"

#include "error.h"

#include <string.h>

GBytes *
parser_wire_encode (GVariant *variant)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (variant);

  return g_variant_get_data_as_bytes (owned);
}

GVariant *
parser_wire_decode (GBytes *octets, const char *type)
{
  g_autoptr (GVariant) variant
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), octets, FALSE));

  return g_variant_is_normal_form (variant) ? g_steal_pointer (&variant) : NULL;
}

GBytes *
parser_wire_encode_part (const MimePart *part)
{
  GVariant *content = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, part->content, TRUE);

  return parser_wire_encode (g_variant_new ("(ss@ay)", part->type, part->name, content));
}

/* A name with a slash cannot come from mime/, but from a process that is no longer ours. */
static gboolean
is_base_name (const char *name)
{
  return !strchr (name, '/');
}

MimePart *
parser_wire_decode_part (GBytes *octets)
{
  g_autoptr (GVariant) variant = parser_wire_decode (octets, PARSER_PART_TYPE);
  g_autoptr (GVariant) content = NULL;
  g_autoptr (MimePart) part = NULL;

  if (!variant)
    return NULL;
  part = g_new0 (MimePart, 1);
  g_variant_get (variant, "(ss@ay)", &part->type, &part->name, &content);
  part->content = g_variant_get_data_as_bytes (content);
  return is_base_name (part->name) ? g_steal_pointer (&part) : NULL;
}

static gboolean
has_base_names (GVariant *summary)
{
  g_autoptr (GVariant) attachments = g_variant_get_child_value (summary, SUMMARY_ATTACHMENTS);
  GVariantIter iter;
  const char *name;

  g_variant_iter_init (&iter, attachments);
  while (g_variant_iter_next (&iter, "(&s&s&stb)", NULL, &name, NULL, NULL, NULL))
    if (!is_base_name (name))
      return FALSE;
  return TRUE;
}

GVariant *
parser_wire_decode_summary (GBytes *octets)
{
  g_autoptr (GVariant) summary = parser_wire_decode (octets, SUMMARY_TYPE);

  return summary && has_base_names (summary) ? g_steal_pointer (&summary) : NULL;
}

MimeReply *
parser_wire_decode_reply (GBytes *octets)
{
  g_autoptr (GVariant) variant = parser_wire_decode (octets, MIME_REPLY_TYPE);
  g_autoptr (MimeReply) reply = variant ? mime_reply_from_variant (variant) : NULL;

  for (guint i = 0; reply && i < reply->parts->len; i++)
    {
      const MimeReplyPart *part = g_ptr_array_index (reply->parts, i);

      if (!is_base_name (part->name))
        return NULL;
    }
  return g_steal_pointer (&reply);
}

GError *
parser_wire_decode_failure (GBytes *octets)
{
  g_autoptr (GVariant) variant = parser_wire_decode (octets, PARSER_FAILURE_TYPE);
  const char *message;
  guint32 code;

  if (!variant)
    return NULL;
  g_variant_get (variant, "(u&s)", &code, &message);
  return code < POSTHORN_ERROR_LAST ? g_error_new_literal (POSTHORN_ERROR, (int) code, message)
                                    : NULL;
}
