/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What octets are in when nobody says so, or wrongly: an estimate from how letters follow each
 * other. Internal to mime/.
 */
#pragma once

#include <glib.h>

/* For octets that are not UTF-8: "windows-1251" or "koi8-r" for what is without doubt Cyrillic,
 * else "windows-1252". */
const char *mime_guess_charset (const char *octets, gsize length);
