/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What mail programs of many languages put before the subject of a reply or a forward, told from
 * the subject itself. It changes no subject and knows no message.
 */
#pragma once

#include <glib.h>

/* SUBJECT, valid UTF-8, behind all of "Re:", "AW:", "Fwd:", "SV[2]:", "回复：" and spaces that it
 * begins with. IS_REPLY: one of them says that it is an answer. */
const char *subject_without_prefixes (const char *subject, gboolean *is_reply);
