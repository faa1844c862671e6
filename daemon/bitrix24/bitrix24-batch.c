/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-batch.h"

#include "bitrix24-reply-private.h"
#include "bitrix24-request-private.h"

struct _Bitrix24Batch
{
  GVariantBuilder commands; /* in their order */
  GArray *methods;
};

Bitrix24Batch *
bitrix24_batch_new (void)
{
  Bitrix24Batch *batch = g_new0 (Bitrix24Batch, 1);

  g_variant_builder_init (&batch->commands, G_VARIANT_TYPE ("a{ss}"));
  batch->methods = g_array_new (FALSE, FALSE, sizeof (Bitrix24Method));
  return batch;
}

void
bitrix24_batch_free (Bitrix24Batch *batch)
{
  if (!batch)
    return;
  g_variant_builder_clear (&batch->commands);
  g_array_unref (batch->methods);
  g_free (batch);
}

static void append_value (GString *query, const char *name, JsonNode *value);

static void
append_members (GString *query, const char *name, JsonObject *map)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, map);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      g_autofree char *escaped = g_uri_escape_string (key, NULL, FALSE);
      g_autofree char *inner = g_strdup_printf (*name ? "%s[%s]" : "%s%s", name, escaped);

      append_value (query, inner, value);
    }
}

static void
append_elements (GString *query, const char *name, JsonArray *list)
{
  g_autofree char *inner = g_strconcat (name, "[]", NULL);

  for (guint i = 0; i < json_array_get_length (list); i++)
    append_value (query, inner, json_array_get_element (list, i));
}

static char *
value_text (JsonNode *value)
{
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return json_node_dup_string (value);
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value)); /* TRUE is 1 */
}

/* As a form is written for PHP: "filter[>ID]=7&select[]=ID". */
static void
append_value (GString *query, const char *name, JsonNode *value)
{
  if (JSON_NODE_HOLDS_OBJECT (value))
    append_members (query, name, json_node_get_object (value));
  else if (JSON_NODE_HOLDS_ARRAY (value))
    append_elements (query, name, json_node_get_array (value));
  else
    {
      g_autofree char *text = value_text (value);
      g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);

      g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "", name, escaped);
    }
}

static char *
command_name (guint index)
{
  return g_strdup_printf ("c%u", index);
}

gboolean
bitrix24_batch_add (Bitrix24Batch *batch, const Bitrix24Request *request)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *name = command_name (batch->methods->len);
  g_autofree char *command = NULL;

  if (batch->methods->len >= BITRIX24_BATCH_MOST || !bitrix24_method_is_list (request->method))
    return FALSE;
  append_value (query, "", request->parameters);
  command = g_strdup_printf ("%s?%s", bitrix24_method_name (request->method), query->str);
  g_variant_builder_add (&batch->commands, "{ss}", name, command);
  g_array_append_val (batch->methods, request->method);
  return TRUE;
}

/* What stands for the id of the last row of a full page that the last command gives. */
static char *
last_id (const Bitrix24Batch *batch, Bitrix24Method list)
{
  const char *place = bitrix24_list_place (list);
  g_autofree char *name = command_name (batch->methods->len - 1);

  return g_strdup_printf ("$result[%s]%s%s%s[%d][%s]", name, *place ? "[" : "", place,
                          *place ? "]" : "", BITRIX24_PAGE - 1, bitrix24_list_key (list));
}

void
bitrix24_batch_add_pages (Bitrix24Batch *batch, Bitrix24Method list, const char *after,
                          gint64 changed_since, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *behind = i == 0 ? g_strdup (after) : last_id (batch, list);
      g_autoptr (Bitrix24Request) page = bitrix24_request_page (list, behind, changed_since);

      bitrix24_batch_add (batch, page);
    }
}

Bitrix24Request *
bitrix24_batch_end (Bitrix24Batch *batch)
{
  GVariant *commands = g_variant_builder_end (&batch->commands);
  Bitrix24Request *request = bitrix24_request_new (
      BITRIX24_BATCH, g_variant_new_parsed ("{'halt': <0>, 'cmd': <%@a{ss}>}", commands));

  request->parts = g_array_ref (batch->methods);
  return request;
}

guint
bitrix24_batch_length (const Bitrix24Request *request)
{
  return request->parts ? request->parts->len : 0;
}

Bitrix24Reply *
bitrix24_batch_reply (const Bitrix24Request *request, const Bitrix24Reply *reply, guint index,
                      GError **error)
{
  g_autofree char *name = command_name (index);

  return bitrix24_reply_new_part (reply, g_array_index (request->parts, Bitrix24Method, index),
                                  name, error);
}
