/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Japanese in seven bits (RFC 1468) as it is really written: with half-width letters and with
 * the characters that only Windows has (①, ㈱), which iconv's ISO-2022-JP does not know but its
 * EUC-JP-MS does. Internal to mime/.
 */
#pragma once

#include <glib.h>

gboolean mime_is_iso2022_jp (const char *label);

/* The same text in EUC-JP-MS. */
GByteArray *mime_iso2022_jp_to_euc (const char *octets, gsize length);
