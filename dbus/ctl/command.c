/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "terminal.h"

static GOptionContext *
new_context (Client *client, const GOptionEntry *entries)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &client->json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (client->command->arguments);

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

gboolean
command_begin (Client *client, const GOptionEntry *entries, GStrv *arguments, GError **error)
{
  g_autoptr (GOptionContext) context = new_context (client, entries);
  g_autofree char *program = g_strconcat ("posthornctl ", client->command->name, NULL);
  guint count;

  g_set_prgname (program);
  if (!g_option_context_parse_strv (context, arguments, error))
    return FALSE;
  keep_arguments (arguments);
  count = g_strv_length (*arguments);
  if (count < client->command->minimum || count > client->command->maximum)
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "This command is used as: posthornctl %s [OPTION…] %s", client->command->name,
                   client->command->arguments);
      return FALSE;
    }
  client->bus = connection_open (error);
  return client->bus != NULL;
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
