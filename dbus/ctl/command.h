/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A command: its name, its help, and a function that does it, grouped by noun in command-*.c;
 * main.c finds it by name. It prints its own result; the code of its error is the exit code.
 */
#pragma once

#include "connection.h"

typedef struct _Command Command;

typedef struct
{
  const Command *command;
  GDBusConnection *bus; /* NULL until command_begin() */
  gboolean json;
} Client;

/* ARGUMENTS: what followed the name, the name of the program first. */
typedef gboolean (*CommandRun) (Client *client, GStrv *arguments, GError **error);

struct _Command
{
  const char *name;
  const char *arguments; /* "[ACCOUNT]" */
  const char *summary;
  guint minimum; /* how many arguments besides options */
  guint maximum;
  CommandRun run;
};

/* Reads the options in ENTRIES (may be NULL) and connects to the bus. ARGUMENTS is left with the
 * other arguments only. */
gboolean command_begin (Client *client, const GOptionEntry *entries, GStrv *arguments,
                        GError **error);

/* Before what cannot be undone: asks QUESTION on the terminal. FALSE: no, or nobody to ask. */
gboolean command_confirm (const char *question, GError **error);

/* TEXT as an id of what posthornctl LIST shows. */
gboolean command_parse_id (const char *text, const char *list, guint64 *id, GError **error);

gboolean command_status (Client *client, GStrv *arguments, GError **error);
gboolean command_add (Client *client, GStrv *arguments, GError **error);
gboolean command_accounts (Client *client, GStrv *arguments, GError **error);
gboolean command_route (Client *client, GStrv *arguments, GError **error);
gboolean command_secret (Client *client, GStrv *arguments, GError **error);
gboolean command_remove (Client *client, GStrv *arguments, GError **error);
gboolean command_folders (Client *client, GStrv *arguments, GError **error);
gboolean command_folder (Client *client, GStrv *arguments, GError **error);
gboolean command_list (Client *client, GStrv *arguments, GError **error);
gboolean command_search (Client *client, GStrv *arguments, GError **error);
gboolean command_show (Client *client, GStrv *arguments, GError **error);
gboolean command_save (Client *client, GStrv *arguments, GError **error);
gboolean command_thread (Client *client, GStrv *arguments, GError **error);
gboolean command_changes (Client *client, GStrv *arguments, GError **error);
gboolean command_mark (Client *client, GStrv *arguments, GError **error);
gboolean command_flag (Client *client, GStrv *arguments, GError **error);
gboolean command_move (Client *client, GStrv *arguments, GError **error);
gboolean command_spam (Client *client, GStrv *arguments, GError **error);
gboolean command_delete (Client *client, GStrv *arguments, GError **error);
gboolean command_sweep (Client *client, GStrv *arguments, GError **error);
gboolean command_send (Client *client, GStrv *arguments, GError **error);
gboolean command_reply (Client *client, GStrv *arguments, GError **error);
gboolean command_forward (Client *client, GStrv *arguments, GError **error);
gboolean command_outbox (Client *client, GStrv *arguments, GError **error);
gboolean command_cancel (Client *client, GStrv *arguments, GError **error);
gboolean command_retry (Client *client, GStrv *arguments, GError **error);
gboolean command_resolve (Client *client, GStrv *arguments, GError **error);
gboolean command_draft (Client *client, GStrv *arguments, GError **error);
gboolean command_signature (Client *client, GStrv *arguments, GError **error);
gboolean command_sync (Client *client, GStrv *arguments, GError **error);
gboolean command_why (Client *client, GStrv *arguments, GError **error);
gboolean command_blacklist (Client *client, GStrv *arguments, GError **error);
gboolean command_crm (Client *client, GStrv *arguments, GError **error);
gboolean command_task (Client *client, GStrv *arguments, GError **error);
gboolean command_unprocessed (Client *client, GStrv *arguments, GError **error);
gboolean command_presence (Client *client, GStrv *arguments, GError **error);
gboolean command_here (Client *client, GStrv *arguments, GError **error);
gboolean command_watch (Client *client, GStrv *arguments, GError **error);
