/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser.h"

#include "error.h"
#include "parser-ask.h"
#include "parser-composition.h"
#include "parser-worker.h"

#include <signal.h>
#include <string.h>

/* Written ahead to one process, so that neither side waits for the other. */
#define AHEAD_REQUESTS 32
#define AHEAD_OCTETS   (1024 * 1024)

/* So often in a row may a process end before it has read anything. */
#define FAILED_STARTS 3
#define DEATHS        2

#define PATIENCE_SECONDS 30
#define LINGER_SECONDS   60
#define STALL_SECONDS    60

/* Messages composed at once. */
#define COMPOSITIONS 2

struct _Parser
{
  GObject parent;
  GStrv argv;
  guint processes;
  ParserWorkerHooks hooks;
  GPtrArray *workers;
  GQueue pending; /* ParserRequest */
  gsize backlog;
  guint32 last_id;
  guint failed_starts;
  ParserComposing composing;
  GQueue waiting; /* ParserComposition, not yet run */
  guint running;
};

G_DEFINE_FINAL_TYPE (Parser, parser, G_TYPE_OBJECT)

enum
{
  PROPERTY_PATIENCE = 1,
  PROPERTY_LINGER,
  PROPERTY_STALL,
  PROPERTY_LAST
};

static GParamSpec *properties[PROPERTY_LAST];

static void
fail_pending (Parser *self, const char *cause)
{
  g_autoptr (GError) error = g_error_new (
      POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
      "The mail parser \"%s\" does not start (%s); install Posthorn again", self->argv[0], cause);
  GQueue failed = self->pending;
  ParserRequest *request;

  g_queue_init (&self->pending);
  while ((request = g_queue_pop_head (&failed)))
    {
      self->backlog -= g_bytes_get_size (request->raw);
      parser_request_fail (request, error);
      parser_request_free (request);
    }
}

static gboolean
is_alone (ParserWorker *worker)
{
  ParserRequest *first = g_queue_peek_head (parser_worker_requests (worker));

  return first && first->deaths > 0;
}

static gboolean
has_room (ParserWorker *worker, const ParserRequest *request)
{
  guint count = parser_worker_requests (worker)->length;
  gsize size = parser_worker_load (worker) + g_bytes_get_size (request->raw);

  if (count == 0)
    return TRUE;
  return request->deaths == 0 && !is_alone (worker) && count < AHEAD_REQUESTS
         && size <= AHEAD_OCTETS;
}

static ParserWorker *
least_loaded (Parser *self, const ParserRequest *request)
{
  ParserWorker *best = NULL;

  for (guint i = 0; i < self->workers->len; i++)
    {
      ParserWorker *worker = g_ptr_array_index (self->workers, i);

      if (!has_room (worker, request))
        continue;
      if (!best || parser_worker_load (worker) < parser_worker_load (best))
        best = worker;
    }
  return best;
}

static gboolean
start_worker (Parser *self)
{
  g_autoptr (GError) error = NULL;
  ParserWorker *worker
      = parser_worker_start ((const char *const *) self->argv, &self->hooks, &error);

  if (worker)
    g_ptr_array_add (self->workers, worker);
  else if (self->workers->len == 0)
    fail_pending (self, error->message);
  return worker != NULL;
}

/* The first request goes before all others: when it has to wait for a process without work, no
 * process is given any. */
static void
dispatch (Parser *self)
{
  ParserRequest *request;

  while ((request = g_queue_peek_head (&self->pending)))
    {
      ParserWorker *worker = least_loaded (self, request);
      gboolean is_busy = !worker || parser_worker_requests (worker)->length > 0;

      if (is_busy && self->workers->len < self->processes && start_worker (self))
        continue;
      if (!worker)
        return;
      parser_worker_give (worker, g_queue_pop_head (&self->pending));
    }
}

static gboolean
on_answered (gpointer owner, ParserRequest *request, ParserKind kind, GBytes *payload)
{
  Parser *self = owner;

  /* Who is told may look at the backlog and hand over more. */
  self->backlog -= g_bytes_get_size (request->raw);
  if (!parser_request_answer (request, kind, payload))
    {
      self->backlog += g_bytes_get_size (request->raw);
      return FALSE;
    }
  self->failed_starts = 0;
  parser_request_free (request);
  dispatch (self);
  return TRUE;
}

/* The process answers in order, so the first request without an answer is to blame, and none of
 * those behind it. */
static void
blame_first (Parser *self, GQueue *requests)
{
  ParserRequest *first = g_queue_peek_head (requests);

  if (!first || (++first->deaths < DEATHS && first->task))
    return;
  g_queue_pop_head (requests);
  self->backlog -= g_bytes_get_size (first->raw);
  parser_request_give_up (first);
  parser_request_free (first);
}

static void
on_died (gpointer owner, ParserWorker *worker)
{
  Parser *self = owner;
  GQueue *requests = parser_worker_requests (worker);
  ParserRequest *request;

  if (parser_worker_was_ready (worker))
    blame_first (self, requests);
  else
    self->failed_starts++;
  while ((request = g_queue_pop_tail (requests)))
    g_queue_push_head (&self->pending, request);
  g_ptr_array_remove (self->workers, worker);
  if (self->failed_starts >= FAILED_STARTS)
    fail_pending (self, "it ended before it was ready");
  dispatch (self);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  ParserRequest *request = data;
  g_autoptr (Parser) self = g_object_ref (g_task_get_source_object (request->task));
  gboolean was_pending = g_queue_remove (&self->pending, request);
  g_autoptr (GError) error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  if (was_pending)
    self->backlog -= g_bytes_get_size (request->raw);
  parser_request_fail (request, error);
  if (was_pending)
    parser_request_free (request);
  return G_SOURCE_REMOVE;
}

