/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-reply.h"

#include "bitrix24-reply-private.h"
#include "error.h"
#include "shown-text.h"

#include <string.h>

#define WORDS_SHOWN_MOST 200

/* No share of time is for longer: anything else is a mistake of a clock. */
#define RESET_SECONDS_MOST 3600

struct _Bitrix24Reply
{
  Bitrix24Method method;
  Bitrix24Webhook *webhook;
  guint status; /* 0 within a batch */
  char *code;   /* of a refusal, "" = none */
  char *words;
  const Bitrix24Meaning *meaning; /* NULL: it is none */
  JsonNode *root;                 /* holds the next two */
  JsonNode *result;
  JsonNode *time;
};

static Bitrix24Reply *
reply_new (const Bitrix24Webhook *webhook, Bitrix24Method method, guint status)
{
  Bitrix24Reply *reply = g_new0 (Bitrix24Reply, 1);

  reply->webhook = bitrix24_webhook_copy (webhook);
  reply->method = method;
  reply->status = status;
  return reply;
}

void
bitrix24_reply_free (Bitrix24Reply *reply)
{
  if (!reply)
    return;
  bitrix24_webhook_free (reply->webhook);
  g_free (reply->code);
  g_free (reply->words);
  g_clear_pointer (&reply->root, json_node_unref);
  g_free (reply);
}

void
bitrix24_reply_refute (const Bitrix24Reply *reply, const char *what, GError **error)
{
  g_set_error (
      error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
      "Bitrix24 at %s has given %s to %s%s; look at the portal with a browser, and whether "
      "something on the way changes its answers",
      bitrix24_webhook_portal (reply->webhook), what, bitrix24_method_name (reply->method),
      reply->status >= 300 ? ", and says that it failed" : "");
}

/* What FAULT says under KEY: the third version of the interface has a map in place of the code. The
 * token goes before the rest is shortened, so that not even half of it is left. */
static char *
fault_text (const Bitrix24Webhook *webhook, JsonNode *fault, const char *key,
            const char *key_of_map)
{
  JsonNode *map = bitrix24_json_member (fault, "error");
  gboolean is_map = map && JSON_NODE_HOLDS_OBJECT (map);
  g_autofree char *text = bitrix24_json_text (is_map ? map : fault, is_map ? key_of_map : key);
  g_autofree char *plain = bitrix24_fault_plain (text);
  g_autofree char *clean = bitrix24_webhook_redact (webhook, plain, strlen (plain));

  return shown_text (clean, WORDS_SHOWN_MOST);
}

static void
take_fault (Bitrix24Reply *reply, JsonNode *fault)
{
  reply->words = fault_text (reply->webhook, fault, "error_description", "message");
  reply->code = fault_text (reply->webhook, fault, "error", "code");
  reply->meaning = bitrix24_fault_meaning (reply->status, reply->code);
}

/* A mistake in JSON does not matter where the status says enough, as it does of a server that is
 * down, whose pages are not even of Bitrix24. */
static gboolean
says_enough (guint status)
{
  return status == 401 || status == 429 || (status >= 500 && status <= 599);
}

static gboolean
take_answer (Bitrix24Reply *reply, const GError *mistake, GError **error)
{
  gboolean is_fault = reply->status >= 300 || bitrix24_json_member (reply->root, "error");

  reply->time = bitrix24_json_member (reply->root, "time");
  reply->result = bitrix24_json_member (reply->root, "result");
  if (is_fault && (reply->root || says_enough (reply->status)))
    {
      take_fault (reply, reply->root);
      reply->result = NULL;
      return TRUE;
    }
  if (!is_fault && reply->result)
    return TRUE;
  bitrix24_reply_refute (reply, mistake ? mistake->message : "JSON without a result", error);
  return FALSE;
}

static JsonNode *
parse (const Bitrix24Webhook *webhook, const char *body, gsize length, GError **error)
{
  g_autofree char *clean = NULL;

  if (length > BITRIX24_REPLY_OCTETS_MOST)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
                   "an answer of %" G_GSIZE_FORMAT " MB, which is more than there can be",
                   length / (1024 * 1024));
      return NULL;
    }
  clean = bitrix24_webhook_redact (webhook, body, length);
  return bitrix24_json_parse (clean, strlen (clean), error);
}

Bitrix24Reply *
bitrix24_reply_parse (const Bitrix24Webhook *webhook, Bitrix24Method method, guint status,
                      const char *body, gsize length, GError **error)
{
  g_autoptr (Bitrix24Reply) reply = reply_new (webhook, method, status);
  g_autoptr (GError) mistake = NULL;

  reply->root = parse (webhook, body, length, &mistake);
  return take_answer (reply, mistake, error) ? g_steal_pointer (&reply) : NULL;
}

Bitrix24Reply *
bitrix24_reply_new_part (const Bitrix24Reply *batch, Bitrix24Method method, const char *name,
                         GError **error)
{
  JsonNode *results = bitrix24_json_member (batch->result, "result");
  JsonNode *faults = bitrix24_json_member (batch->result, "result_error");
  JsonNode *times = bitrix24_json_member (batch->result, "result_time");
  JsonNode *fault = bitrix24_json_member (faults, name);
  g_autoptr (Bitrix24Reply) reply = reply_new (batch->webhook, method, 0);

  reply->root = json_node_ref (batch->root);
  reply->time = bitrix24_json_member (times, name);
  if (fault)
    take_fault (reply, fault);
  else
    reply->result = bitrix24_json_member (results, name);
  if (reply->result || fault)
    return g_steal_pointer (&reply);
  bitrix24_reply_refute (batch, "no answer to one of the commands", error);
  return NULL;
}

JsonNode *
bitrix24_reply_result (const Bitrix24Reply *reply)
{
  return reply->result;
}

Bitrix24Method
bitrix24_reply_method (const Bitrix24Reply *reply)
{
  return reply->method;
}

Bitrix24Action
bitrix24_reply_action (const Bitrix24Reply *reply)
{
  return reply->meaning ? reply->meaning->action : BITRIX24_DONE;
}

/* "503 OVERLOAD_LIMIT: too much to do", as much of it as there is. */
static char *
describe (const Bitrix24Reply *reply)
{
  g_autofree char *status = reply->status ? g_strdup_printf ("%u ", reply->status) : g_strdup ("");
  const char *gap = *reply->code && *reply->words ? ": " : "";
  g_autofree char *all = g_strconcat (status, reply->code, gap, reply->words, NULL);

  return g_strdup (g_strstrip (all));
}

gboolean
bitrix24_reply_check (const Bitrix24Reply *reply, GError **error)
{
  g_autofree char *words = reply->meaning ? describe (reply) : NULL;

  if (!reply->meaning)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, reply->meaning->error, "Bitrix24 at %s refuses %s (%s): %s",
               bitrix24_webhook_portal (reply->webhook), bitrix24_method_name (reply->method),
               *words ? words : "without a reason", reply->meaning->advice);
  return FALSE;
}

gint64
bitrix24_reply_began (const Bitrix24Reply *reply)
{
  return bitrix24_json_time (reply->time, "date_start");
}

gint64
bitrix24_reply_reset (const Bitrix24Reply *reply)
{
  gint64 reset = bitrix24_json_time (reply->time, "operating_reset_at");
  gint64 finish = bitrix24_json_time (reply->time, "date_finish");

  if (reset <= finish || finish == 0)
    return 0;
  return MIN (reset - finish, RESET_SECONDS_MOST);
}
