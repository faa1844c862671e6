/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "text.h"

#include <locale.h>
#include <stdio.h>

#define ARGUMENTS_WIDTH 20

static const Command commands[] = {
  { "status", "", "Show how the daemon and its accounts are", 0, 0, command_status },
  { "add", "ADDRESS", "Connect a mailbox", 1, 1, command_add },
  { "accounts", "", "List the accounts", 0, 0, command_accounts },
  { "folders", "[ACCOUNT]", "List the folders", 0, 1, command_folders },
  { "folder", "create|select|unselect|role FOLDER [ROLE]",
    "Make a folder, synchronise it or not, say what it is for", 2, 3, command_folder },
  { "list", "[ACCOUNT|FOLDER]", "List messages, newest first", 0, 1, command_list },
  { "search", "WORDS…", "List messages that have all the words", 1, G_MAXUINT, command_search },
  { "show", "ID", "Show a message", 1, 1, command_show },
  { "save", "ID PART [FILE]", "Save an attachment", 2, 3, command_save },
  { "thread", "ID", "List the conversation a message belongs to", 1, 1, command_thread },
  { "read", "ID…", "Mark messages as read", 1, G_MAXUINT, command_mark },
  { "unread", "ID…", "Mark messages as unread", 1, G_MAXUINT, command_mark },
  { "flag", "ID…", "Flag messages", 1, G_MAXUINT, command_flag },
  { "unflag", "ID…", "Take the flag from messages", 1, G_MAXUINT, command_flag },
  { "move", "ID… FOLDER", "Move messages to a folder", 2, G_MAXUINT, command_move },
  { "copy", "ID… FOLDER", "Copy messages to a folder", 2, G_MAXUINT, command_move },
  { "archive", "ID…", "Move messages to the archive", 1, G_MAXUINT, command_mark },
  { "spam", "ID…", "Move messages to junk", 1, G_MAXUINT, command_spam },
  { "not-spam", "ID…", "Move messages back to the inbox", 1, G_MAXUINT, command_mark },
  { "delete", "ID…", "Move messages to trash, or remove them for good", 1, G_MAXUINT,
    command_delete },
  { "mark-all-read", "FOLDER", "Mark a whole folder as read", 1, 1, command_sweep },
  { "empty", "FOLDER", "Remove all that lies in trash or junk for good", 1, 1, command_sweep },
  { "changes", "[REVISION]", "Tell which messages have changed since then", 0, 1, command_changes },
  { "send", "", "Send a message", 0, 0, command_send },
  { "reply", "ID", "Answer a message", 1, 1, command_reply },
  { "forward", "ID", "Hand a message on", 1, 1, command_forward },
  { "outbox", "[ID]", "Show what is on its way out", 0, 1, command_outbox },
  { "cancel", "ID…", "Stop messages in the outbox", 1, G_MAXUINT, command_cancel },
  { "retry", "ID…", "Try again at once to send messages", 1, G_MAXUINT, command_retry },
  { "resolve", "ID sent|not-sent", "Say what became of a message in the state unknown", 2, 2,
    command_resolve },
  { "draft", "[new] | edit|send|discard ID", "Show, write, send or discard drafts", 0, 2,
    command_draft },
  { "signature", "[add|list] | update|remove ID | choose SENDER", "Show or change signatures", 0, 2,
    command_signature },
  { "sync", "[ACCOUNT|FOLDER]", "Check for mail now", 0, 1, command_sync },
  { "route", "ACCOUNT [off|assign|forward]", "Show or set what becomes of customers' mail", 1, 2,
    command_route },
  { "why", "ACCOUNT", "Explain when an account is checked, and why", 1, 1, command_why },
  { "presence", "[seat|employee WORD]", "Show or set who is there and who works", 0, 2,
    command_presence },
  { "here", "[EMPLOYEE]", "Say that somebody is at work, for scripts and editors", 0, 1,
    command_here },
  { "blacklist", "[add|remove ENTRY…]", "Show or change whose mail is unwanted", 0, G_MAXUINT,
    command_blacklist },
  { "crm", "[save|customers|backend|…]",
    "Save mail to CRM; show or change whom it knows, and where", 0, G_MAXUINT, command_crm },
  { "task", "[add|done|remove ID]", "List tasks, make one of a message, end it", 0, 2,
    command_task },
  { "unprocessed", "[ACCOUNT|FOLDER]", "List messages that nobody has dealt with", 0, 1,
    command_unprocessed },
  { "watch", "", "Print what happens, until Ctrl-C", 0, 0, command_watch },
  { "secret", "ACCOUNT", "Set a new password", 1, 1, command_secret },
  { "remove", "ACCOUNT", "Disconnect a mailbox and forget its mail here", 1, 1, command_remove },
};

static const Command *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

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
        "Controls the mail daemon Posthorn.\n\nCommands:");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    print_command (commands[i].name, commands[i].arguments, commands[i].summary);
  print_command ("help", "[COMMAND]", "Show this, or the options of a command");
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
  client->command = find_command (name);
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
