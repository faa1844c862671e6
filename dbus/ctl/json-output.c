/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json-output.h"
#include "connection.h"
#include "text.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <unistd.h>

/* json-glib escapes the ASCII control characters; beyond ASCII there are only strings. */
static char *
escape_hidden (const char *text)
{
  GString *escaped = g_string_new (NULL);

  for (const char *at = text; *at; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (text_is_hidden (character))
        g_string_append_printf (escaped, "\\u%04x", character);
      else
        g_string_append_unichar (escaped, character);
    }
  return g_string_free (escaped, FALSE);
}

char *
json_output_to_text (GVariant *value, gboolean pretty)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  g_autoptr (JsonNode) node = json_gvariant_serialize (owned);
  g_autofree char *text = json_to_string (node, pretty);

  return escape_hidden (text);
}

void
json_output_document (GVariant *value)
{
  g_autofree char *text = json_output_to_text (value, isatty (STDOUT_FILENO));

  puts (text);
}

void
json_output_line (GVariant *value)
{
  g_autofree char *text = json_output_to_text (value, FALSE);

  puts (text);
  fflush (stdout);
}

GVariant *
json_output_object (const char *path, GVariant *properties)
{
  g_auto (GVariantDict) object = G_VARIANT_DICT_INIT (NULL);
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_dict_insert (&object, "object", "o", path);
  g_variant_iter_init (&iter, properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autofree char *key = text_dashed (name);

      g_variant_dict_insert_value (&object, key, value);
    }
  return g_variant_dict_end (&object);
}

GVariant *
json_output_objects (GPtrArray *objects)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < objects->len; i++)
    {
      RemoteObject *object = g_ptr_array_index (objects, i);

      g_variant_builder_add_value (&builder, json_output_object (object->path, object->properties));
    }
  return g_variant_builder_end (&builder);
}
