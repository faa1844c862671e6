/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON from a portal that is written in PHP, read as what is meant: an empty map may come as [], a
 * list as a map, an id as text or number, yes as "Y" or true, and what is not there is empty. What
 * cannot be meant is refused before it costs memory. It knows no method.
 */
#pragma once

#include <json-glib/json-glib.h>

#define BITRIX24_JSON_DEPTH_MOST  64
#define BITRIX24_JSON_VALUES_MOST 200000
#define BITRIX24_TEXT_OCTETS_MOST (64 * 1024)

/* PROTOCOL: what came in place of it, fit to be shown. */
JsonNode *bitrix24_json_parse (const char *text, gsize length, GError **error);

/* What MAP has under KEY; NULL when it has not, or is no map. Borrowed. */
JsonNode *bitrix24_json_member (JsonNode *map, const char *key);

/* The values of a list, or of a map that PHP made of one; free with g_list_free(). */
GList *bitrix24_json_values (JsonNode *list);

/* A number of digits that begins with none of 0, "" for all else: ids go into requests again. */
char *bitrix24_json_id_of (JsonNode *node);
char *bitrix24_json_id (JsonNode *map, const char *key);

/* Valid UTF-8 without control characters but line ends; "" for what is neither text nor number. */
char *bitrix24_json_text (JsonNode *map, const char *key);

gboolean bitrix24_json_flag (JsonNode *map, const char *key);

/* Unix seconds of a number or a time as in ISO 8601; 0 for all else. */
gint64 bitrix24_json_time (JsonNode *map, const char *key);
