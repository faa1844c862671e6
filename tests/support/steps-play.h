/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server's part in steps (steps.h), as text: what it is told next, and what it answers. What
 * the steps are about is the test's business.
 */
#pragma once

#include "steps.h"

/* The next command is the line EXPECTED, without tag and end, and none comes before an answer. */
void steps_play_assert_command (const StepsKind *kind, gpointer steps, const char *expected);

/* Lines of the server without their ends, between "|"; the last is the tagged answer. */
void steps_play_answer (const StepsKind *kind, gpointer steps, const char *lines);
