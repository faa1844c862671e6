/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "message-ids.h"

#include "connection.h"
#include "input.h"

#include <json-glib/json-glib.h>

gboolean
message_ids_parse_one (const char *text, guint64 *id, GError **error)
{
  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT64, id, NULL))
    return TRUE;
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
               "«%s» is no message id; posthornctl list shows them in its first column", text);
  return FALSE;
}

static gboolean
append (GArray *ids, const char *text, GError **error)
{
  guint64 id;

  if (!message_ids_parse_one (text, &id, error))
    return FALSE;
  g_array_append_val (ids, id);
  return TRUE;
}

static gboolean
parse_words (const char *text, GArray *ids, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !append (ids, words[i], error))
      return FALSE;
  return TRUE;
}

/* The id itself, or that of a row; 0 = neither. */
static guint64
id_of (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    node = json_object_get_member (json_node_get_object (node), "id");
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;
  return (guint64) MAX (0, json_node_get_int (node));
}

static gboolean
parse_json (const char *text, GArray *ids, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root
      = json_parser_load_from_data (parser, text, -1, NULL) ? json_parser_get_root (parser) : NULL;
  JsonArray *rows = root && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  gboolean ok = rows != NULL;

  for (guint i = 0; ok && i < json_array_get_length (rows); i++)
    {
      guint64 id = id_of (json_array_get_element (rows, i));

      g_array_append_val (ids, id);
      ok = id != 0;
    }
  if (!ok)
    g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                         "Standard input is no JSON array of message ids, or of messages as "
                         "posthornctl list --json prints them");
  return ok;
}

gboolean
message_ids_parse (const char *text, GArray *ids, GError **error)
{
  const char *begin = text;

  while (g_ascii_isspace (*begin))
    begin++;
  return *begin == '[' || *begin == '{' ? parse_json (begin, ids, error)
                                        : parse_words (begin, ids, error);
}

static gboolean
read_input (GArray *ids, GError **error)
{
  g_autoptr (GBytes) bytes = input_read ("-", error);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return FALSE;
  text = g_utf8_make_valid (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  return message_ids_parse (text, ids, error);
}

static GArray *
each_once (GArray *ids)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *distinct = g_array_sized_new (FALSE, FALSE, sizeof (guint64), ids->len);

  for (guint i = 0; i < ids->len; i++)
    if (g_hash_table_add (known, &g_array_index (ids, guint64, i)))
      g_array_append_val (distinct, g_array_index (ids, guint64, i));
  return distinct;
}

GArray *
message_ids_read (const char *const *arguments, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (gsize i = 0; arguments[i] != NULL; i++)
    if (!(g_str_equal (arguments[i], "-") ? read_input (ids, error)
                                          : append (ids, arguments[i], error)))
      return NULL;
  return each_once (ids);
}
