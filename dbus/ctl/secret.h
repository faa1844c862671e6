/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A password on its way from a person to the daemon: asked for without echo, or read as one line
 * from a pipe or file, and handed over as a file descriptor. It is wiped from memory afterwards
 * and is never part of a bus message.
 */
#pragma once

#include <gio/gunixfdlist.h>

void secret_free (char *secret);

/* FILE: NULL asks on the terminal with PROMPT, or reads a line of standard input when that is no
 * terminal; "-" always reads standard input. "" when nothing was entered. */
char *secret_read (const char *file, const char *prompt, GError **error);

/* The read end of a pipe that holds SECRET, -1 = failed. */
int secret_to_fd (const char *secret, GError **error);

/* The same as a handle in FDS. */
int secret_to_handle (const char *secret, GUnixFDList *fds, GError **error);
