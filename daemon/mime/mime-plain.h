/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether octets get through any mail server as they are: ASCII without NUL, lines that end with
 * CRLF and nothing else and have at most 998 octets. Internal to mime/.
 */
#pragma once

#include <glib.h>

/* All zero in the beginning. */
typedef struct
{
  gsize line;         /* octets of it so far */
  gboolean is_return; /* the last octet was CR */
} MimePlain;

/* The next LENGTH octets; FALSE, for good, when they do not. */
gboolean mime_plain_feed (MimePlain *plain, const guint8 *octets, gsize length);
