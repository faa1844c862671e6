/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a{sv}: a missing key or a wrong type is the empty value, so that a client survives an
 * older or newer daemon. Also how objects are called in front of people.
 */
#pragma once

#include <glib.h>

/* Of type s or o; lives as long as DICTIONARY. */
const char *properties_string (GVariant *dictionary, const char *key);
guint properties_uint (GVariant *dictionary, const char *key);
guint64 properties_uint64 (GVariant *dictionary, const char *key);
gint64 properties_int64 (GVariant *dictionary, const char *key);
gboolean properties_boolean (GVariant *dictionary, const char *key);

/* Of type as; free with g_strfreev(). */
GStrv properties_list (GVariant *dictionary, const char *key);

/* Of type as, joined by ", ". */
char *properties_words (GVariant *dictionary, const char *key);

/* Of type (ss); live as long as DICTIONARY. */
void properties_pair (GVariant *dictionary, const char *key, const char **first,
                      const char **second);

/* "work" for an account, "work/inbox" for a folder, "job 17", "session 3", "posthorn" for the
 * daemon. */
char *properties_label (const char *path);

/* A folder in the spelling that commands take: "work/inbox" by role, else "work/Lists/linux". */
char *properties_folder_name (const char *path, GVariant *properties);

gboolean properties_is_folder (const char *path);
