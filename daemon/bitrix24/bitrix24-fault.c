/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-fault.h"

#include "error.h"

#define NEW_WEBHOOK                                                                                \
  {                                                                                                \
    BITRIX24_NEW_WEBHOOK, POSTHORN_ERROR_AUTH_FAILED,                                              \
        "the webhook does not hold any more; make a new one there and give it with «posthornctl " \
        "crm secret»"                                                                             \
  }
#define TELL(advice)                                                                               \
  {                                                                                                \
    BITRIX24_TELL, POSTHORN_ERROR_AUTH_FAILED,                                                     \
        advice ", then give the webhook once more with «posthornctl crm secret»"                 \
  }
#define LACKING                                                                                    \
  {                                                                                                \
    BITRIX24_LACKING, POSTHORN_ERROR_CRM_REMOTE,                                                   \
        "this portal does not have that; it is done without"                                       \
  }
#define REFUSED                                                                                    \
  {                                                                                                \
    BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "see to what it says, at the portal or here"      \
  }
#define PAUSE                                                                                      \
  {                                                                                                \
    BITRIX24_PAUSE, POSTHORN_ERROR_THROTTLED,                                                      \
        "that method has had its share of the portal's time; it goes on by itself within some "    \
        "minutes"                                                                                  \
  }
#define BUSY                                                                                       \
  {                                                                                                \
    BITRIX24_BACK_OFF, POSTHORN_ERROR_THROTTLED, "it is asked again later, and more seldom"        \
  }
#define DOWN                                                                                       \
  {                                                                                                \
    BITRIX24_BACK_OFF, POSTHORN_ERROR_SERVER_UNAVAILABLE,                                          \
        "something is wrong there; it is asked again later"                                        \
  }

/* The first row that fits is the one. STATUS 0 fits any, also none; CODE NULL likewise. */
static const struct
{
  guint least, most; /* status */
  const char *code;
  Bitrix24Meaning meaning;
} table[] = {
  { 0, 599, "NO_AUTH_FOUND", NEW_WEBHOOK },
  { 0, 599, "expired_token", NEW_WEBHOOK },
  { 0, 599, "invalid_token", NEW_WEBHOOK },
  { 0, 599, "insufficient_scope",
    TELL ("give the webhook the scopes crm, task and user_basic in the settings of the portal") },
  { 0, 599, "INVALID_CREDENTIALS",
    TELL ("let whoever made the webhook use CRM and tasks at the portal") },
  { 0, 599, "user_access_error", TELL ("let whoever made the webhook log in at the portal again") },
  { 403, 403, "ACCESS_DENIED",
    TELL ("a portal takes requests only with a commercial plan; see to it") },
  { 0, 599, "ERROR_METHOD_NOT_FOUND", LACKING },
  { 0, 599, "OPERATION_TIME_LIMIT", PAUSE },
  { 0, 599, "QUERY_LIMIT_EXCEEDED", BUSY },
  { 0,
    599,
    "OVERLOAD_LIMIT",
    { BITRIX24_BACK_OFF, POSTHORN_ERROR_THROTTLED,
      "the portal was blocked by hand for having too much to do; ask its makers. It is asked again "
      "later" } },
  { 0, 599, "INTERNAL_SERVER_ERROR", DOWN },
  { 0, 599, "ERROR_UNEXPECTED_ANSWER", DOWN },
  { 0,
    599,
    "PORTAL_DELETED",
    { BITRIX24_BACK_OFF, POSTHORN_ERROR_SERVER_UNAVAILABLE,
      "the portal seems to be gone; look at it with a browser, and give the webhook of the one "
      "that "
      "took its place" } },
  { 401, 401, NULL, NEW_WEBHOOK },
  { 403, 403, NULL, TELL ("let whoever made the webhook use CRM and tasks at the portal") },
  { 429, 429, NULL, PAUSE },
  { 503, 503, NULL, BUSY },
  { 500, 599, NULL, DOWN },
  { 0, G_MAXUINT, NULL, REFUSED },
};

const Bitrix24Meaning *
bitrix24_fault_meaning (guint status, const char *code)
{
  gsize row = 0;

  while (status < table[row].least || status > table[row].most
         || (table[row].code && !g_str_equal (table[row].code, code)))
    row++;
  return &table[row].meaning;
}

char *
bitrix24_fault_plain (const char *words)
{
  GString *text = g_string_new (NULL);
  gboolean in_tag = FALSE;

  for (; *words; words++)
    {
      in_tag |= *words == '<';
      if (!in_tag)
        g_string_append_c (text, g_ascii_isspace (*words) ? ' ' : *words);
      in_tag &= *words != '>';
    }
  return g_strstrip (g_string_free (text, FALSE));
}
