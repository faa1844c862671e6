/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-json.h"

#include "error.h"
#include "server-text.h"

#include <string.h>

#define ID_DIGITS_MOST 18

/* What is known of a text before anything is made of it. */
typedef struct
{
  guint depth;
  guint values; /* at most as many: each begins the text, or stands behind one of [ { , : */
  gboolean in_string;
} Shape;

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL, words);
  return FALSE;
}

static void
observe_structure (Shape *shape, char c)
{
  if (c == '"')
    shape->in_string = TRUE;
  else if (c == '[' || c == '{')
    shape->depth++;
  else if ((c == ']' || c == '}') && shape->depth > 0)
    shape->depth--;
  if (c != '\0' && strchr ("[{,:", c))
    shape->values++;
}

/* Returns how many octets that was: an escape is two. */
static gsize
observe (Shape *shape, const char *at)
{
  if (!shape->in_string)
    observe_structure (shape, *at);
  else if (*at == '\\')
    return 2;
  else if (*at == '"')
    shape->in_string = FALSE;
  return 1;
}

/* The library's parser takes a stack frame for each level, and a hundred octets for each value. */
static gboolean
has_bounds (const char *text, gsize length, GError **error)
{
  Shape shape = { 0 };

  for (gsize at = 0; at < length; at += observe (&shape, text + at))
    {
      if (shape.depth > BITRIX24_JSON_DEPTH_MOST)
        return refuse (error, "an answer that nests more than %d deep", BITRIX24_JSON_DEPTH_MOST);
      if (shape.values > BITRIX24_JSON_VALUES_MOST)
        return refuse (error, "an answer of more than %d values", BITRIX24_JSON_VALUES_MOST);
    }
  if (shape.depth > 0 || shape.in_string)
    return refuse (error, "an answer that was cut off after %" G_GSIZE_FORMAT " octets", length);
  return TRUE;
}

static gsize
count_spaces (const char *text, gsize length)
{
  gsize count = 0;

  while (count < length && g_ascii_isspace (text[count]))
    count++;
  return count;
}

static gboolean
is_readable (const char *text, gsize length, GError **error)
{
  gsize begin = count_spaces (text, length);
  g_autofree char *excerpt = server_text_excerpt (text + begin, length - begin);

  if (begin == length)
    return refuse (error, "an empty answer");
  if (text[begin] == '<')
    return refuse (error, "a web page in place of an answer («%s»)", excerpt);
  if (text[begin] != '{')
    return refuse (error, "no JSON («%s»)", excerpt);
  if (!g_utf8_validate (text, (gssize) length, NULL))
    return refuse (error, "an answer that is not UTF-8 («%s»)", excerpt);
  return has_bounds (text, length, error);
}

JsonNode *
bitrix24_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *excerpt = NULL;

  if (!is_readable (text, length, error))
    return NULL;
  parser = json_parser_new_immutable ();
  if (json_parser_load_from_data (parser, text, (gssize) length, NULL)
      && json_parser_get_root (parser))
    return json_parser_steal_root (parser);
  excerpt = server_text_excerpt (text, length);
  refuse (error, "JSON with a mistake in it («%s»)", excerpt);
  return NULL;
}

JsonNode *
bitrix24_json_member (JsonNode *map, const char *key)
{
  return map && JSON_NODE_HOLDS_OBJECT (map)
             ? json_object_get_member (json_node_get_object (map), key)
             : NULL;
}

GList *
bitrix24_json_values (JsonNode *list)
{
  if (list && JSON_NODE_HOLDS_ARRAY (list))
    return json_array_get_elements (json_node_get_array (list));
  if (list && JSON_NODE_HOLDS_OBJECT (list))
    return json_object_get_values (json_node_get_object (list));
  return NULL;
}

/* Of text and numbers, else NULL. */
static char *
scalar (JsonNode *node)
{
  GType type = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : 0;

  if (type == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return NULL;
}

char *
bitrix24_json_id_of (JsonNode *node)
{
  g_autofree char *text = scalar (node);
  gsize length = text ? strlen (text) : 0;

  if (length == 0 || length > ID_DIGITS_MOST || text[0] == '0'
      || strspn (text, "0123456789") < length)
    return g_strdup ("");
  return g_steal_pointer (&text);
}

char *
bitrix24_json_id (JsonNode *map, const char *key)
{
  return bitrix24_json_id_of (bitrix24_json_member (map, key));
}

char *
bitrix24_json_text (JsonNode *map, const char *key)
{
  g_autofree char *text = scalar (bitrix24_json_member (map, key));
  g_auto (GStrv) lines = g_strsplit (text ? text : "", "\n", -1);

  for (char **line = lines; *line; line++)
    {
      char *valid = server_text_valid (*line, strnlen (*line, BITRIX24_TEXT_OCTETS_MOST));

      g_free (*line);
      *line = valid;
    }
  return g_strjoinv ("\n", lines);
}

gboolean
bitrix24_json_flag (JsonNode *map, const char *key)
{
  JsonNode *node = bitrix24_json_member (map, key);
  g_autofree char *text = scalar (node);

  if (text)
    return g_str_equal (text, "Y") || g_str_equal (text, "1") || g_str_equal (text, "true");
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN
         && json_node_get_boolean (node);
}

gint64
bitrix24_json_time (JsonNode *map, const char *key)
{
  JsonNode *node = bitrix24_json_member (map, key);
  GType type = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : 0;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    return (gint64) CLAMP (json_node_get_double (node), 0.0, (double) G_MAXINT32 * 16);
  if (type == G_TYPE_STRING)
    time = g_date_time_new_from_iso8601 (json_node_get_string (node), utc);
  return time ? MAX (g_date_time_to_unix (time), 0) : 0;
}
