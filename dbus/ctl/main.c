/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command-table.h"
#include "completion-source.h"
#include "text.h"

#include <locale.h>
#include <stdio.h>

#define ARGUMENTS_WIDTH 20

/* Aligned by characters, which printf() is not; long arguments push the summary to its own line. */
static void
print_command (const char *name, const char *arguments, const char *summary)
{
  glong width = g_utf8_strlen (arguments, -1);

  printf ("  %-13s %s", name, arguments);
  if (width > ARGUMENTS_WIDTH)
    printf ("\n%*s%s\n", ARGUMENTS_WIDTH + 18, "", summary);
  else
    printf ("%*s%s\n", ARGUMENTS_WIDTH + 2 - (int) width, "", summary);
}

static void
print_help (void)
{
  puts ("Usage: posthornctl [--json] COMMAND [OPTION…] [ARGUMENT…]\n\n"
        "Controls the mail daemon Posthorn.");
  for (const Command *command = command_table; command->summary != NULL; command++)
    if (command->name == NULL)
      printf ("\n%s:\n", command->summary);
    else
      print_command (command->name, command->forms[1] ? "…" : command->forms[0], command->summary);
  print_command ("help", "[COMMAND]", "Show this, or how a command is used");
  puts ("\nOptions:\n"
        "  --json      Print JSON\n"
        "  --version   Print the version\n"
        "  --help      Show this\n\n"
        "An ACCOUNT is given by id, name or address, a FOLDER as ACCOUNT/FOLDER, for example\n"
        "work/inbox. An ID is the first column of list; «-» reads many from standard input, as\n"
        "list --json prints them. See posthornctl(1) for more.");
}

static gboolean
run_command (Client *client, const char *name, GStrv *arguments, GError **error)
{
  client->command = command_find (name);
  if (client->command != NULL)
    return client->command->run (client, arguments, error);
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
               "There is no command «%s»; posthornctl --help lists them", name);
  return FALSE;
}

static gboolean
run_help (Client *client, const char *const *rest, GError **error)
{
  g_auto (GStrv) arguments = NULL;
  const char *const wanted[] = { "posthornctl", "--help", NULL };

  if (rest[0] == NULL || g_str_equal (rest[0], "help"))
    {
      print_help ();
      return TRUE;
    }
  arguments = g_strdupv ((GStrv) wanted);
  return run_command (client, rest[0], &arguments, error);
}

/* For the completion of shells; what they typed need not be well-formed. */
static void
complete (const char *const *words)
{
  gboolean marked = words[0] != NULL && g_str_equal (words[0], "--");
  g_autofree char *lines = completion_lines (words + marked, completion_source_ask);

  fputs (lines, stdout);
}

/* The options before the command. */
static gboolean
parse_globals (GStrv *arguments, gboolean *json, gboolean *version, gboolean *help, GError **error)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, json, NULL, NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, version, NULL, NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, help, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse_strv (context, arguments, error);
}

static gboolean
check_encoding (GStrv arguments, GError **error)
{
  for (gsize i = 0; arguments[i] != NULL; i++)
    if (!g_utf8_validate (arguments[i], -1, NULL))
      {
        g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                     "Argument %" G_GSIZE_FORMAT " is not valid UTF-8; type it again", i);
        return FALSE;
      }
  return TRUE;
}

static gboolean
run (Client *client, GStrv *arguments, GError **error)
{
  gboolean version = FALSE;
  gboolean help = FALSE;
  g_auto (GStrv) rest = NULL;

  if (!check_encoding (*arguments, error)
      || !parse_globals (arguments, &client->json, &version, &help, error))
    return FALSE;
  if (version)
    puts ("posthornctl " VERSION);
  else if (help)
    print_help ();
  else if ((*arguments)[1] == NULL)
    {
      g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                           "Which command? posthornctl --help lists them");
      return FALSE;
    }
  else if (g_str_equal ((*arguments)[1], "help"))
    return run_help (client, (const char *const *) *arguments + 2, error);
  else if (g_str_equal ((*arguments)[1], "complete"))
    complete ((const char *const *) *arguments + 2);
  else
    {
      rest = g_strdupv (*arguments + 1);
      return run_command (client, (*arguments)[1], &rest, error);
    }
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  Client client = { 0 };
  gboolean ok;

  /* Arguments and output are UTF-8, whatever the locale is; messages are English. */
  setlocale (LC_CTYPE, "C.UTF-8");
  ok = run (&client, &arguments, &error);
  g_clear_object (&client.bus);
  if (ok)
    return 0;
  message = text_line (error->message);
  fprintf (stderr, "posthornctl: %s\n", message);
  return ctl_error_exit_code (error);
}
