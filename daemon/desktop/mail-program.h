/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Has the program with which a person reads mail opened, outside of the daemon and of what confines
 * it: posthorn-open is started as a service of its own where systemd manages the session, so that
 * it has the session's environment and none of the daemon's limits; else as a child. Which program
 * that is, posthorn-open finds out. Nothing waits for it.
 */
#pragma once

#include <gio/gio.h>

/* PROGRAM is the path of posthorn-open. URL: of one message, "" = none in particular. TOKEN, ""
 * = none, lets its window come to the front. */
void mail_program_open (GDBusConnection *session, const char *program, const char *url,
                        const char *token);
