/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which paths a person may give to a new folder, before any server is asked. What a server makes
 * of them is not known here.
 */
#pragma once

#include <glib.h>

#define FOLDER_PATH_OCTETS_MOST 255

/* What is wrong with PATH, to be put behind it in a sentence; NULL: nothing. DELIMITER as servers
 * give it, 0 = none or not known. */
const char *folder_path_fault (const char *path, char delimiter);
