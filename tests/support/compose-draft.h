/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A draft that differs from all others by what a test sets in it, and the message it makes.
 */
#pragma once

#include "mime-compose.h"

/* From a@example.org to b@example.org, with an id and a date. */
MimeDraft *compose_draft_new (void);

void compose_draft_set (char **field, const char *value);

/* One value, or none for NULL. */
void compose_draft_set_list (GStrv *field, const char *value);

/* CONTENTS, NULL-terminated, are those of the parts; they are read by a few octets at once. */
GBytes *compose_draft_write (const MimeDraft *draft, const char *const *contents, GError **error);
