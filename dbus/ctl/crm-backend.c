/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-backend.h"

#include "json-output.h"
#include "properties.h"
#include "secret.h"
#include "terminal.h"
#include "text.h"

#include <gio/gunixfdlist.h>
#include <stdio.h>
#include <unistd.h>

static GVariant *
call (Client *client, const char *method, GVariant *arguments, const char *answer, GError **error)
{
  return connection_call (client->bus, ROOT_PATH, IFACE ("Crm"), method, arguments, answer, error);
}

/* NULL with ERROR. */
static GVariant *
read_settings (Client *client, GError **error)
{
  g_autoptr (GVariant) answer = call (client, "GetConfig", NULL, "(a{sv})", error);

  return answer ? g_variant_get_child_value (answer, 0) : NULL;
}

static char *
value_text (GVariant *value)
{
  g_autofree const char **list = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      list = g_variant_get_strv (value, NULL);
      return g_strjoinv (",", (char **) list);
    }
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL)
                                                             : g_variant_print (value, FALSE);
}

static void
print_settings (GVariant *settings)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, settings);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      g_autofree char *text = value_text (value);
      if (*text != '\0')
        terminal_print_field (key, text);
    }
}

static void
print (GVariant *properties, GVariant *settings)
{
  g_auto (GStrv) exceptions = properties_list (properties, "Exceptions");
  g_autofree char *count = g_strdup_printf ("%u", exceptions ? g_strv_length (exceptions) : 0);
  const char *name, *message;

  properties_pair (properties, "LastError", &name, &message);
  terminal_print_field ("Backend", properties_string (properties, "Backend"));
  terminal_print_field ("State", properties_string (properties, "State"));
  print_settings (settings);
  terminal_print_field ("Exceptions", count);
  if (*message != '\0')
    terminal_print_field ("Trouble", message);
}

static void
print_json (GVariant *properties, GVariant *settings)
{
  g_autoptr (GVariant) object = g_variant_ref_sink (json_output_object (ROOT_PATH, properties));
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (object);

  g_variant_dict_insert_value (&document, "Settings", settings);
  json_output_document (g_variant_dict_end (&document));
}

gboolean
crm_backend_show (Client *client, const CrmOptions *options, const char *const *words,
                  GError **error)
{
  g_autoptr (GVariant) properties
      = connection_properties (client->bus, ROOT_PATH, IFACE ("Crm"), error);
  g_autoptr (GVariant) settings = properties ? read_settings (client, error) : NULL;

  if (settings == NULL)
    return FALSE;
  if (client->json)
    print_json (properties, settings);
  else
    print (properties, settings);
  return TRUE;
}

gboolean
crm_backend_choose (Client *client, const CrmOptions *options, const char *const *words,
                    GError **error)
{
  g_autoptr (GVariant) answer = NULL;

  if (words[0] == NULL)
    return crm_backend_show (client, options, words, error);
  answer = connection_call (
      client->bus, ROOT_PATH, "org.freedesktop.DBus.Properties", "Set",
      g_variant_new ("(ssv)", IFACE ("Crm"), "Backend", g_variant_new_string (words[0])), "()",
      error);
  return answer != NULL && crm_backend_show (client, options, words + 1, error);
}

/* NULL with ERROR: TEXT does not do for KEY, whose value is like MODEL. */
static GVariant *
parse_value (const char *key, const char *text, GVariant *model, GError **error)
{
  g_auto (GStrv) list = NULL;

  if (g_variant_is_of_type (model, G_VARIANT_TYPE_STRING))
    return g_variant_new_string (text);
  if (g_variant_is_of_type (model, G_VARIANT_TYPE_STRING_ARRAY))
    {
      list = g_strsplit (text, ",", -1);
      return g_variant_new_strv ((const char *const *) list, *text ? -1 : 0);
    }
  if (g_str_equal (text, "yes") || g_str_equal (text, "no"))
    return g_variant_new_boolean (*text == 'y');
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE, "%s is yes or no; say %s=yes", key, key);
  return NULL;
}

static gboolean
add_setting (GVariantDict *values, const char *word, GVariant *settings, GError **error)
{
  const char *equals = strchr (word, '=');
  g_autofree char *key = equals ? g_strndup (word, (gsize) (equals - word)) : NULL;
  g_autoptr (GVariant) model = key ? g_variant_lookup_value (settings, key, NULL) : NULL;
  GVariant *value;

  if (key == NULL)
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "Say what is to be set: posthornctl crm configure KEY=VALUE…, not %s", word);
      return FALSE;
    }
  /* One that the daemon does not know is refused by it, with those that it does. */
  value = model ? parse_value (key, equals + 1, model, error) : g_variant_new_string (equals + 1);
  if (value != NULL)
    g_variant_dict_insert_value (values, key, value);
  return value != NULL;
}

gboolean
crm_backend_configure (Client *client, const CrmOptions *options, const char *const *words,
                       GError **error)
{
  g_autoptr (GVariant) settings = read_settings (client, error);
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) answer = NULL;

  if (settings == NULL)
    return FALSE;
  for (; *words != NULL; words++)
    if (!add_setting (&values, *words, settings, error))
      return FALSE;
  answer = call (client, "Configure", g_variant_new ("(@a{sv})", g_variant_dict_end (&values)),
                 "()", error);
  return answer != NULL && crm_backend_show (client, options, words, error);
}

static gboolean
set_secret (Client *client, const char *kind, const char *secret, GError **error)
{
  g_autoptr (GUnixFDList) descriptors = g_unix_fd_list_new ();
  g_autoptr (GVariant) answer = NULL;
  int descriptor = secret_to_fd (secret, error);
  int handle;

  if (descriptor < 0)
    return FALSE;
  handle = g_unix_fd_list_append (descriptors, descriptor, error);
  close (descriptor);
  if (handle < 0)
    return FALSE;
  answer
      = connection_call_fds (client->bus, ROOT_PATH, IFACE ("Crm"), "SetSecret",
                             g_variant_new ("(sh)", kind, handle), "()", descriptors, NULL, error);
  return answer != NULL;
}

gboolean
crm_backend_secret (Client *client, const CrmOptions *options, const char *const *words,
                    GError **error)
{
  g_autoptr (GVariant) properties
      = connection_properties (client->bus, ROOT_PATH, IFACE ("Crm"), error);
  const char *backend = properties ? properties_string (properties, "Backend") : NULL;
  const char *kind = g_strcmp0 (backend, "bitrix24") == 0 ? "webhook" : "password";
  g_autofree char *prompt = g_strdup_printf ("New %s for %s: ", kind, backend);
  char *secret;
  gboolean ok = FALSE;

  if (properties == NULL)
    return FALSE;
  secret = secret_read (options->secret_file, prompt, error);
  if (secret != NULL && *secret == '\0')
    g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                         "Nothing was entered; the old one stays");
  else if (secret != NULL)
    ok = set_secret (client, kind, secret, error);
  secret_free (secret);
  return ok && crm_backend_show (client, options, words, error);
}
