/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All commands, in the order in which people read about them. Help, the completion of the shells
 * and the tests that hold the manual against it go by this table alone.
 */
#pragma once

#include "command.h"

/* A row without a name is the title of those that follow; one without a summary ends the table. */
extern const Command command_table[];

/* NULL = there is none of that name. */
const Command *command_find (const char *name);
