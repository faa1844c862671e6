/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lies on the disk: the databases, who else may read them, how large they are, and whether
 * there is room left. It opens none of them; whether they are sound, the daemon says.
 */
#pragma once

#include <glib.h>

/* EXAMINED: what Manager.Examine() says, aa{sv}; NULL = it cannot be asked. */
void doctor_files (GPtrArray *findings, GVariant *examined);