static void
watch (ParserRequest *request, GCancellable *cancellable)
{
  if (!cancellable)
    return;
  request->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (request->cancelled, G_SOURCE_FUNC (on_cancelled), request, NULL);
  g_source_attach (request->cancelled, g_main_context_get_thread_default ());
}

void
parser_ask (Parser *self, ParserKind kind, GBytes *raw, GBytes *argument, GTask *task)
{
  ParserRequest *request = parser_request_new (kind, ++self->last_id, raw, argument, task);

  self->backlog += g_bytes_get_size (raw);
  watch (request, g_task_get_cancellable (task));
  g_queue_push_tail (&self->pending, request);
  dispatch (self);
}

static void
ask (Parser *self, ParserKind kind, GBytes *raw, GTask *task)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  parser_ask (self, kind, raw, nothing, task);
}

static void
run_next (Parser *self)
{
  while (self->running < COMPOSITIONS && self->waiting.length > 0)
    {
      self->running++;
      parser_composition_run (g_queue_pop_head (&self->waiting));
    }
}

static void
on_composed (gpointer owner, ParserComposition *composition)
{
  g_autoptr (Parser) self = g_object_ref (owner);

  if (!g_queue_remove (&self->waiting, composition))
    self->running--;
  parser_composition_free (composition);
  run_next (self);
}

static void
parser_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  Parser *self = (Parser *) object;

  if (id == PROPERTY_PATIENCE)
    self->hooks.patience = self->composing.patience = g_value_get_uint (value);
  else if (id == PROPERTY_LINGER)
    self->hooks.linger = g_value_get_uint (value);
  else
    self->composing.stall = g_value_get_uint (value);
}

/* Every request holds the parser by its task, so there are none left. */
static void
parser_finalize (GObject *object)
{
  Parser *self = (Parser *) object;

  g_ptr_array_unref (self->workers);
  g_strfreev (self->argv);
  G_OBJECT_CLASS (parser_parent_class)->finalize (object);
}

static void
parser_class_init (ParserClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->set_property = parser_set_property;
  object_class->finalize = parser_finalize;
  properties[PROPERTY_PATIENCE]
      = g_param_spec_uint ("patience", NULL, NULL, 1, G_MAXUINT, PATIENCE_SECONDS,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  properties[PROPERTY_LINGER]
      = g_param_spec_uint ("linger", NULL, NULL, 0, G_MAXUINT, LINGER_SECONDS,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  properties[PROPERTY_STALL]
      = g_param_spec_uint ("stall", NULL, NULL, 1, G_MAXUINT, STALL_SECONDS,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, PROPERTY_LAST, properties);

  /* Writing to a process that has ended is an error of that pipe, not the end of this one. */
  signal (SIGPIPE, SIG_IGN);
}

static void
parser_init (Parser *self)
{
  self->workers = g_ptr_array_new_with_free_func ((GDestroyNotify) parser_worker_free);
  self->hooks.owner = self;
  self->hooks.answered = on_answered;
  self->hooks.died = on_died;
  self->composing.owner = self;
  self->composing.ended = on_composed;
  g_queue_init (&self->pending);
  g_queue_init (&self->waiting);
}

Parser *
parser_new (const char *const *argv, guint processes)
{
  Parser *self = g_object_new (TYPE_PARSER, NULL);

  self->argv = g_strdupv ((GStrv) argv);
  self->composing.argv = (const char *const *) self->argv;
  self->processes = MAX (processes, 1);
  return self;
}

gsize
parser_backlog (Parser *self)
{
  return self->backlog;
}

void
parser_summarize_async (Parser *self, GBytes *raw, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, parser_summarize_async);
  ask (self, PARSER_SUMMARIZE, raw, task);
}

GVariant *
parser_summarize_finish (Parser *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parser_text_async (Parser *self, GBytes *raw, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, parser_text_async);
  ask (self, PARSER_TEXT, raw, task);
}

char *
parser_text_finish (Parser *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parser_html_async (Parser *self, GBytes *raw, gboolean remote, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, parser_html_async);
  ask (self, remote ? PARSER_HTML_REMOTE : PARSER_HTML, raw, task);
}

char *
parser_html_finish (Parser *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parser_part_async (Parser *self, GBytes *raw, const char *part, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autoptr (GBytes) argument = g_bytes_new (part, strlen (part));

  g_task_set_source_tag (task, parser_part_async);
  parser_ask (self, PARSER_PART, raw, argument, task);
}

MimePart *
parser_part_finish (Parser *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parser_envelope_async (Parser *self, GBytes *header, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, parser_envelope_async);
  ask (self, PARSER_ENVELOPE, header, task);
}

MimeEnvelope *
parser_envelope_finish (Parser *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parser_reply_async (Parser *self, GBytes *raw, const MimeReplyOptions *options,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  static const char *const none[] = { NULL };
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autoptr (GBytes) argument = parser_wire_encode (g_variant_new (
      "(u^asi)", (guint32) options->kind, options->own ? options->own : none, options->offset));

  g_task_set_source_tag (task, parser_reply_async);
  parser_ask (self, PARSER_REPLY, raw, argument, task);
}

MimeReply *
parser_reply_finish (Parser *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parser_compose_async (Parser *self, const MimeDraft *draft, GPtrArray *contents,
                      GOutputStream *output, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, parser_compose_async);
  g_queue_push_tail (&self->waiting,
                     parser_composition_new (task, draft, contents, output, &self->composing));
  run_next (self);
}

gboolean
parser_compose_finish (Parser *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
