/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-bitrix24-portal.h"

#include "bitrix24-batch.h"
#include "bitrix24-pace.h"
#include "boot-clock.h"
#include "credentials.h"
#include "error.h"
#include "http-client.h"

#include <string.h>

/* A portal gives a request a minute; what is on the way comes on top. */
#define REQUEST_SECONDS 60

struct _Bitrix24Portal
{
  GObject parent_instance;
  HttpClient *client;
  GStrv allowed;
  Bitrix24Webhook *webhook; /* NULL: it is closed */
  Bitrix24Pace pace;
};

/* Steps on their way. */
typedef struct
{
  const Bitrix24StepsKind *kind;
  gpointer steps;
  Bitrix24Request *request; /* the one under way */
  Bitrix24Webhook *moved;   /* where it is asked once more; NULL = it was not sent on */
  char *url;                /* a secret */
  GBytes *body;
} Run;

static guint moved_signal;

G_DEFINE_FINAL_TYPE (Bitrix24Portal, bitrix24_portal, G_TYPE_OBJECT)

static void
bitrix24_portal_finalize (GObject *object)
{
  Bitrix24Portal *self = BITRIX24_PORTAL (object);

  g_object_unref (self->client);
  g_strfreev (self->allowed);
  bitrix24_webhook_free (self->webhook);
  G_OBJECT_CLASS (bitrix24_portal_parent_class)->finalize (object);
}

static void
bitrix24_portal_class_init (Bitrix24PortalClass *class)
{
  G_OBJECT_CLASS (class)->finalize = bitrix24_portal_finalize;
  moved_signal = g_signal_new ("moved", BITRIX24_TYPE_PORTAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bitrix24_portal_init (Bitrix24Portal *self)
{
}

Bitrix24Portal *
bitrix24_portal_new (const char *ca_file, const char *const *allowed)
{
  const HttpClientOptions options = { .ca_file = ca_file, .timeout = REQUEST_SECONDS };
  Bitrix24Portal *self = g_object_new (BITRIX24_TYPE_PORTAL, NULL);

  self->client = http_client_new (&options);
  self->allowed = g_strdupv ((GStrv) allowed);
  return self;
}

void
bitrix24_portal_open (Bitrix24Portal *self, Bitrix24Webhook *webhook)
{
  bitrix24_webhook_free (self->webhook);
  self->webhook = webhook;
}

void
bitrix24_portal_close (Bitrix24Portal *self)
{
  http_client_rest (self->client);
  g_clear_pointer (&self->webhook, bitrix24_webhook_free);
}

static void
run_clear_request (Run *run)
{
  g_clear_pointer (&run->request, bitrix24_request_free);
  g_clear_pointer (&run->moved, bitrix24_webhook_free);
  g_clear_pointer (&run->body, g_bytes_unref);
  g_clear_pointer (&run->url, credentials_free_secret);
}

static void
run_free (gpointer data)
{
  run_clear_request (data);
  g_free (data);
}

static void ask_next (GTask *task);
static void ask (GTask *task);

static void
learn (Bitrix24Portal *self, const Bitrix24Reply *reply)
{
  gint64 now = boot_clock_now ();
  gint64 reset = bitrix24_reply_reset (reply);

  if (reset > 0)
    bitrix24_pace_learn (&self->pace, bitrix24_reply_method (reply), reset, now);
  if (bitrix24_reply_action (reply) == BITRIX24_PAUSE)
    bitrix24_pace_pause (&self->pace, bitrix24_reply_method (reply), now);
}

/* Each command of a batch has a share of time of its own. */
static void
learn_all (Bitrix24Portal *self, const Bitrix24Request *request, const Bitrix24Reply *reply)
{
  learn (self, reply);
  for (guint i = 0; i < bitrix24_batch_length (request); i++)
    {
      g_autoptr (Bitrix24Reply) part = bitrix24_batch_reply (request, reply, i, NULL);

      if (part)
        learn (self, part);
    }
}

static gboolean
is_for_steps (const Bitrix24Reply *reply)
{
  Bitrix24Action action = bitrix24_reply_action (reply);

  return action == BITRIX24_DONE || action == BITRIX24_REFUSED || action == BITRIX24_LACKING;
}

/* Only where it knows the webhook a portal has really moved to. */
static void
settle (Bitrix24Portal *self, Run *run)
{
  if (!run->moved)
    return;
  bitrix24_webhook_free (self->webhook);
  self->webhook = g_steal_pointer (&run->moved);
  g_signal_emit (self, moved_signal, 0, bitrix24_webhook_portal (self->webhook));
}

static gboolean
take_reply (Bitrix24Portal *self, Run *run, const Bitrix24Reply *reply, GError **error)
{
  learn_all (self, run->request, reply);
  if (!is_for_steps (reply))
    return bitrix24_reply_check (reply, error);
  settle (self, run);
  return run->kind->take (run->steps, run->request, reply, error);
}

static const Bitrix24Webhook *
current (const Bitrix24Portal *self, const Run *run)
{
  return run->moved ? run->moved : self->webhook;
}

static gboolean
take_answer (Bitrix24Portal *self, Run *run, const HttpAnswer *answer, GError **error)
{
  gsize length = 0;
  const char *body = answer->body ? g_bytes_get_data (answer->body, &length) : NULL;
  g_autoptr (Bitrix24Reply) reply
      = bitrix24_reply_parse (current (self, run), bitrix24_request_method (run->request),
                              answer->status, body ? body : "", length, error);

  return reply && take_reply (self, run, reply, error);
}

static gboolean
is_redirect (const HttpAnswer *answer)
{
  return answer->status == 301 || answer->status == 302 || answer->status == 307
         || answer->status == 308;
}

/* It was not carried out, so that it can be asked again. */
static gboolean
follow (Bitrix24Portal *self, Run *run, const HttpAnswer *answer, GError **error)
{
  const char *location = http_answer_header (answer, "location");
  const char *method = bitrix24_method_name (bitrix24_request_method (run->request));

  if (run->moved)
    {
      g_set_error (
          error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
          "Bitrix24 at %s says that it has moved to %s, which says that it has moved, too; "
          "look at it with a browser, and give the webhook anew",
          bitrix24_webhook_portal (self->webhook), bitrix24_webhook_portal (run->moved));
      return FALSE;
    }
  run->moved = bitrix24_webhook_moved (self->webhook, method, location ? location : "",
                                       (const char *const *) self->allowed, error);
  return run->moved != NULL;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Bitrix24Portal *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HttpAnswer) answer = http_client_send_finish (HTTP_CLIENT (source), result, &error);

  if (answer && is_redirect (answer) && follow (self, run, answer, &error))
    ask (task);
  else if (!error && take_answer (self, run, answer, &error))
    ask_next (task);
  else
    g_task_return_error (task, error);
}

static GBytes *
request_body (const Bitrix24Request *request)
{
  char *json = bitrix24_request_json (request);

  return g_bytes_new_take (json, strlen (json));
}

static void
send (GTask *task)
{
  static const char *const headers[] = { "Accept", "application/json", NULL };
  Bitrix24Portal *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  const char *method = bitrix24_method_name (bitrix24_request_method (run->request));
  HttpRequest request = {
    .method = "POST",
    .headers = headers,
    .content_type = "application/json",
    .max_size = BITRIX24_REPLY_OCTETS_MOST,
  };

  g_clear_pointer (&run->body, g_bytes_unref);
  credentials_free_secret (run->url);
  run->url = bitrix24_webhook_url (current (self, run), method);
  run->body = request_body (run->request);
  request.url = run->url;
  request.body = run->body;
  bitrix24_pace_count (&self->pace, boot_clock_now ());
  http_client_send_async (self->client, &request, g_task_get_cancellable (task), on_answer,
                          g_object_ref (task));
}

static gboolean
on_due (gpointer data)
{
  GTask *task = data;

  if (!g_task_return_error_if_cancelled (task))
    send (task);
  return G_SOURCE_REMOVE;
}

/* Being cancelled ends the wait. */
static void
wait (GTask *task, gint64 until)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  gint64 milliseconds = (until - boot_clock_now () + 999) / 1000;
  g_autoptr (GSource) timer = g_timeout_source_new ((guint) MAX (milliseconds, 0));

  if (cancellable)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (timer, cancelled);
    }
  g_source_set_callback (timer, on_due, g_object_ref (task), g_object_unref);
  g_source_attach (timer, NULL);
}

