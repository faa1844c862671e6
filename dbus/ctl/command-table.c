/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command-table.h"

#include "commands.h"

#define FORMS(...)                                                                                 \
  (const char *const[]) { __VA_ARGS__, NULL }
#define TITLE(text)                                                                                \
  {                                                                                                \
    .summary = text                                                                                \
  }

const Command command_table[] = {
  TITLE ("Accounts"),
  { "add", FORMS ("ADDRESS"), "Connect a mailbox", command_add },
  { "accounts", FORMS (""), "List the accounts", command_accounts },
  { "config", FORMS ("ACCOUNT [KEY=VALUE…]"), "Show or change the settings of an account",
    command_config },
  { "name", FORMS ("ACCOUNT [NAME]"), "Show or say what you call an account", command_setting },
  { "owner", FORMS ("ACCOUNT [LOGIN]"), "Show or say whose an account is", command_setting },
  { "push", FORMS ("ACCOUNT [off|when-active|always]"), "Show or say when new mail comes at once",
    command_setting },
  { "notify", FORMS ("ACCOUNT [off|inbox|all]"), "Show or say which new mail you are told of",
    command_setting },
  { "route", FORMS ("ACCOUNT [off|assign|forward]"),
    "Show or say what is done with mail of existing customers", command_setting },
  { "secret", FORMS ("ACCOUNT"), "Set a new password", command_secret },
  { "disable", FORMS ("ACCOUNT"), "Disconnect an account for a while, keeping its mail",
    command_switch },
  { "enable", FORMS ("ACCOUNT"), "Connect it again", command_switch },
  { "remove", FORMS ("ACCOUNT"), "Disconnect a mailbox and forget its mail here", command_remove },

  TITLE ("Folders"),
  { "folders", FORMS ("[ACCOUNT]"), "List the folders", command_folders },
  { "folder", FORMS ("create|select|unselect FOLDER", "role FOLDER ROLE"),
    "Make a folder, synchronise it or not, say what it is for", command_folder },

  TITLE ("Reading"),
  { "list", FORMS ("[ACCOUNT|FOLDER]"), "List messages, newest first", command_list },
  { "search", FORMS ("WORDS…"), "List messages that have all the words", command_search },
  { "unprocessed", FORMS ("[ACCOUNT|FOLDER]"), "List messages that nobody has dealt with",
    command_unprocessed },
  { "thread", FORMS ("ID"), "List the conversation a message belongs to", command_thread },
  { "show", FORMS ("ID"), "Show a message", command_show },
  { "save", FORMS ("ID PART [FILE]"), "Save an attachment", command_save },
  { "changes", FORMS ("[REVISION]"), "Tell which messages have changed since then",
    command_changes },

  TITLE ("Dealing with messages"),
  { "read", FORMS ("ID…"), "Mark messages as read", command_mark },
  { "unread", FORMS ("ID…"), "Mark messages as unread", command_mark },
  { "flag", FORMS ("ID…"), "Flag messages", command_flag },
  { "unflag", FORMS ("ID…"), "Take the flag from messages", command_flag },
  { "move", FORMS ("ID… FOLDER"), "Move messages to a folder", command_move },
  { "copy", FORMS ("ID… FOLDER"), "Copy messages to a folder", command_move },
  { "archive", FORMS ("ID…"), "Move messages to the archive", command_mark },
  { "spam", FORMS ("ID…"), "Move messages to junk", command_spam },
  { "not-spam", FORMS ("ID…"), "Move messages back to the inbox", command_mark },
  { "delete", FORMS ("ID…"), "Move messages to trash, or remove them for good", command_delete },
  { "mark-all-read", FORMS ("FOLDER"), "Mark a whole folder as read", command_sweep },
  { "empty", FORMS ("FOLDER"), "Remove all that lies in trash or junk for good", command_sweep },

  TITLE ("Writing"),
  { "send", FORMS (""), "Send a message", command_send },
  { "reply", FORMS ("ID"), "Answer a message", command_reply },
  { "forward", FORMS ("ID"), "Hand a message on", command_forward },
  { "draft", FORMS ("[list]", "new", "edit|send|discard ID"), "Show, write, send or discard drafts",
    command_draft },
  { "signature", FORMS ("[list]", "add", "update|remove ID", "choose SENDER"),
    "Show or change signatures", command_signature },
  { "outbox", FORMS ("[ID]"), "Show what is on its way out", command_outbox },
  { "cancel", FORMS ("ID…"), "Stop messages in the outbox", command_cancel },
  { "retry", FORMS ("ID…"), "Try again at once to send messages", command_retry },
  { "resolve", FORMS ("ID sent|not-sent"), "Say what became of a message in the state unknown",
    command_resolve },

  TITLE ("When mail is checked"),
  { "sync", FORMS ("[ACCOUNT|FOLDER]"), "Check for mail now", command_sync },
  { "jobs", FORMS ("", "cancel JOB"), "List what is being done, or stop it", command_jobs },
  { "pause", FORMS (""), "Stop checking by itself", command_pause },
  { "resume", FORMS (""), "Go on checking", command_pause },
  { "why", FORMS ("ACCOUNT"), "Explain when an account is checked, and why", command_why },
  { "presence", FORMS ("", "seat active|online|ignore", "employee LOGIN"),
    "Show or set who is there and who works", command_presence },
  { "here", FORMS ("[LOGIN]"), "Say that somebody is at work, for scripts and editors",
    command_here },

  TITLE ("Unwanted mail, customers and tasks"),
  { "blacklist", FORMS ("", "add|remove ENTRY…"), "Show or change whose mail is unwanted",
    command_blacklist },
  { "crm",
    FORMS ("[status]", "save|exclude|records ID", "exceptions", "exceptions add|remove ADDRESS…",
           "customers [ADDRESS]", "customer add NAME [ADDRESS…]",
           "customer change CUSTOMER [ADDRESS…]", "customer remove CUSTOMER", "employees",
           "employee add|change LOGIN [ADDRESS…]", "employee remove LOGIN",
           "backend local|bitrix24|dav", "configure [KEY=VALUE…]", "secret"),
    "Save mail to CRM; show or change whom it knows, and where", command_crm },
  { "task", FORMS ("", "add ID", "done|remove TASK"), "List tasks, make one of a message, end it",
    command_task },

  TITLE ("The daemon"),
  { "status", FORMS (""), "Show how the daemon and its accounts are", command_status },
  { "doctor", FORMS (""), "Look whether all is well, and say what to do", command_doctor },
  { "watch", FORMS (""), "Print what happens, until Ctrl-C", command_watch },
  { NULL },
};

const Command *
command_find (const char *name)
{
  for (const Command *command = command_table; command->summary != NULL; command++)
    if (command->name != NULL && g_str_equal (command->name, name))
      return command;
  return NULL;
}
