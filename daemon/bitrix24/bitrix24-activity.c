/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-activity.h"

#include "bitrix24-request-private.h"

#include <string.h>

/* Not in the middle of a character. */
static char *
beginning (const char *text)
{
  gsize length = strnlen (text, BITRIX24_DESCRIPTION_OCTETS_MOST + 1);

  if (length <= BITRIX24_DESCRIPTION_OCTETS_MOST)
    return g_strdup (text);
  return g_strndup (text, g_utf8_find_prev_char (text, text + BITRIX24_DESCRIPTION_OCTETS_MOST + 1)
                              - text);
}

Bitrix24Request *
bitrix24_activity_build (const Bitrix24Activity *activity)
{
  g_autofree char *date = bitrix24_iso_time (activity->date);
  g_autofree char *text = beginning (activity->text);
  gint32 type = (gint32) bitrix24_kind_type (activity->kind);

  return bitrix24_request_new (
      BITRIX24_ACTIVITY_ADD,
      g_variant_new_parsed (
          "{'fields': <{'TYPE_ID': <4>, 'DIRECTION': <%i>, 'COMPLETED': <'N'>,"
          " 'OWNER_TYPE_ID': <%i>, 'OWNER_ID': <%s>, 'RESPONSIBLE_ID': <%s>,"
          " 'SUBJECT': <%s>, 'DESCRIPTION': <%s>, 'DESCRIPTION_TYPE': <1>,"
          " 'START_TIME': <%s>, 'END_TIME': <%s>,"
          " 'COMMUNICATIONS': <[{'VALUE': <%s>, 'ENTITY_ID': <%s>, 'ENTITY_TYPE_ID': <%i>}]>,"
          " 'SETTINGS': <{'MESSAGE_FROM': %s, 'DISABLE_SENDING_MESSAGE_COPY': 'Y'}>,"
          " 'ORIGINATOR_ID': <%s>, 'ORIGIN_ID': <%s>}>}",
          activity->outgoing ? 2 : 1, type, activity->number, activity->responsible,
          *activity->subject ? activity->subject : "(no subject)", text, date, date,
          activity->address, activity->number, type, activity->from, BITRIX24_ORIGINATOR,
          activity->origin));
}
