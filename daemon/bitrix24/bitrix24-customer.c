/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-customer.h"

#include <string.h>

static const struct
{
  const char *name;
  const char *prefix;
  guint type;
} kinds[BITRIX24_KINDS] = {
  [BITRIX24_CONTACT] = { "CONTACT", "C_", 3 },
  [BITRIX24_COMPANY] = { "COMPANY", "CO_", 4 },
  [BITRIX24_LEAD] = { "LEAD", "L_", 1 },
};

const char *
bitrix24_kind_name (Bitrix24Kind kind)
{
  return kinds[kind].name;
}

guint
bitrix24_kind_type (Bitrix24Kind kind)
{
  return kinds[kind].type;
}

char *
bitrix24_customer_id (Bitrix24Kind kind, const char *number)
{
  return g_strconcat (kinds[kind].prefix, number, NULL);
}

const char *
bitrix24_customer_parse (const char *id, Bitrix24Kind *kind)
{
  const char *number = NULL;

  for (guint i = 0; i < BITRIX24_KINDS; i++)
    if (g_str_has_prefix (id, kinds[i].prefix))
      {
        *kind = i;
        number = id + strlen (kinds[i].prefix);
      }
  return number && *number && strspn (number, "0123456789") == strlen (number) ? number : NULL;
}
