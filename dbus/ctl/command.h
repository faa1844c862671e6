/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a command is: a name, how it is used, and a function that does it. The functions are grouped
 * by noun in command-*.c, and command-table.h has them all. A command prints its own result and
 * returns its error, whose code becomes the exit code.
 */
#pragma once

#include "connection.h"

typedef struct _Command Command;

typedef struct
{
  const Command *command;
  GDBusConnection *bus; /* NULL until command_begin() */
  gboolean json;
  GArray *listing; /* GOptionEntry; not NULL: command_parse() only notes the options there */
} Client;

/* ARGUMENTS: what followed the name, the name of the program first. */
typedef gboolean (*CommandRun) (Client *client, GStrv *arguments, GError **error);

struct _Command
{
  const char *name;
  const char *const *forms; /* see usage.h */
  const char *summary;
  CommandRun run;
};

/* Reads the options in ENTRIES (may be NULL). ARGUMENTS is left with the other arguments only,
 * which fit one of the command's forms. */
gboolean command_parse (Client *client, const GOptionEntry *entries, GStrv *arguments,
                        GError **error);

/* The same, and connects to the bus. One of the two comes first in every command. */
gboolean command_begin (Client *client, const GOptionEntry *entries, GStrv *arguments,
                        GError **error);

/* The options of COMMAND, GOptionEntry; they point to nothing that could be read into. */
GArray *command_options (const Command *command);

/* What was done: SENTENCE, made harmless, or DOCUMENT (floating, a{sv}) for machines. */
void command_report (Client *client, const char *sentence, GVariant *document);

/* Before what cannot be undone: asks QUESTION on the terminal. FALSE: no, or nobody to ask. */
gboolean command_confirm (const char *question, GError **error);

/* TEXT as an id of what posthornctl LIST shows. */
gboolean command_parse_id (const char *text, const char *list, guint64 *id, GError **error);
