/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings as people write them, "port=993", and as they read them. Of which type a setting is, its
 * value of now says; whether it exists and may have that value, the daemon says.
 */
#pragma once

#include <glib.h>

/* Puts WORDS, "KEY=VALUE" each, into CHANGES, of the types they have in NOW (a{sv}): text, a
 * number, yes or no, or words with commas between them. */
gboolean settings_parse (GVariant *now, const char *const *words, GVariantDict *changes,
                         GError **error);

/* A field for each that is not empty. */
void settings_print (GVariant *now);
