/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the few files that make requests make them. Nobody else includes this: what could not be
 * built by their functions cannot be asked of a portal.
 */
#pragma once

#include "bitrix24-request.h"

#include <json-glib/json-glib.h>

struct _Bitrix24Request
{
  Bitrix24Method method;
  JsonNode *parameters; /* a map */
  GArray *parts;        /* Bitrix24Method of each command of a batch; NULL for all others */
};

/* PARAMETERS, an a{sv}, is taken when it floats. */
Bitrix24Request *bitrix24_request_new (Bitrix24Method method, GVariant *parameters);

/* How rows of LIST are told: the key of their id, and where they stand, "" = at the top. */
const char *bitrix24_list_key (Bitrix24Method list);
const char *bitrix24_list_place (Bitrix24Method list);

char *bitrix24_iso_time (gint64 when); /* Unix seconds */
