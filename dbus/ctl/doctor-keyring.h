/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether there is a keyring that could be asked for passwords. No secret is read, nobody is asked
 * to unlock anything, and nobody is waited for over a few seconds.
 */
#pragma once

#include <gio/gio.h>

void doctor_keyring (GPtrArray *findings, GDBusConnection *bus);
