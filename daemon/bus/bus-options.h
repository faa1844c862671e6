/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Checked reading of the a{sv} that ends most calls. bus_options_check() first: after it a key is
 * either absent or there once and of the right type, so that g_variant_lookup() tells the two
 * apart. It knows no key of any call. All errors are G_IO_ERROR_INVALID_ARGUMENT naming the key.
 */
#pragma once

#include <gio/gio.h>

typedef struct
{
  const char *key;
  const char *type; /* "s" */
} BusOption;

/* KNOWN is ended by a NULL key; NULL means that no keys are known yet. */
gboolean bus_options_check (GVariant *options, const BusOption *known, GError **error);

/* All leave VALUE as it is when KEY is absent. */
gboolean bus_options_number (GVariant *options, const char *key, guint least, guint most,
                             guint *value, GError **error);
/* Unix seconds, none beyond the year 9999. */
gboolean bus_options_time (GVariant *options, const char *key, gint64 *value, GError **error);
/* VALUE becomes the one of WORDS (ended by NULL) that was given. */
gboolean bus_options_word (GVariant *options, const char *key, const char *const *words,
                           const char **value, GError **error);

/* The same for a value that is no option: NULL unless WORD is one of WORDS. */
const char *bus_options_choose (const char *key, const char *word, const char *const *words,
                                GError **error);
