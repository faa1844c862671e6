/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser-worker.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define PIPE_SIZE (1024 * 1024)
#define READ_SIZE (64 * 1024)

/* Nothing that is answered is longer, but what is made of most of the request. */
#define ANSWER_LIMIT (8 * 1024 * 1024)

struct _ParserWorker
{
  ParserWorkerHooks hooks;
  GSubprocess *process;
  int input;          /* of the process */
  int output;         /* of the process */
  GQueue requests;    /* ParserRequest, in the order of their answers */
  GList *writing;     /* link of the first request not yet written whole, or NULL */
  gsize written;      /* octets of it */
  GByteArray *answer; /* octets read and not yet understood */
  gsize load;
  gint64 since; /* when the first request became the first, monotonic */
  gboolean was_ready;
  guint write_source;
  guint read_source;
  guint patience_source;
  guint linger_source;
};

static void
remove_source (guint *source)
{
  if (*source)
    g_source_remove (*source);
  *source = 0;
}

/* Must be the last thing a source does: the worker is gone afterwards. */
static gboolean
die (ParserWorker *worker)
{
  GObject *owner = g_object_ref (worker->hooks.owner);

  worker->hooks.died (owner, worker);
  g_object_unref (owner);
  return G_SOURCE_REMOVE;
}

static gboolean
on_patience (gpointer data)
{
  ParserWorker *worker = data;
  gint64 limit = worker->hooks.patience * (gint64) G_USEC_PER_SEC;

  return g_get_monotonic_time () - worker->since < limit ? G_SOURCE_CONTINUE : die (worker);
}

static gboolean
on_linger (gpointer data)
{
  return die (data);
}

/* Without work there is no timer but the one that ends the process. */
static void
set_timers (ParserWorker *worker)
{
  if (worker->requests.length > 0)
    {
      remove_source (&worker->linger_source);
      if (!worker->patience_source)
        worker->patience_source
            = g_timeout_add_seconds (MAX (worker->hooks.patience / 4, 1), on_patience, worker);
      return;
    }
  remove_source (&worker->patience_source);
  if (!worker->linger_source)
    worker->linger_source = g_timeout_add_seconds (worker->hooks.linger, on_linger, worker);
}

static ParserHead
head_of (const ParserRequest *request)
{
  return (ParserHead){ request->kind, request->id, g_bytes_get_size (request->argument),
                       g_bytes_get_size (request->raw) };
}

/* Writes what is left of the request after SKIP octets, straight from where it lies. */
static ssize_t
write_some (int descriptor, const ParserRequest *request, gsize skip)
{
  ParserHead head = head_of (request);
  struct iovec parts[] = {
    { &head, sizeof head },
    { (void *) g_bytes_get_data (request->argument, NULL), head.argument_length },
    { (void *) g_bytes_get_data (request->raw, NULL), head.length },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gsize taken = MIN (skip, parts[i].iov_len);

      if (taken > 0) /* there may be none, at no address */
        parts[i].iov_base = (char *) parts[i].iov_base + taken;
      parts[i].iov_len -= taken;
      skip -= taken;
    }
  return writev (descriptor, parts, G_N_ELEMENTS (parts));
}

static gsize
frame_length (const ParserRequest *request)
{
  ParserHead head = head_of (request);

  return sizeof head + head.argument_length + head.length;
}

