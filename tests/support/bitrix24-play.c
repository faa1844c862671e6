/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-play.h"

#include <string.h>

Bitrix24Reply *
bitrix24_play_reply (Bitrix24Method method, guint status, const char *answer)
{
  g_autoptr (Bitrix24Webhook) webhook
      = bitrix24_webhook_parse ("https://acme.bitrix24.de/rest/17/tok3nSecretAbc9/", NULL);
  g_autofree char *json = g_strdelimit (g_strdup (answer), "'", '"');
  g_autofree char *body = status ? g_strdup (json)
                                 : g_strdup_printf ("{\"result\":%s,\"time\":{\"date_start\":"
                                                    "\"2024-04-03T10:26:32+02:00\"}}",
                                                    json);
  g_autoptr (GError) error = NULL;
  Bitrix24Reply *reply
      = bitrix24_reply_parse (webhook, method, status ? status : 200, body, strlen (body), &error);

  g_assert_no_error (error);
  return reply;
}

static void
check_request (const Bitrix24Request *request, const Bitrix24Turn *turn)
{
  g_autofree char *json = bitrix24_request_json (request);
  g_autofree char *readable = g_strdelimit (g_strdup (json), "\"", '\'');
  g_auto (GStrv) asks = g_strsplit (turn->asks, " ", -1);

  g_assert_cmpstr (bitrix24_method_name (bitrix24_request_method (request)), ==, turn->method);
  for (char **text = asks; *text; text++)
    if (!strstr (readable, *text))
      g_error ("%s: %s\ndoes not have %s", turn->method, readable, *text);
}

/* As whoever runs steps does it (bitrix24-steps.h). */
static gboolean
is_for_steps (const Bitrix24Reply *reply)
{
  Bitrix24Action action = bitrix24_reply_action (reply);

  return action == BITRIX24_DONE || action == BITRIX24_REFUSED || action == BITRIX24_LACKING;
}

void
bitrix24_play (const Bitrix24StepsKind *kind, gpointer steps, const Bitrix24Turn *turns,
               GError **error)
{
  for (; turns->method; turns++)
    {
      g_autoptr (Bitrix24Request) request = kind->next (steps);
      g_autoptr (Bitrix24Reply) reply = NULL;

      if (!request)
        g_error ("it is over before %s is asked", turns->method);
      check_request (request, turns);
      reply = bitrix24_play_reply (bitrix24_request_method (request), turns->status, turns->answer);
      if (is_for_steps (reply) ? !kind->take (steps, request, reply, error)
                               : !bitrix24_reply_check (reply, error))
        {
          g_assert_null (turns[1].method);
          return;
        }
    }
  g_assert_null (kind->next (steps));
}

char *
bitrix24_play_rows (guint first, guint count, const char *key)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%s{'%s':'%u'}", i ? "," : "", key, first + i);
  return g_string_free (g_string_append_c (text, ']'), FALSE);
}