static GError *
paused_error (Bitrix24Portal *self, const Run *run, gint64 until)
{
  gint64 minutes = (until - boot_clock_now ()) / (60 * (gint64) G_USEC_PER_SEC) + 1;

  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_THROTTLED,
                      "Bitrix24 at %s takes no %s for another %" G_GINT64_FORMAT
                      " minutes, as it has had its share of the portal's time; it goes on by "
                      "itself then",
                      bitrix24_webhook_portal (self->webhook),
                      bitrix24_method_name (bitrix24_request_method (run->request)), minutes);
}

static void
ask (GTask *task)
{
  Bitrix24Portal *self = g_task_get_source_object (task);
  const Run *run = g_task_get_task_data (task);
  gint64 paused = bitrix24_pace_paused_until (&self->pace, bitrix24_request_methods (run->request));
  gint64 due = bitrix24_pace_due (&self->pace);
  gint64 now = boot_clock_now ();

  if (paused > now)
    g_task_return_error (task, paused_error (self, run, paused));
  else if (due > now)
    wait (task, due);
  else
    send (task);
}

static void
ask_next (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run_clear_request (run);
  run->request = run->kind->next (run->steps);
  if (run->request)
    ask (task);
  else
    g_task_return_boolean (task, TRUE);
}

void
bitrix24_portal_run_async (Bitrix24Portal *self, const Bitrix24StepsKind *kind, gpointer steps,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Run *run = g_new0 (Run, 1);

  run->kind = kind;
  run->steps = steps;
  g_task_set_task_data (task, run, run_free);
  g_task_set_check_cancellable (task, FALSE);
  ask_next (task);
}

gboolean
bitrix24_portal_run_finish (Bitrix24Portal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