static gboolean
on_writable (int descriptor, GIOCondition condition, gpointer data)
{
  ParserWorker *worker = data;

  while (worker->writing)
    {
      ParserRequest *request = worker->writing->data;
      ssize_t count = write_some (descriptor, request, worker->written);

      if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return G_SOURCE_CONTINUE;
      /* A process that reads no more is about to end, which the other pipe tells. */
      if (count < 0)
        break;
      worker->written += (gsize) count;
      if (worker->written < frame_length (request))
        continue;
      worker->writing = worker->writing->next;
      worker->written = 0;
    }
  worker->write_source = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
is_expected (ParserWorker *worker, const ParserHead *head)
{
  const ParserRequest *first = g_queue_peek_head (&worker->requests);
  gsize limit = ANSWER_LIMIT;

  if (head->kind == PARSER_READY)
    return !worker->was_ready && head->length == 0;
  if (!worker->was_ready || !first || first->id != head->id
      || worker->writing == worker->requests.head)
    return FALSE;
  if (first->kind == PARSER_PART || first->kind == PARSER_DAV_ANSWER
      || first->kind == PARSER_DAV_WRITE)
    limit += g_bytes_get_size (first->raw);
  return (head->kind == PARSER_ANSWER || head->kind == PARSER_FAILURE) && head->length <= limit;
}

static gboolean
take_frame (ParserWorker *worker, const ParserHead *head, const guint8 *octets)
{
  g_autoptr (GBytes) payload = NULL;
  ParserRequest *request;

  if (head->kind == PARSER_READY)
    {
      worker->was_ready = TRUE;
      worker->since = g_get_monotonic_time ();
      return TRUE;
    }
  request = g_queue_pop_head (&worker->requests);
  payload = g_bytes_new (octets, head->length);
  worker->load -= g_bytes_get_size (request->raw);
  worker->since = g_get_monotonic_time ();
  if (worker->hooks.answered (worker->hooks.owner, request, head->kind, payload))
    return TRUE;
  g_queue_push_head (&worker->requests, request);
  return FALSE;
}

/* FALSE when there is something in the octets that no parser process says. */
static gboolean
take_frames (ParserWorker *worker)
{
  const guint8 *octets = worker->answer->data;
  gsize left = worker->answer->len;
  ParserHead head;

  while (left >= sizeof head)
    {
      memcpy (&head, octets, sizeof head);
      if (head.argument_length != 0 || !is_expected (worker, &head))
        return FALSE;
      if (left - sizeof head < head.length)
        break;
      if (!take_frame (worker, &head, octets + sizeof head))
        return FALSE;
      octets += sizeof head + head.length;
      left -= sizeof head + head.length;
    }
  g_byte_array_remove_range (worker->answer, 0, worker->answer->len - (guint) left);
  return TRUE;
}

static gboolean
read_answers (ParserWorker *worker)
{
  guint before = worker->answer->len;
  ssize_t count;

  g_byte_array_set_size (worker->answer, before + READ_SIZE);
  count = read (worker->output, worker->answer->data + before, READ_SIZE);
  g_byte_array_set_size (worker->answer, before + (guint) MAX (count, 0));
  if (count < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (count <= 0 || !take_frames (worker))
    return die (worker);
  set_timers (worker);
  return G_SOURCE_CONTINUE;
}

/* Whoever gets an answer may drop the owner, and the worker goes with it. */
static gboolean
on_readable (int descriptor, GIOCondition condition, gpointer data)
{
  ParserWorker *worker = data;
  GObject *owner = g_object_ref (worker->hooks.owner);
  gboolean goes_on = read_answers (worker);

  g_object_unref (owner);
  return goes_on;
}

static int
prepare_pipe (int descriptor)
{
  /* Smaller pipes do as well, only slower: the system may have none of this size left. */
  fcntl (descriptor, F_SETPIPE_SZ, PIPE_SIZE);
  g_unix_set_fd_nonblocking (descriptor, TRUE, NULL);
  return descriptor;
}

ParserWorker *
parser_worker_start (const char *const *argv, const ParserWorkerHooks *hooks, GError **error)
{
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, flags, error);
  ParserWorker *worker;

  if (!process)
    return NULL;
  worker = g_new0 (ParserWorker, 1);
  worker->hooks = *hooks;
  worker->input = prepare_pipe (
      g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (g_subprocess_get_stdin_pipe (process))));
  worker->output = prepare_pipe (
      g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (g_subprocess_get_stdout_pipe (process))));
  worker->process = g_steal_pointer (&process);
  worker->answer = g_byte_array_new ();
  g_queue_init (&worker->requests);
  worker->read_source = g_unix_fd_add (worker->output, G_IO_IN, on_readable, worker);
  set_timers (worker);
  return worker;
}

void
parser_worker_free (ParserWorker *worker)
{
  remove_source (&worker->write_source);
  remove_source (&worker->read_source);
  remove_source (&worker->patience_source);
  remove_source (&worker->linger_source);
  g_subprocess_force_exit (worker->process);
  g_object_unref (worker->process);
  g_queue_clear_full (&worker->requests, (GDestroyNotify) parser_request_free);
  g_byte_array_unref (worker->answer);
  g_free (worker);
}

void
parser_worker_give (ParserWorker *worker, ParserRequest *request)
{
  if (worker->requests.length == 0)
    worker->since = g_get_monotonic_time ();
  g_queue_push_tail (&worker->requests, request);
  worker->load += g_bytes_get_size (request->raw);
  if (!worker->writing)
    worker->writing = worker->requests.tail;
  if (!worker->write_source)
    worker->write_source = g_unix_fd_add (worker->input, G_IO_OUT, on_writable, worker);
  set_timers (worker);
}

GQueue *
parser_worker_requests (ParserWorker *worker)
{
  return &worker->requests;
}

gsize
parser_worker_load (ParserWorker *worker)
{
  return worker->load;
}

gboolean
parser_worker_was_ready (ParserWorker *worker)
{
  return worker->was_ready;
}
