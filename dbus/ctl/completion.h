/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a shell can offer while somebody types a command: found from the words so far by the table
 * of commands and their options alone. What there is of a kind, accounts or folders, it asks of
 * whom it is given.
 */
#pragma once

#include "command.h"

typedef struct Offers Offers;

/* Offers WORD, with DESCRIPTION ("" = none), which may be untrusted. */
void offers_add (Offers *offers, const char *word, const char *description);

/* Is to offer what there is of KIND ("FOLDER") for COMMAND, behind ARGUMENTS. */
typedef void (*CompletionAsk) (Offers *offers, const char *kind, const Command *command,
                               const char *const *arguments);

/* A line for each offer for the last of WORDS, which follow "posthornctl": the word, a tab, and
 * what it is. A line "\tfiles" says that names of files fit, too. */
char *completion_lines (const char *const *words, CompletionAsk ask);
