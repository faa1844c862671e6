/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which addresses may stand in an envelope, and what of a text may stand in a parameter: nothing
 * that could end a command early.
 */
#pragma once

#include <glib.h>

/* NULL when ADDRESS is "local@domain" as RFC 5321 (4.1.2) and RFC 6531 write it, else what is
 * wrong, to follow the address in a sentence: "has no @". */
const char *smtp_address_flaw (const char *address);

/* TEXT as xtext (RFC 3461, 4). */
char *smtp_address_xtext (const char *text);
