/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a command may be used, told once and for all: the words that people type are checked by it,
 * help prints it, and shells complete by it. It knows no command and asks nobody what there is.
 *
 * A form is tokens with spaces between them. "add|remove" is one of these words, "FOLDER" a thing
 * of that kind, "[ROLE]" may be left out, "ID…" comes once or more often, "[ADDRESS…]" any number
 * of times; "ACCOUNT|FOLDER" is a thing of either kind. Lists of forms end with NULL.
 */
#pragma once

#include <glib.h>

/* Whether WORDS are one of FORMS. If not, ODD is the first that fits none of them, NULL when some
 * are missing; it lives as long as WORDS. */
gboolean usage_fits (const char *const *forms, const char *const *words, const char **odd);

/* What may follow WORDS, each once: "add", "remove", or kinds. */
GStrv usage_next (const char *const *forms, const char *const *words);

/* Whether what usage_next() told is a kind rather than the word itself. */
gboolean usage_is_kind (const char *token);

/* "posthornctl folder select FOLDER, or folder role FOLDER ROLE"; a single form with [OPTION…]. */
char *usage_describe (const char *command, const char *const *forms);
