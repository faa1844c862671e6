/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of an account is worth telling a person who asks whether all is well, found in properties as
 * the bus has them. It asks nobody and prints nothing.
 */
#pragma once

#include <glib.h>

/* ACCOUNT: its properties, a{sv}. FOLDERS: RemoteObject, of all accounts. FILES_SENT: whether
 * copies of what is sent are filed here rather than by the server. */
void doctor_account (GPtrArray *findings, GVariant *account, GPtrArray *folders,
                     gboolean files_sent, gint64 now, GTimeZone *zone);
