/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Contacts, companies and leads, each of which Bitrix24 counts by itself, under ids that say which:
 * "C_75", "CO_5", "L_4", as the portal writes them where a task is bound to one. It knows no JSON.
 */
#pragma once

#include <glib.h>

/* In this order they are preferred where several share an address. */
typedef enum
{
  BITRIX24_CONTACT,
  BITRIX24_COMPANY,
  BITRIX24_LEAD,
  BITRIX24_KINDS, /* how many there are */
} Bitrix24Kind;

const char *bitrix24_kind_name (Bitrix24Kind kind); /* "CONTACT", as answers spell it */
guint bitrix24_kind_type (Bitrix24Kind kind);       /* what OWNER_TYPE_ID says */

char *bitrix24_customer_id (Bitrix24Kind kind, const char *number);
/* The number in ID; NULL when it is none of these. */
const char *bitrix24_customer_parse (const char *id, Bitrix24Kind *kind);
