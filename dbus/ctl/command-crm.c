/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "crm-backend.h"
#include "json-output.h"
#include "properties.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>

typedef gboolean (*Run) (Client *client, const CrmOptions *options, const char *const *words,
                         GError **error);

static void
crm_options_clear (CrmOptions *options)
{
  g_free (options->name);
  g_free (options->responsible);
  g_free (options->kind);
  g_free (options->secret_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmOptions, crm_options_clear)

static gboolean
parse_message (const char *text, guint64 *id, GError **error)
{
  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT64, id, NULL))
    return TRUE;
  g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                       "Name a message by the ID that posthornctl list shows");
  return FALSE;
}

static gboolean
save (Client *client, const CrmOptions *options, const char *const *words, GError **error)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) record = NULL;
  g_autofree char *responsible = NULL;
  guint64 id;

  if (!parse_message (words[0], &id, error))
    return FALSE;
  answer = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"), "Save",
                            g_variant_new ("(ta{sv})", id, NULL), "(a{sv})", error);
  if (answer == NULL)
    return FALSE;
  record = g_variant_get_child_value (answer, 0);
  responsible = text_line (properties_string (record, "responsible"));
  if (client->json)
    json_output_document (record);
  else
    printf ("Message %" G_GUINT64_FORMAT " %s saved as record %s of customer %s; %s sees to it.\n",
            id, properties_boolean (record, "created") ? "is" : "was already",
            properties_string (record, "record"), properties_string (record, "customer"),
            responsible);
  return TRUE;
}

static gboolean
exclude (Client *client, const CrmOptions *options, const char *const *words, GError **error)
{
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) answer = NULL;
  guint64 id;

  if (!parse_message (words[0], &id, error))
    return FALSE;
  if (options->exception)
    g_variant_dict_insert (&values, "add-exception", "b", TRUE);
  answer = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"), "Exclude",
                            g_variant_new ("(t@a{sv})", id, g_variant_dict_end (&values)), "()",
                            error);
  if (answer != NULL && !client->json)
    printf ("Message %" G_GUINT64_FORMAT " is not in CRM.\n", id);
  return answer != NULL;
}

static void
print_record (GVariant *record)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *saved = text_date_full (properties_int64 (record, "saved"), zone);

  terminal_print_field ("Record", properties_string (record, "record"));
  terminal_print_field ("Customer", properties_string (record, "customer"));
  terminal_print_field (properties_boolean (record, "outgoing") ? "To" : "From",
                        properties_string (record, "address"));
  terminal_print_field ("Subject", properties_string (record, "subject"));
  terminal_print_field ("Responsible", properties_string (record, "responsible"));
  terminal_print_field ("Saved", saved);
  if (*properties_string (record, "problem") != '\0')
    terminal_print_field ("Trouble", properties_string (record, "problem"));
}

static gboolean
records (Client *client, const CrmOptions *options, const char *const *words, GError **error)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) rows = NULL;
  guint64 id;

  if (!parse_message (words[0], &id, error))
    return FALSE;
  answer = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"), "Records",
                            g_variant_new ("(t)", id), "(aa{sv})", error);
  if (answer == NULL)
    return FALSE;
  rows = g_variant_get_child_value (answer, 0);
  if (client->json)
    json_output_document (rows);
  for (gsize i = 0; !client->json && i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) record = g_variant_get_child_value (rows, i);
      print_record (record);
    }
  if (!client->json && g_variant_n_children (rows) == 0 && terminal_width () > 0)
    puts ("The message is not saved to CRM.");
  return TRUE;
}

static gboolean
show_exceptions (Client *client, GError **error)
{
  g_autoptr (GVariant) properties
      = connection_properties (client->bus, ROOT_PATH, IFACE ("Crm"), error);
  g_auto (GStrv) entries = properties ? properties_list (properties, "Exceptions") : NULL;

  if (properties == NULL)
    return FALSE;
  if (client->json)
    json_output_document (g_variant_new_strv ((const char *const *) entries, -1));
  for (gsize i = 0; !client->json && entries[i] != NULL; i++)
    {
      g_autofree char *line = text_line (entries[i]);
      puts (line);
    }
  return TRUE;
}

static gboolean
exceptions (Client *client, const CrmOptions *options, const char *const *words, GError **error)
{
  gboolean adds = words[0] != NULL && g_str_equal (words[0], "add");
  g_autoptr (GVariant) answer = NULL;

  if (words[0] == NULL)
    return show_exceptions (client, error);
  if (words[1] == NULL || (!adds && !g_str_equal (words[0], "remove")))
    {
      g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                           "Say posthornctl crm exceptions alone, or with add ADDRESS… or remove "
                           "ADDRESS…");
      return FALSE;
    }
  answer = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"),
                            adds ? "AddExceptions" : "RemoveExceptions",
                            g_variant_new ("(^as)", words + 1), "()", error);
  if (answer != NULL && !client->json)
    puts (adds ? "New mail of these is not saved to CRM any more."
               : "New mail of these can be saved to CRM again.");
  return answer != NULL;
}

static Run
find (const char *name)
{
  static const struct
  {
    const char *name;
    Run run;
  } table[] = {
    { "status", crm_backend_show },
    { "backend", crm_backend_choose },
    { "configure", crm_backend_configure },
    { "secret", crm_backend_secret },
    { "save", save },
    { "exclude", exclude },
    { "records", records },
    { "exceptions", exceptions },
    { "customers", crm_people_customers },
    { "customer", crm_people_customer },
    { "employees", crm_people_employees },
    { "employee", crm_people_employee },
  };

  if (name == NULL)
    return crm_backend_show;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].name, name))
      return table[i].run;
  return NULL;
}

gboolean
command_crm (Client *client, GStrv *arguments, GError **error)
{
  g_auto (CrmOptions) options = { 0 };
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, "Of an employee, or a customer's new name",
      "NAME" },
    { "responsible", 0, 0, G_OPTION_ARG_STRING, &options.responsible,
      "Who sees to the customer, by login", "LOGIN" },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, "contact, company or lead", "KIND" },
    { "exception", 0, 0, G_OPTION_ARG_NONE, &options.exception,
      "Do not save new mail of this address either", NULL },
    { "secret-file", 0, 0, G_OPTION_ARG_FILENAME, &options.secret_file,
      "Read the secret from the first line of FILE, or of standard input (-)", "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  const char *const *words;
  Run run;

  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  words = (const char *const *) *arguments;
  run = find (words[0]);
  if (run != NULL)
    return run (client, &options, words[0] ? words + 1 : words, error);
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
               "posthornctl crm knows status, backend, configure, secret, save, exclude, records, "
               "customers, customer, employees, employee and exceptions, but not %s",
               words[0]);
  return FALSE;
}
