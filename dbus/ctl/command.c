/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "json-output.h"
#include "terminal.h"
#include "text.h"
#include "usage.h"

#include <stdio.h>

/* What follows "posthornctl NAME [OPTION…]" in the help, each form in a line of its own. */
static char *
describe_forms (const Command *command)
{
  GString *lines = g_string_new (NULL);

  for (gsize i = 0; command->forms[i] != NULL; i++)
    if (i == 0)
      g_string_append (lines, command->forms[i]);
    else
      g_string_append_printf (lines, "\n  posthornctl %s [OPTION…] %s", command->name,
                              command->forms[i]);
  return g_string_free (lines, FALSE);
}

static GOptionContext *
new_context (Client *client, const GOptionEntry *entries)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &client->json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *forms = describe_forms (client->command);
  GOptionContext *context = g_option_context_new (forms);

  g_option_context_set_summary (context, client->command->summary);
  g_option_context_set_description (context, "See posthornctl(1) for more.");
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  return context;
}

/* Drops the program's name and a "--" that ended the options. */
static void
keep_arguments (GStrv *arguments)
{
  gboolean ended = (*arguments)[1] != NULL && g_str_equal ((*arguments)[1], "--");
  GStrv rest = g_strdupv (*arguments + (ended ? 2 : 1));

  g_strfreev (*arguments);
  *arguments = rest;
}

static gboolean
check_usage (const Command *command, const char *const *words, GError **error)
{
  g_autofree char *forms = NULL;
  const char *odd = NULL;

  if (usage_fits (command->forms, words, &odd))
    return TRUE;
  forms = usage_describe (command->name, command->forms);
  if (odd != NULL)
    g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE, "«%s» does not belong there; say %s", odd,
                 forms);
  else
    g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE, "Something is missing; say %s", forms);
  return FALSE;
}

static void
note_options (Client *client, const GOptionEntry *entries)
{
  for (; entries != NULL && entries->long_name != NULL; entries++)
    g_array_append_val (client->listing, *entries);
}

GArray *
command_options (const Command *command)
{
  Client client = { .command = command };
  g_auto (GStrv) arguments = g_new0 (char *, 1);
  g_autoptr (GError) stopped = NULL;

  client.listing = g_array_new (FALSE, FALSE, sizeof (GOptionEntry));
  command->run (&client, &arguments, &stopped);
  return client.listing;
}

gboolean
command_parse (Client *client, const GOptionEntry *entries, GStrv *arguments, GError **error)
{
  g_autoptr (GOptionContext) context = NULL;
  g_autofree char *program = g_strconcat ("posthornctl ", client->command->name, NULL);

  if (client->listing != NULL)
    {
      note_options (client, entries);
      return FALSE;
    }
  context = new_context (client, entries);
  g_set_prgname (program);
  if (!g_option_context_parse_strv (context, arguments, error))
    return FALSE;
  keep_arguments (arguments);
  return check_usage (client->command, (const char *const *) *arguments, error);
}

gboolean
command_begin (Client *client, const GOptionEntry *entries, GStrv *arguments, GError **error)
{
  if (!command_parse (client, entries, arguments, error))
    return FALSE;
  client->bus = connection_open (error);
  return client->bus != NULL;
}

void
command_report (Client *client, const char *sentence, GVariant *document)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (document);
  g_autofree char *harmless = text_line (sentence);

  if (client->json)
    json_output_document (owned);
  else
    puts (harmless);
}

gboolean
command_confirm (const char *question, GError **error)
{
  if (!terminal_can_ask ())
    {
      g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                           "There is no terminal to ask on, so nothing was done; say --yes to do "
                           "it without being asked");
      return FALSE;
    }
  if (terminal_confirm (question))
    return TRUE;
  g_set_error_literal (error, CTL_ERROR, CTL_ERROR_FAILED, "Nothing was done");
  return FALSE;
}

gboolean
command_parse_id (const char *text, const char *list, guint64 *id, GError **error)
{
  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT64, id, NULL))
    return TRUE;
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
               "«%s» is no id; posthornctl %s shows them in its first column", text, list);
  return FALSE;
}
