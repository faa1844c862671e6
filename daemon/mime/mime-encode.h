/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Octets made fit for a way on which only short lines of ASCII are safe (RFC 2045, 6). Internal to
 * mime/. What is encoded, and why, it does not know. Lines end with CRLF.
 */
#pragma once

#include <glib.h>

/* So many octets make one line of base64. */
#define MIME_BASE64_LINE 57

/* The name of the encoding that suits TEXT, which has "\n" line ends: "7bit", "quoted-printable"
 * or "base64"; static. */
const char *mime_encode_choose (const char *text);

/* Appends TEXT in ENCODING, one of those. */
void mime_encode_text (GString *to, const char *text, const char *encoding);

/* Appends lines; OCTETS that go on later come by multiples of MIME_BASE64_LINE. */
void mime_encode_base64 (GString *to, const guint8 *octets, gsize length);
