/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which system calls a parser process may still make. What parsing needs is let through: reading
 * and writing what is open, memory, clocks, signals of its own, the end. Opening a file to read and
 * asking about one fail with EACCES, so that a library that looks for something late does without;
 * everything else (sockets, files to write, programs, processes, tracing, memory that can be
 * executed) ends the process with SIGSYS. The character sets that mime/ knows are loaded before the
 * filter goes on (mime_init()), one that it does not know is then like one that does not exist:
 * this way nothing ever has to be opened, not even to read.
 *
 * Under the address sanitizer opening to read and what its leak detector does at the end (one
 * thread of its own kind, which traces) are let through, too. Known for x86-64 and aarch64; it
 * knows nothing of the other limits.
 */
#pragma once

#include <glib.h>

/* For the rest of the life of the process, and its children if it could have any. TRUE also where
 * there are no such filters: on another architecture, in a kernel without them. */
gboolean parser_filter_apply (void);
