/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The other end of parser.h: the loop of the confined process. It reads requests from standard
 * input and writes answers to standard output until the input ends; it opens nothing.
 */
#pragma once

/* Sets the limits on itself first; returns the exit status. */
int parser_process_run (void);
